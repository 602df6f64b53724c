# SPDX-License-Identifier: GPL-2.0
"""For test_matrix.sh: exits with 0 when it is so, else says what is not.

  matrix.py ktap FILE NUMBER      a KTAP file with that many results
  matrix.py json SCHEMA RUN       RUN/matrix.json: schema, counts, KTAP's verdicts, files
  matrix.py html PAGE MATRIX      PAGE against the matrix.json of the same run
"""
import html.parser
import json
import os
import re
import sys
import urllib.parse

wrong = []


def need(ok, what):
    if not ok:
        wrong.append(what)


def read(path):
    with open(path, encoding="utf-8") as f:
        return f.read()


def ktap_results(path):
    lines = read(path).splitlines()
    need(lines[0] == "KTAP version 1", "no KTAP version")
    plan = int(lines[1][3:])
    found = [re.match(r"(ok|not ok) (\d+) (\S+)( # SKIP)?", line) for line in lines[2:]]
    found = [m for m in found if m]
    need([int(m[2]) for m in found] == list(range(1, plan + 1)), "numbers are not those of the plan")
    return {m[3]: "SKIP" if m[4] else "PASS" if m[1] == "ok" else "FAIL" for m in found}


def ktap(path, number):
    need(len(ktap_results(path)) == int(number), "not so many results")


def check_counts(m):
    counts = {"cells": len(m["cells"]), "unexpected": sum(
        not f["expected"] for c in m["cells"] for f in c["findings"])}
    for name in ("PASS", "FAIL", "SKIP", "ERROR", "NOT-RUN"):
        counts[name.lower().replace("-", "_")] = sum(c["verdict"] == name for c in m["cells"])
    need(counts == m["counts"], "counts are %s and not %s" % (m["counts"], counts))


def check_schema(schema, m):
    try:
        from jsonschema import Draft202012Validator
    except ImportError:
        print("the schema is not checked: python3-jsonschema is not installed")
        return
    Draft202012Validator.check_schema(schema)
    for e in Draft202012Validator(schema).iter_errors(m):
        need(False, "%s: %s" % (list(e.absolute_path), e.message))


def check_json(schema, run):
    m = json.loads(read(run + "/matrix.json"))
    check_schema(json.loads(read(schema)), m)
    check_counts(m)
    names = {t["name"] for t in m["targets"]}
    ids = {s["id"] for s in m["scenarios"]}
    need(len(names) == len(m["targets"]) and len(ids) == len(m["scenarios"]), "names come twice")
    need({c["target"] for c in m["cells"]} == names, "targets and cells differ")
    need({c["scenario"] for c in m["cells"]} == ids, "scenarios and cells differ")
    for c in m["cells"]:
        where = c["target"] + "/" + c["scenario"]
        need(c["folder"] in ("", where), where + " lies in " + c["folder"])
        need(not c["report"] or os.path.isfile(run + "/" + c["report"]), where + ": no report")
        need(bool(c["report"]) == os.path.isfile("%s/%s/verdict.txt" % (run, where)),
             where + ": report is '%s'" % c["report"])
    if os.path.exists(run + "/ktap.txt"):
        want = ktap_results(run + "/ktap.txt")
        have = {c["target"] + "/" + c["scenario"]: "FAIL" if c["verdict"] == "ERROR"
                else c["verdict"] for c in m["cells"]}
        need(want == have, "KTAP says %s" % sorted(set(want.items()) ^ set(have.items())))


class Page(html.parser.HTMLParser):
    """What is in the page: elements, ids, links, and the words of the table's cells."""

    known = set("html head meta title style body h1 h2 h3 ul ol li b p div table thead tr th "
                "tbody td a small span section".split())

    def __init__(self):
        super().__init__()
        self.links, self.ids, self.cells, self.inside = [], set(), [], False

    def handle_starttag(self, tag, attrs):
        need(tag in self.known, "an element %s" % tag)
        for name, value in attrs:
            need(name in ("lang", "charset", "name", "content", "http-equiv", "class", "tabindex",
                          "aria-label", "scope", "data-k", "href", "title", "id"),
                 "an attribute %s" % name)
            if name == "href":
                self.links.append(value)
            if name == "id":
                self.ids.add(value)
        if tag == "td":
            self.cells.append((dict(attrs).get("data-k"), []))
            self.inside = True

    def handle_endtag(self, tag):
        if tag == "td":
            self.inside = False

    def handle_data(self, data):
        if self.inside:
            self.cells[-1][1].append(data)


def check_html(path, matrix):
    m, page, text = json.loads(read(matrix)), Page(), read(path)
    page.feed(text)
    need("default-src 'none'" in text and "url(" not in text and "@import" not in text,
         "it needs something else")
    folder = os.path.dirname(path) or "."
    targets = []
    for link in page.links:
        if link.startswith("#"):
            need(link[1:] in page.ids, "no place " + link)
            continue
        need(":" not in link and not link.startswith("//"), "a link to " + link)
        file = os.path.join(folder, urllib.parse.unquote(link))
        need(os.path.isfile(file), "nothing at " + link)
        targets.append(os.path.realpath(file))
    run = os.path.realpath(os.path.dirname(matrix))
    need(sorted(targets) == sorted(os.path.join(run, c["report"]) for c in m["cells"] if c["report"]),
         "not one link for each report")
    for column, words in page.cells:
        if words and words[0] in ("PASS", "FAIL", "SKIP"):
            need(column in [t["name"] for t in m["targets"]], "a cell of %s" % column)
    for verdict in ("PASS", "FAIL", "SKIP"):
        have = sum(bool(words) and words[0] == verdict for _, words in page.cells)
        need(have == m["counts"][verdict.lower()], "%d cells with %s" % (have, verdict))
    shown = " ".join(" ".join(words) for _, words in page.cells)
    for c in m["cells"]:
        for f in c["findings"]:
            need("%s, %s" % (f["kind"], f["cause"]) in shown, "no %s in a cell" % f["kind"])


{"ktap": ktap, "json": check_json, "html": check_html}[sys.argv[1]](*sys.argv[2:])
for line in wrong[:20]:
    print(line)
sys.exit(bool(wrong))

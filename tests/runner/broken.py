# SPDX-License-Identifier: GPL-2.0
"""For matrix_broken_kernel.sh: the table of docs/kunit-broken.md, as a script and as a verdict.

  broken.py platforms TABLE                       platforms that it names
  broken.py scenario TABLE PLATFORM [RULE...]     a scenario that breaks the rules, one after another
  broken.py judge TABLE PLATFORM CONSOLE [RULE...]  a TAP line for each rule, by what the console says
"""
import re
import sys

PARAMETER = "/sys/module/dmascope_kunit/parameters/broken"
SUITE = "dmascope_contract_"


def rules_of(path, platform=None, wanted=()):
    """(rule, platform, function, set of tests) of each row"""
    rows = []
    with open(path, encoding="utf-8") as f:
        for line in f:
            cells = [c.strip() for c in line.strip().strip("|").split("|")]
            if len(cells) != 4 or not re.fullmatch(r"`[a-z-]+`", cells[0]):
                continue
            rule, where, function, tests = cells
            if platform in (None, where) and (not wanted or rule.strip("`") in wanted):
                rows.append((rule.strip("`"), where, function,
                             set(re.findall(r"`([a-z_]+\.[a-z0-9_]+)`", tests))))
    return rows


def scenario(rows, suites):
    print("description: Each rule of the contract is broken in turn, and all suites run again")
    print("requires: kunit & kprobes")
    print("isolate: yes")
    print("timeout: 1500")
    print("---")
    print(f"tests = kunit {SUITE}*")
    for rule, _, _, _ in rows:
        print(f"?write {PARAMETER} {rule}")
        for suite in suites:
            print(f"write /sys/kernel/debug/kunit/{SUITE}{suite}/run 1")
        print(f"?write {PARAMETER} none")


def parts_of(console):
    """lines between a rule's being on and off, and how many calls it changed"""
    parts, changed, rule = {"": []}, {}, ""
    with open(console, encoding="utf-8", errors="replace") as f:
        for line in f:
            line = re.sub(r"^\[ *[0-9.]+\](\[[^]]*\])? ", "", line.rstrip("\r\n"))
            on = re.match(r"dmascope_kunit: broken: (\S+): on,", line)
            off = re.match(r"dmascope_kunit: broken: (\S+): off, (\d+) calls", line)
            cannot = re.match(r"dmascope_kunit: broken: (\S+): (.*cannot be probed.*)", line)
            if on:
                rule = on[1]
                parts[rule] = []
            elif off:
                changed[off[1]] = int(off[2])
                rule = None
            elif cannot:
                changed[cannot[1]] = cannot[2]
            elif rule is not None:
                parts[rule].append(line)
    return parts, changed


def results_of(lines):
    """suite.test -> True, False or None (skipped); of cases, not of their parameters"""
    results, suite = {}, None
    for line in lines:
        start = re.match(r" *# Subtest: " + SUITE + r"(\w+)$", line)
        case = re.match(r"    (not ok|ok) \d+ (\w+)(.*)$", line)
        if start:
            suite = start[1]
        elif case and suite:
            skip = "# SKIP" in case[3]
            results[f"{suite}.{case[2]}"] = None if skip else case[1] == "ok"
    return results


def judge_one(row, whole, part, changed):
    """what is wrong, or None"""
    rule, _, _, tests = row
    if isinstance(changed, str):
        return changed
    if part is None or changed is None:
        return "it was not broken at all"
    if not changed:
        return "no call was changed"
    results = results_of(part)
    red = {t for t, ok in results.items() if ok is False}
    lost = set(whole) - set(results)
    if lost:
        return "no result of " + ", ".join(sorted(lost))
    if red != tests:
        return "; ".join(filter(None, [
            "red, and should not be: " + ", ".join(sorted(red - tests)) if red - tests else "",
            "green, and should not be: " + ", ".join(sorted(tests - red)) if tests - red else ""]))
    return None


def judge(rows, console):
    parts, changed = parts_of(console)
    whole = results_of(parts[""])
    red = sorted(t for t, ok in whole.items() if ok is False)
    bad = 0
    if not whole or red:
        bad += 1
        print("not ok 1 the suites are green before anything is broken")
        print("# " + (", ".join(red) or "no results"))
    else:
        print(f"ok 1 the suites are green before anything is broken: {len(whole)} tests")
    for number, row in enumerate(rows, 2):
        wrong = judge_one(row, whole, parts.get(row[0]), changed.get(row[0]))
        bad += wrong is not None
        print(f"{'ok' if wrong is None else 'not ok'} {number} {row[1]}: {row[0]}")
        if wrong is not None:
            print(f"# {wrong}")
    return 1 if bad else 0


def main(argv):
    what, table = argv[1:3]
    if what == "platforms":
        print("\n".join(dict.fromkeys(row[1] for row in rules_of(table))))
        return 0
    if what == "scenario":
        with open("kunit/suites.mk", encoding="utf-8") as f:
            suites = re.findall(r"kunit/contract_(\w+)\.o", f.read())
        scenario(rules_of(table, argv[3], argv[4:]), suites)
        return 0
    return judge(rules_of(table, argv[3], argv[5:]), argv[4])


sys.exit(main(sys.argv))

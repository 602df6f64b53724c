#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The schema and the reports, judged by a validator that is not ours.
set -u
cd "$(dirname "$0")/../.." || exit 2

# shellcheck source=tests/analyzer/cli.sh
. tests/analyzer/cli.sh

if ! python3 -c 'import jsonschema' 2>/dev/null; then
	echo "ok 1 - schema # SKIP python3-jsonschema is not installed"
	echo "1..1"
	exit 0
fi

# valid DEFINITION FILE: each line of FILE, or all of it for the report itself
valid() {
	python3 - "$@" >"$tmp/out" 2>&1 <<'PY'
import json
import sys
from jsonschema import Draft202012Validator

schema = json.load(open("docs/dmascope-report.schema.json"))
Draft202012Validator.check_schema(schema)
text = open(sys.argv[2]).read()
if sys.argv[1] == "report":
    values = [json.loads(text)]
else:
    values = [json.loads(line) for line in text.splitlines()]
    schema = {"$defs": schema["$defs"], "$ref": "#/$defs/" + sys.argv[1]}
errors = [e for v in values for e in Draft202012Validator(schema).iter_errors(v)]
for e in errors:
    print(list(e.absolute_path), e.message)
print(len(values), "values")
sys.exit(bool(errors))
PY
}

python3 tests/analyzer/page.py logs "$tmp"
cat tests/fixtures/*/console.log >"$tmp/fixtures.log"
for p in storm mixed empty one spread fixtures; do
	"$dmascope" triage --format json "$tmp/$p.log" >"$tmp/report" 2>/dev/null
	valid report "$tmp/report"
	result $? "$p: the report fits the schema"
	"$dmascope" triage --format ndjson "$tmp/$p.log" >"$tmp/report" 2>/dev/null
	valid finding "$tmp/report"
	result $? "$p: each line of ndjson is a finding"
	"$dmascope" triage --events --format ndjson "$tmp/$p.log" >"$tmp/report" 2>/dev/null
	valid event "$tmp/report"
	result $? "$p: each line of --events is an event"
done
"$dmascope" triage --format json "$tmp/mixed.log" | sed 's/"critical"/"urgent"/' >"$tmp/report"
! valid report "$tmp/report"
result $? "another severity is refused"
"$dmascope" triage --format json "$tmp/mixed.log" | sed 's/"raw":/"rare":/' >"$tmp/report"
! valid report "$tmp/report"
result $? "another key is refused"

done_testing

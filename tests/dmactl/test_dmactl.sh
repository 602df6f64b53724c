#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# dmactl as people and programs call it, without a device: help, mistakes, JSON, completion, the
# manual page. What it does with a device, tests/dmactl/test_session.c and test_exec.c look at.
# TAP on stdout.
set -u
cd "$(dirname "$0")/../.." || exit 2
dmactl=$PWD/build/guest-tools/$(uname -m)/dmactl
tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT

. tests/tap.sh
details=("$tmp/out" "$tmp/err")

# run STATUS ARGS...: standard output and error to files; is the exit code that one?
run() {
	local want=$1

	shift
	"$dmactl" "$@" >"$tmp/out" 2>"$tmp/err" </dev/null
	[ $? -eq "$want" ]
}

has() { # has FILE TEXT
	grep -qF -- "$2" "$tmp/$1"
}

[ -x "$dmactl" ] || { echo "1..0 # SKIP there is no $dmactl (make guest-tools)"; exit 0; }

run 0 --help && has out 'usage: dmactl' && has out 'device-write'
result $? "--help has options and ops"
run 0 help map && has out '  example' && has out 'm = map b dir=from-device' &&
	has out 'dir=bidirectional|to-device' && has out 'without it: single' && has out 'ENOMEM'
result $? "help OP has keys, defaults, errors and an example"
cp "$tmp/out" "$tmp/same"
run 0 --help map && cmp -s "$tmp/out" "$tmp/same"
result $? "--help OP is the same"
run 2 help unmpa && has err "did you mean 'unmap'?"
result $? "an unknown op has no help, but a near one"
"$dmactl" --list-ops >"$tmp/ops"
bad=0
while read -r op; do
	run 0 help "$op" && has out '  example' || { bad=1; echo "# no example of $op"; }
done <"$tmp/ops"
[ $bad -eq 0 ] && [ "$(wc -l <"$tmp/ops")" -gt 40 ]
result $? "every op has help with an example"

printf 'b = buf 4096\nm = map b drr=none\n' >"$tmp/bad.dms"
run 2 --check "$tmp/bad.dms" && has err "$tmp/bad.dms:2:11: 'map' takes no 'drr='" &&
	has err "did you mean 'dir='?"
result $? "--check says file, line, column and what was meant"
printf 'b = buf 4096\nm = map b dir=none\n' >"$tmp/good.dms"
run 0 --check "$tmp/good.dms" && [ ! -s "$tmp/err" ]
result $? "and nothing of what is right"
run 2 "$tmp/bad.dms" && has err ':2:11:'
result $? "a script with a mistake is not carried out"
run 2 --device /dev/dmascope-none "$tmp/good.dms" && has err '/dev/dmascope-none: No such file'
result $? "nor one without its device"
run 2 "$tmp/missing.dms" && has err 'missing.dms: No such file'
result $? "nor one that is not there"
run 2 -- b = buf 4096 ';' m = mp b && has err "--:2:6: no op 'mp'"
result $? "a script in the command line has lines and columns"
run 2 -i --device /dev/dmascope-none && has err 'No such file'
result $? "line by line needs a device, too"
run 2 --frob && has err usage
result $? "an unknown option gets the usage"

# of mistakes; test_session.c compares what is said of ops, and a guest has both
schema=docs/dmactl.schema.json
if python3 -c 'import jsonschema' 2>/dev/null; then
	cat >"$tmp/validate.py" <<-'END'
		import json, jsonschema, sys
		schema = json.load(open(sys.argv[1]))
		jsonschema.Draft202012Validator.check_schema(schema)
		check = jsonschema.Draft202012Validator(schema)
		lines = [json.loads(l) for l in sys.stdin]
		bad = [e.message for o in lines for e in check.iter_errors(o)]
		print("\n".join(bad))
		sys.exit(bool(bad) or not lines)
	END
	run 2 --json --check "$tmp/bad.dms"
	python3 "$tmp/validate.py" $schema <"$tmp/out" && has out '"line":2,"column":11'
	result $? "a mistake as JSON fits the schema"
	printf 'unmap "\\\033[31m\n' >"$tmp/odd.dms"
	run 2 --json --check "$tmp/odd.dms"
	python3 "$tmp/validate.py" $schema <"$tmp/out" && ! grep -q "$(printf '\033')" "$tmp/out" "$tmp/err"
	result $? "whatever is in it"
	run 2 --json --device /dev/dmascope-none "$tmp/good.dms"
	python3 "$tmp/validate.py" $schema <"$tmp/out" && has out '"error":"/dev/dmascope-none:'
	result $? "so does a missing device"
	cat >"$tmp/op.json" <<-'END'
		{"line":2,"column":5,"op":"map","name":"m","thread":null,"args":["b"],"keys":{"dir":"none"},"result":-12,"errno":"ENOMEM","facts":{"m.result":"-12"},"error":null}
	END
	python3 "$tmp/validate.py" $schema <"$tmp/op.json"
	result $? "and an op"
	! sed 's/"result":-12/"result":"-12"/' "$tmp/op.json" |
		python3 "$tmp/validate.py" $schema >"$tmp/out"
	result $? "but nothing else"
	run 0 --list-ops --json && python3 -c 'import json, sys
for l in sys.stdin: assert json.loads(l)["op"]' <"$tmp/out"
	result $? "--list-ops --json is JSON"
else
	skip "JSON fits the schema" "python3-jsonschema is not installed"
fi

# complete LINE: what bash would offer, one a line
complete_line() {
	bash -c '
		compopt() { :; }
		source docs/completion/dmactl.bash
		COMP_LINE=$2 COMP_POINT=${#2}
		_dmactl "$1"
		printf "%s\n" "${COMPREPLY[@]}"' - "$dmactl" "$1" >"$tmp/out" 2>"$tmp/err"
}
complete_line 'dmactl -- b = bu' && [ "$(cat "$tmp/out")" = buf ]
result $? "completion of an op"
complete_line 'dmactl -- b = buf 4096 ; ? m = map b di' && [ "$(cat "$tmp/out")" = dir= ]
result $? "of its keys"
complete_line 'dmactl -- m = map b dir=to' && [ "$(cat "$tmp/out")" = to-device ]
result $? "of their values"
complete_line 'dmactl help device-w' && [ "$(paste -sd' ' "$tmp/out")" = 'device-write device-wait' ]
result $? "of what there is help for"
complete_line 'dmactl --js' && [ "$(cat "$tmp/out")" = --json ]
result $? "of options"
complete_line 'dmactl -- q = query max-m' && [ "$(cat "$tmp/out")" = max-mapping-size ]
result $? "of what can be queried"

"$dmactl" --man | sed -e '/^@OPS@$/{r /dev/stdin' -e 'd}' docs/man/dmactl.1.in >"$tmp/man"
diff "$tmp/man" docs/man/dmactl.1 >"$tmp/out"
result $? "the manual page has the ops that there are (make docs)"

done_testing

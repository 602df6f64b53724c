#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# trace.dat files and ftrace text of our own runs: what is expected follows from the facts that
# the run published and from the log beside it. Then the same files cut off and damaged.
set -u
cd "$(dirname "$0")/../.." || exit 2

# shellcheck source=tests/analyzer/cli.sh
. tests/analyzer/cli.sh
traced=tests/fixtures/traced
events() { # events FILE...: its status stays, the events go to $tmp/out
	"$dmascope" triage --events --format ndjson "$@" >"$tmp/out" 2>"$tmp/err" </dev/null
}
fact() { # fact FILE NAME
	sed -n "s/^$2=//p" "$traced/$1" | head -1
}
# has NAME TEXT...: one event has all of it
has() {
	local name=$1 text
	shift
	cp "$tmp/out" "$tmp/rest"
	for text; do
		grep -F -- "$text" "$tmp/rest" >"$tmp/more"
		mv "$tmp/more" "$tmp/rest"
	done
	[ -s "$tmp/rest" ]
	result $? "$name: $*"
}
count() { # count NUMBER NAME: so many trace events
	[ "$(grep -c '"source":"trace"' "$tmp/out")" -eq "$1" ]
	result $? "$2: $1 records"
}

# ---- what was mapped is in the trace: three mappings, each of map, map_*, unmap, unmap_* and two flushes
dev=$(fact facts.txt dev.bdf)
sg_phys=$(sed -n 's/^b.phys=//p' $traced/facts.txt | tail -1)
events $traced/trace.dat
count 18 trace.dat
[ ! -s "$tmp/err" ]
result $? "trace.dat: nothing on stderr"
has trace.dat '"detail":"dma.map_page"' "\"device\":\"$dev\"" "\"address\":\"$(fact facts.txt m.iova)\"" \
	"\"phys_addr\":\"$(fact facts.txt m.phys)\"" "\"size\":\"$(fact facts.txt m.len)\"" \
	'"access":"write"' '"dir":"FROM_DEVICE"' '"comm":"dmactl"'
has trace.dat '"detail":"dma.unmap_page"' "\"address\":\"$(fact facts.txt m.iova)\""
has trace.dat '"detail":"iommu.map"' "\"address\":\"$(fact facts.txt m.iova)\"" \
	"\"paddr\":\"$(fact facts.txt m.phys)\""
has trace.dat '"detail":"dma.map_sg"' "\"dma_addrs\":\"{$(fact facts.txt s.iova)}\"" '"sizes":"{0x4000}"' \
	"\"full_nents\":\"$(fact facts.txt s.nents)\"" "\"full_ents\":\"$(fact facts.txt s.mapped)\"" \
	"\"phys_addrs\":\"{$sg_phys,"
has trace.dat '"detail":"dma.alloc"' "\"address\":\"$(fact facts.txt c.iova)\"" \
	"\"virt_addr\":\"$(fact facts.txt c.cpu)\""

# ---- one time line: the buffer was unmapped before the fault, and the next one mapped after it
for order in "trace.dat console.log" "console.log trace.dat"; do
	events "$traced/${order% *}" "$traced/${order#* }"
	grep -n -o '"detail":"[^"]*"' "$tmp/out" | grep -E 'dma\.|vtd\.' | sed 's/.*detail":"//;s/"//' | head -4 |
		tr '\n' ' ' >"$tmp/order"
	[ "$(cat "$tmp/order")" = "dma.map_page dma.unmap_page vtd.dma_fault dma.map_sg " ]
	result $? "$order: the fault stands behind the unmap ($(cat "$tmp/order"))"
done

# ---- kinds of files
events $traced/trace-v6.dat.gz
count 12 "version 6, from a compressed file"
events - <$traced/trace.dat
"$dmascope" triage --events --format ndjson - <$traced/trace.dat >"$tmp/out" 2>"$tmp/err"
count 18 "standard input, a file"
# shellcheck disable=SC2002 # a pipe is meant
cat $traced/trace.dat | "$dmascope" triage --events --format ndjson - >"$tmp/out" 2>"$tmp/err"
count 18 "standard input, a pipe"
tar -C $traced -cf "$tmp/bundle.tar" trace.dat console.log
events "$tmp/bundle.tar"
count 18 "a member of an archive"
events $traced/trace-instance.dat
count 6 "a buffer instance"
events $traced/trace-tsc.dat
count 6 "another clock"
! grep -q '"time":[0-9]' "$tmp/out"
result $? "another clock: its counts are no times"
expect 0 "another clock, as a report" triage $traced/trace-tsc.dat
grep -q "clock 'x86-tsc' is not the log's" "$tmp/out"
result $? "another clock: it is said"
# twelve times the twelve records of a list and a coherent buffer went into a ring that held 82 of them
expect 0 "a buffer that was too small" triage $traced/trace-lost.dat.gz
grep -q "lost: $((12 * 12 - 82)) trace records in" "$tmp/out"
result $? "a buffer that was too small: what was lost is said"
events $traced/trace-lost.dat.gz
count 82 "a buffer that was too small"

# ---- text: the same records in every layout
dev=$(fact text-facts.txt dev.bdf)
gzip -dc $traced/latency.txt.gz >"$tmp/latency.txt" # it has blanks at the ends of lines
for file in $traced/{normal,tgid,bare,verbose}.txt "$tmp/latency.txt"; do
	events "$file"
	file=${file##*/}
	count 18 "$file"
	has "$file" '"detail":"dma.map_page"' "\"device\":\"$dev\"" "\"address\":\"$(fact text-facts.txt m.iova)\"" \
		"\"phys_addr\":\"$(fact text-facts.txt m.phys)\"" '"access":"write"'
done
"$dmascope" triage --format json $traced/normal.txt | grep -q '"type": "trace"'
result $? "a file of ftrace text is known as one"
events $traced/dump.log
count 18 "a buffer dumped into the log"
has "dump.log" '"detail":"dma.map_sg"' "\"dma_addrs\":\"{$(fact text-facts.txt s.iova)}\"" '"time":null' '"trace_time":"0.'

# ---- cut off at many places: one line, what is readable is kept. A sanitizer in the reading process
# says what it finds in the library, so what is said is looked at without one.
plain=${DMASCOPE:-$PWD/build/dmascope}
zcat $traced/trace-v6.dat.gz >"$tmp/v6"
hurt() { # hurt MAXIMUM: reads $tmp/hurt, ends with that status at the most, and says one line
	local status
	timeout 60 "$plain" triage --events --format ndjson "$tmp/hurt" >"$tmp/out" 2>"$tmp/err" </dev/null
	status=$?
	[ $status -le "$1" ] && [ "$(wc -l <"$tmp/err")" -le 1 ]
}
sanitized() { # our own code of that process makes no mistake
	timeout 60 "$dmascope" triage --events "$tmp/hurt" >/dev/null 2>"$tmp/said" </dev/null
	[ $? -le 2 ] && ! grep -q -E '#[01] .*analyzer/|runtime error.*analyzer/' "$tmp/said"
}
rc_cut=0 kept=0
for file in "$tmp/v6" $traced/trace.dat; do
	size=$(stat -c %s "$file")
	for ((i = 1; i < 40; i++)); do
		head -c $((size * i / 40 + 12)) "$file" >"$tmp/hurt"
		hurt 2 || { rc_cut=1; echo "# cut at $((size * i / 40 + 12)) of $file: $(head -3 "$tmp/err")"; }
		grep -q "the trace ends before its end" "$tmp/err" || { rc_cut=1; head -3 "$tmp/err"; }
		[ $((i % 4)) -ne 0 ] || sanitized || { rc_cut=1; head -5 "$tmp/said"; }
		n_kept=$(wc -l <"$tmp/out")
		[ "$n_kept" -le "$kept" ] || kept=$n_kept
	done
	[ "$file" = $traced/trace.dat ] || [ "$kept" -eq 12 ] || rc_cut=1
done
[ $rc_cut -eq 0 ]
result $? "cut off at 78 places: said in one line; up to $kept records were kept"

# ---- bits flipped: whatever the library does, we say one line and end
rc_flip=0
if type -P python3 >/dev/null; then
	for ((i = 0; i < 60; i++)); do
		python3 - "$tmp/v6" $i >"$tmp/hurt" <<'PY'
import random, sys
d = bytearray(open(sys.argv[1], 'rb').read())
random.seed(int(sys.argv[2]))
for _ in range(1 + int(sys.argv[2]) % 20):
    d[random.randrange(12, len(d))] ^= 1 << random.randrange(8)
sys.stdout.buffer.write(d)
PY
		hurt 2 || { rc_flip=1; echo "# seed $i: $(head -3 "$tmp/err")"; }
		[ $((i % 4)) -ne 0 ] || sanitized || { rc_flip=1; head -5 "$tmp/said"; }
	done
	[ $rc_flip -eq 0 ]
	result $? "bits flipped in 60 files: at most one line, exit 2 at the most"
fi
[ -z "$(find /tmp -maxdepth 1 -name 'trace_cpu_data*' -user "$(id -un)" 2>/dev/null)" ]
result $? "no temporary files of the library are left"
done_testing

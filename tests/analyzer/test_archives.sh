#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Compressed logs and tar archives, found by content; damaged and hostile ones do no harm.
set -u
cd "$(dirname "$0")/../.." || exit 2

# shellcheck source=tests/analyzer/cli.sh
. tests/analyzer/cli.sh
events() { # events FILE...: runs it on all; its status stays, the events go to $tmp/out
	"$dmascope" triage --events --format ndjson "$@" >"$tmp/out" 2>"$tmp/err" </dev/null
}
# found STATUS COUNT NAME FILE...
found() {
	local want=$1 count=$2 name=$3 got
	shift 3
	events "$@"
	got=$?
	[ $got -eq "$want" ] && [ "$(grep -c '"kind":"vtd-fault"' "$tmp/out")" -eq "$count" ]
	result $? "$name: $count faults, exit $want (was $got)"
}
said() { # said TEXT NAME
	[ "$(wc -l <"$tmp/err")" -eq 1 ] && grep -q -- "$1" "$tmp/err"
	result $? "$2: one line says '$1'"
}

fault() { # fault ADDRESS: the format of 5.14 and later
	printf '[%5d.%06d] DMAR: [DMA Write NO_PASID] Request device [00:03.0] fault addr %#x [fault reason 0x05] PTE Write access is not set\n' \
		"$(($1 >> 12 & 0xfff))" 0 "$1"
}
# 300 kB of lines that do not compress to nothing, a fault at the front and one at the end
{
	fault 0x10001000
	LC_ALL=C awk 'BEGIN { srand(7); for (i = 0; i < 6000; i++)
		printf "[  100.%06d] usb 1-1: value %x %x %x\n", i, rand() * 1e9, rand() * 1e9, rand() * 1e9 }'
	fault 0x10002000
} >"$tmp/log"
fault 0x10003000 >"$tmp/log2"

# -1: blocks of bzip2 that are smaller than the log
for c in gzip xz zstd bzip2; do
	type -P $c >/dev/null || { n=$((n + 1)); echo "ok $n - $c # SKIP not installed"; continue; }
	$c -1 -c <"$tmp/log" >"$tmp/$c"
	found 1 2 "$c" "$tmp/$c"
	{ cat "$tmp/$c"; $c -c <"$tmp/log2"; } >"$tmp/$c.two"
	found 1 3 "$c, two members" "$tmp/$c.two"
	head -c $(($(stat -c %s "$tmp/$c") * 9 / 10)) "$tmp/$c" >"$tmp/$c.cut"
	found 2 1 "$c, cut off: what was readable" "$tmp/$c.cut"
	said "$c data ends too early" "$c, cut off"
	# bytes in the middle overwritten
	{ head -c 60000 "$tmp/$c"; head -c 64 /dev/zero | tr '\0' '\377'; tail -c +60065 "$tmp/$c"; } \
		>"$tmp/$c.bad"
	events "$tmp/$c.bad"
	[ $? -eq 2 ]
	result $? "$c, damaged: exit 2"
	said "$c data" "$c, damaged"
done
"$dmascope" triage --events --format ndjson - <"$tmp/gzip" >"$tmp/out" 2>"$tmp/err"
[ "$(grep -c vtd-fault "$tmp/out")" -eq 2 ]
result $? "gzip from a pipe"

long=$(printf 'a-folder-with-a-long-name/%.0s' 1 2 3 4 5 6 7 8 9 10 11 12)
mkdir -p "$tmp/b/$long" "$tmp/b/debug"
fault 0x20001000 >"$tmp/b/dmesg"
fault 0x20002000 >"$tmp/b/${long}dmesg"
gzip -c <"$tmp/log2" >"$tmp/b/older"
head -c 3000 /dev/urandom >"$tmp/b/picture"
: >"$tmp/b/empty"
ln -s /etc/passwd "$tmp/b/link"
ln "$tmp/b/dmesg" "$tmp/b/twin"
for format in gnu pax; do
	tar -C "$tmp/b" --format=$format -cf "$tmp/$format.tar" .
	found 1 3 "tar, $format" "$tmp/$format.tar"
	grep -q "\"input\":\"$tmp/$format.tar/${long}dmesg\"" "$tmp/out"
	result $? "tar, $format: the long name is whole"
	[ ! -s "$tmp/err" ]
	result $? "tar, $format: nothing on stderr"
done
rm -r "$tmp/b/${long%%/*}"
for format in ustar v7; do
	tar -C "$tmp/b" --format=$format -cf "$tmp/$format.tar" .
	found 1 2 "tar, $format" "$tmp/$format.tar"
done
gzip -c <"$tmp/pax.tar" >"$tmp/tar.gz"
found 1 3 "a compressed archive" "$tmp/tar.gz"
tar -C "$tmp" -cf "$tmp/outer.tar" tar.gz
found 1 3 "an archive in an archive" "$tmp/outer.tar"
tar -C "$tmp" -cf - log2 log | head -c 200000 >"$tmp/cut.tar"
found 2 2 "an archive cut off: what was readable" "$tmp/cut.tar"
said "ends too early" "an archive cut off"

cp "$tmp/log2" "$tmp/nest"
for _ in 1 2 3 4 5 6 7 8; do
	gzip -c <"$tmp/nest" >"$tmp/nest.gz" && mv "$tmp/nest.gz" "$tmp/nest"
done
found 2 0 "packed eight times" "$tmp/nest"
said "packed too many times" "packed eight times"

# tar headers that mean harm: sizes beyond the file, negative, octal noise, endless names
header() { # header NAME SIZE-FIELD(12 bytes) TYPE
	python3 - "$@" <<'PY'
import sys, codecs
name, size, kind = sys.argv[1:4]
size = codecs.decode(size, 'unicode_escape').encode('latin-1')
h = bytearray(512)
h[0:len(name)] = name.encode()
h[100:108] = b'0000644\0'
h[124:124 + len(size)] = size
h[156:157] = kind.encode()
h[257:265] = b'ustar\x0000'
h[148:156] = b' ' * 8
h[148:155] = b'%06o\0' % sum(h)
sys.stdout.buffer.write(bytes(h))
PY
}
hostile() { # hostile NAME: ends with what the analyzer makes of $tmp/evil.tar
	events "$tmp/evil.tar"
	[ $? -le 2 ] && ! grep -q -E 'Sanitizer|runtime error' "$tmp/err"
	result $? "hostile: $1"
}
if type -P python3 >/dev/null; then
	for size in 77777777777 '\x80\0\0\0\x7f\xff\xff\xff\xff\xff\xff\xff' \
		'\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff' '-1' 'zzzz' ''; do
		for kind in 0 L K x g S 1 5; do
			{ header evil "$size" $kind; fault 0x30001000; } >"$tmp/evil.tar"
			hostile "type $kind, size '$size'"
		done
	done
	{ header x 00000000100 x; printf '99999999999999999999 path=a\n'; head -c 1000 /dev/zero
	} >"$tmp/evil.tar"
	hostile "a pax record longer than its header"
	{ header x 00000000020 x; printf '3 \n4 a\n5 path=\n'; head -c 1000 /dev/zero; } >"$tmp/evil.tar"
	hostile "pax records shorter than themselves"
	text=$(fault 0x30001000)
	{ header ../../../../tmp/evil "$(printf %011o ${#text})" 0; printf %s "$text"
	  head -c $((2048 - ${#text})) /dev/zero; } >"$tmp/evil.tar"
	found 1 1 "a name that climbs is a label" "$tmp/evil.tar"
fi
done_testing

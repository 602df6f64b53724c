#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# usage: make_seeds.sh
#
# Writes tests/fuzz/seeds/archive/: small archives of a few lines, whole and broken. The files are
# in the tree, so that no test depends on tools; this is how they were made.
set -eu
cd "$(dirname "$0")/seeds"
rm -rf archive
mkdir archive
cd archive
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

printf '%s\n' \
	'[    1.000000] DMAR: DRHD: handling fault status reg 2' \
	'[    1.000001] DMAR: [DMA Write NO_PASID] Request device [00:03.0] fault addr 0xffffc000 [fault reason 0x05] PTE Write access is not set' \
	>"$tmp/dmesg"
mkdir -p "$tmp/dma-api"
echo 'e1000e 0000:00:03.0 single idx 3 P=0x0000000012345000 D=ffffc000 L=1000 cln=0x0000000004106200 DMA_TO_DEVICE dma map error checked' \
	>"$tmp/dma-api/dump"
echo 3 >"$tmp/dma-api/error_count"
long=$(printf 'x%.0s' {1..120})
echo text >"$tmp/$long"
evil=$(printf '<zz>"\x27&\x1b[31m\xff')
cp "$tmp/dmesg" "$tmp/$evil"
pack() { tar -C "$tmp" --owner=0 --group=0 --mtime=@0 --sort=name "$@"; }

# the formats, whole
gzip -9nc "$tmp/dmesg" >dmesg.gz
xz -9c "$tmp/dmesg" >dmesg.xz
zstd -q -19 -c "$tmp/dmesg" >dmesg.zst
bzip2 -9c "$tmp/dmesg" >dmesg.bz2
pack --format=ustar -b1 -cf ustar.tar dmesg dma-api
pack --format=gnu -b1 -cf gnu-long-name.tar "$long"
pack --format=pax --pax-option='exthdr.name=%d/x/%f,delete=atime,delete=ctime' -b1 -cf pax-long-name.tar "$long"
pack --format=gnu -b1 -cf hostile-name.tar "$evil"
gzip -9nc ustar.tar >ustar.tar.gz

# several members, garbage behind the end, an empty one
cat dmesg.gz dmesg.gz >twice.gz
{ cat dmesg.gz; head -c 300 /dev/zero; } >padded.gz
{ cat dmesg.gz; echo garbage; } >garbage-behind.gz
: | gzip -9nc >empty.gz
# a skippable frame (RFC 8878, 3.1.2) of 4 bytes in front
{ printf '\x50\x2a\x4d\x18\x04\x00\x00\x00abcd'; cat dmesg.zst; } >skippable.zst

# cut off, a bit wrong, nothing but the magic
for f in dmesg.gz dmesg.xz dmesg.zst dmesg.bz2 ustar.tar.gz; do
	head -c $(($(stat -c %s $f) / 2)) $f >cut-$f
done
{ head -c 60 dmesg.gz; printf '\xff\xff\xff'; tail -c +64 dmesg.gz; } >damaged.gz
printf '\x1f\x8b' >magic.gz
printf '\xfd7zXZ' >magic.xz
printf '\x28\xb5\x2f\xfd' >magic.zst
printf 'BZh9' >magic.bz2

# bombs: a megabyte of blanks, of one line, and a log packed in itself more often than is allowed
head -c 1048576 /dev/zero | tr '\0' ' ' | xz -9c >blanks.xz
head -c 1048576 /dev/zero | tr '\0' '<' | bzip2 -9c >markup.bz2
head -c 1048576 /dev/zero | gzip -9nc | gzip -9nc >zeros.gz.gz
cp dmesg.gz nested.gz
for _ in 1 2 3 4 5 6; do
	gzip -9nc nested.gz >"$tmp/next"
	mv "$tmp/next" nested.gz
done

# tar headers that lie; the checksum is made right again
lie() { # lie NAME OFFSET BYTES
	python3 - "$@" <<'PY'
import sys
name, at, what = sys.argv[1], int(sys.argv[2]), sys.argv[3].encode().decode('unicode_escape')
b = bytearray(open('ustar.tar', 'rb').read())
b[at:at + len(what)] = what.encode('latin-1')
b[148:156] = b' ' * 8
b[148:156] = b'%06o\0 ' % sum(b[:512])
open(name, 'wb').write(b[:2048])
PY
}
lie size-huge.tar 124 '77777777777\0'
lie size-base256.tar 124 '\x80\x00\x00\x00\x3f\xff\xff\xff\xff\xff\xff\xff'
lie size-negative.tar 124 '\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff'
lie size-no-number.tar 124 'hello'
lie pax-no-record.tar 156 'x'
lie gnu-name-lies.tar 156 'L'
lie sparse.tar 156 'S'
lie hard-link.tar 156 '1'
head -c 700 ustar.tar >cut.tar

# records of a pax header whose length is too large, and too small
LC_ALL=C sed 's/[0-9]\{3\} path=/999 path=/' pax-long-name.tar >pax-record-long.tar
LC_ALL=C sed 's/[0-9]\{3\} path=/005 path=/' pax-long-name.tar >pax-record-short.tar

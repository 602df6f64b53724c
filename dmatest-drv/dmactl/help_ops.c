// SPDX-License-Identifier: GPL-2.0
/* Examples, errors and defaults, for people: no script depends on what is written here. */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/strbuf.h"
#include "help.h"

static const struct help_text texts[] = {
	{ "buf", "b = buf 8192 kind=pages",
	  "E2BIG: larger than its kind can be; ENOMEM: no memory, or 256 MiB in all; "
	  "ENOSPC: 1024 objects are alive; EINVAL: no length, or an offset of a page or more" },
	{ "free", "b = buf 4096\nfree b", "EALREADY: it was freed before, see again=" },
	{ "coherent", "c = coherent 64K\ncpu-fill c seed=1",
	  "ENOMEM: the DMA API has none, or 256 MiB in all; E2BIG: more than 64 MiB" },
	{ "free-coherent", "c = coherent 4096\nfree-coherent c",
	  "EALREADY: it was freed before, see again=; EINVAL: it would free another's pages" },
	{ "cpu-fill", "b = buf 4096\ncpu-fill b seed=1 offset=64 len=128",
	  "EINVAL: outside the object; EPERM: read-only data; EALREADY: the memory was freed" },
	{ "cpu-verify", "b = buf 4096\ncpu-fill b seed=1\nv = cpu-verify b seed=1\ncheck $v.wrong==0",
	  "EINVAL: outside the object; EALREADY: the memory was freed, see again=" },
	{ "leak", "b = buf 4096\nm = map b dir=to-device\nleak m",
	  "EALREADY: nothing is left of it; ENOSPC: 4096 objects were leaked" },
	{ "map", "b = buf 4096\nm = map b dir=from-device offset=512 len=1024",
	  "ENOMEM: the DMA API cannot map it; EINVAL: outside the buffer, or vmalloc memory of more "
	  "than a page with fn=page; EPERM: stack and rodata are mapped to-device only" },
	{ "unmap", "b = buf 4096\nm = map b dir=to-device\nunmap m",
	  "EALREADY: it was unmapped before, see again=; EINVAL: fn=coherent for what alloc_pages() "
	  "did not give" },
	{ "mapping-error", "b = buf 4096\nm = map b dir=to-device check=0\ne = mapping-error m\n"
	  "check $e.result==0", "ENOMEM: it is DMA_MAPPING_ERROR" },
	{ "sync-cpu", "b = buf 4096\nm = map b dir=from-device\ndevice-write m seed=7\nsync-cpu m\n"
	  "v = cpu-verify b seed=7",
	  "EINVAL: outside 64 MiB, or a part of a scatterlist" },
	{ "sync-device", "b = buf 4096\nm = map b dir=bidirectional\nsync-device m len=64 range=1",
	  "EINVAL: outside 64 MiB, or a part of a scatterlist" },
	{ "sg", "b = buf 64K\ns = sg b:0:100 b:4096\nt = sg each=b nents=4 seglen=512 stride=1024",
	  "E2BIG: more than 256 segments; EINVAL: a segment outside its buffer; "
	  "EALREADY: a buffer was freed" },
	{ "map-sg", "b = buf 64K\ns = sg b\nmap-sg s dir=to-device\ncheck $s.mapped>=1",
	  "EBUSY: it is mapped; EIO, ENOMEM: the DMA API cannot map it; EINVAL: nents= is more than "
	  "there are" },
	{ "unmap-sg", "b = buf 64K\ns = sg b\nmap-sg s dir=to-device\nunmap-sg s",
	  "EALREADY: it is not mapped, see again=" },
	{ "sg-seg", "b = buf 64K\ns = sg b\nmap-sg s dir=to-device\ng = sg-seg s 0\nhold $g.len*0",
	  "EINVAL: there are fewer mapped segments" },
	{ "sg-corrupt", "b = buf 64K\ns = sg b:0:1 b:4096:1\nsg-corrupt s 1 addr=0",
	  "EINVAL: there are fewer entries; EALREADY: it is corrupt" },
	{ "device-read", "b = buf 4096\ncpu-fill b seed=3\nm = map b dir=to-device\n"
	  "r = device-read m seed=3\ncheck $r.wrong==0",
	  "EINVAL: no length; E2BIG: more than the device moves in one go; ETIMEDOUT: it does not end; "
	  "ENODEV: the device went" },
	{ "device-write", "b = buf 4096\nm = map b dir=from-device\ndevice-write m seed=3",
	  "EIO: the device says that it is done, but bytes are missing; EPERM: stack and rodata; "
	  "otherwise as device-read" },
	{ "device-copy", "b = buf 4096\nc = coherent 4096\nm = map b dir=to-device\ndevice-copy m c",
	  "as device-write" },
	{ "device-wait", "b = buf 4096\nm = map b dir=from-device\ndevice-write m seed=3 wait=0\n"
	  "device-wait timeout=1000",
	  "ETIMEDOUT: it is still busy; EINVAL: more than 10000 ms" },
	{ "device-listen", "b = buf 4096\nm = map b dir=from-device\nr = device-listen m",
	  "EOPNOTSUPP: the device has no wire; E2BIG: more than its ring takes" },
	{ "mask", "x = mask 32 which=streaming\ncheck $x.result==0",
	  "EIO: the platform cannot do with so few bits; EINVAL: not 1 to 64" },
	{ "seg-limits", "seg-limits max=4096 boundary=0xffff", "EINVAL: boundary is not 2^n-1" },
	{ "query", "q = query max-mapping-size\ncheck $q.value>0",
	  "EINVAL: need-sync wants a mapping, the others none" },
	{ "msi", "i = msi\ncheck $i.addr!=0", "EOPNOTSUPP: the device has no interrupt" },
	{ "hold", "hold 20", "EINTR: a signal came; ENODEV: the device went; EINVAL: more than 10000 ms" },
	{ "check", "let n=3\ncheck $n*2 == 6", NULL },
	{ "let", "let n=4K+1\nb = buf $n", NULL },
	{ "repeat", "repeat 3\n  b = buf 64\n  free b\nend", NULL },
	{ "threads", "threads 4\n  b = buf 4096\nend", NULL },
	{ "background", "background\n  hold 50\nend\nb = buf 4096", NULL },
	{ "end", "repeat 2\n  hold 1\nend", NULL },
	{ "host", "host frame nic0", "EIO: the runner says why; EOPNOTSUPP: there is no runner" },
	{ "snapshot", "b = buf 4096\nm = map b dir=to-device\nsnapshot", NULL },
	{ "reopen", "b = buf 4096\nreopen\nb = buf 4096", "ENODEV, ENOENT: the device went" },
	{ "kill-self", "b = buf 4096\nkill-self", NULL },
	{ "bind", "unbind\nbind", "ENOENT: no driver, or no device; ENODEV: the driver cannot drive it" },
	{ "unbind", "unbind", "ENODEV: it has no driver" },
	{ "rmmod", "r = rmmod\ncheck $r.result==-11", "EAGAIN: it is in use; ENOENT: it is not loaded" },
	{ "sysctl", "sysctl kernel.panic_on_warn=0", "ENOENT: there is none of that name" },
	{ "write", "write /sys/kernel/debug/dma-api/all_errors 1", "ENOENT: there is no such file" },
	{ "kexec", "kexec plain\nbind", "EADDRNOTAVAIL: no memory was set aside for kexec crash" },
	{ "register", "r = register 0x2810 until=0 timeout=100", NULL },
	{ "fuzz", "f = fuzz 10 seed=7\ncheck $f.accepted==0", NULL },
	{ "ia32", "p = ia32\ncheck $p.errno==0", NULL },
};

static const struct help_key keys[] = {
	{ "kind", "where the memory comes from", "kmalloc" },
	{ "buf.offset", "first byte within a page", "0" },
	{ "offset", "first byte within the object", "0" },
	{ "len", "bytes", "to the object's end" },
	{ "unmap.len", "bytes", "as it was mapped" },
	{ "free-coherent.len", "bytes", "as it was allocated" },
	{ "addr", "device address", "the object's" },
	{ "msi.addr", "where the interrupt message goes", "only asked for" },
	{ "sg-corrupt.addr", "where the entry points to", "0" },
	{ "data", "what the interrupt message says", "0" },
	{ "cpu", "CPU address", "the object's" },
	{ "seed", "pattern: each seed gives other bytes", "0" },
	{ "fuzz.seed", "where the random numbers start", "1" },
	{ "dir", "direction", "as it was mapped" },
	{ "map.dir", "direction", "bidirectional" },
	{ "map-sg.dir", "direction", "bidirectional" },
	{ "fn", "which function is called", "the one that it was mapped with" },
	{ "map.fn", "which function is called", "single" },
	{ "map-sg.fn", "which function is called", "sg" },
	{ "attrs", "DMA_ATTR_*, joined with |", "none; of an unmap as it was mapped" },
	{ "nents", "entries", "all" },
	{ "sg.nents", "segments that are cut out of each=", NULL },
	{ "each", "buffer that segments are cut out of", NULL },
	{ "seglen", "bytes of each of them", NULL },
	{ "stride", "bytes from the start of one to the next", "seglen" },
	{ "first", "where the first one starts", "0" },
	{ "check", "0: dma_mapping_error() is not called", "1" },
	{ "wait", "0: the transfer is started and not waited for", "1" },
	{ "atomic", "1: called under a spinlock with interrupts off", "0" },
	{ "again", "1: although it was done already", "0" },
	{ "poll", "1: the end is looked for, no interrupt is used", "0" },
	{ "range", "1: the _range_ call", "0" },
	{ "reset", "0: the driver leaves the device as it is", "1" },
	{ "until", "value to wait for", "no waiting" },
	{ "timeout", "ms to wait at most", "5000" },
	{ "max", "longest segment, bytes", "as it is" },
	{ "boundary", "mask that no segment crosses, 2^n-1", "as it is" },
	{ "which", "which mask is set", "both" },
	{ "from", "device address to read from", "FROM's" },
	{ "to", "device address to write to", "TO's" },
};

const struct help_text *help_text_of(const char *op)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(texts); i++)
		if (!strcmp(texts[i].op, op))
			return &texts[i];
	return NULL;
}

static const struct help_key *find_key(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(keys); i++)
		if (!strcmp(keys[i].name, name))
			return &keys[i];
	return NULL;
}

const struct help_key *help_key_of(const char *op, const char *key)
{
	char *own = dms_asprintf("%s.%s", op, key);
	const struct help_key *found = find_key(own);

	free(own);
	return found ? found : find_key(key);
}

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
	{ "time-map", "b = buf 4096\nt = time-map b dir=to-device rounds=100\ncheck $t.failed==0",
	  "ETIME: not done after 10 s; EINTR: a signal came; EINVAL: vmalloc, stack and rodata" },
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
	{ "noncoherent", "n = noncoherent 8192 dir=from-device\nd = device-write n seed=1",
	  "ENOMEM: the DMA API has none; EINVAL: no length" },
	{ "dma-pages", "p = dma-pages 8192 dir=to-device\ncpu-fill p seed=1",
	  "ENOMEM: the DMA API has none; EINVAL: no length" },
	{ "noncontiguous", "n = noncontiguous 64K dir=bidirectional\ncheck $n.runs>=1",
	  "ENOMEM: the DMA API has none; EOPNOTSUPP: the kernel is older than 5.13" },
	{ "free-alloc", "n = noncoherent 8192 dir=from-device\nfree-alloc n",
	  "EALREADY: it was freed before; EBUSY: vmap is not undone" },
	{ "vmap", "n = noncontiguous 64K\nvmap n", "EOPNOTSUPP: registers, or a kernel that cannot" },
	{ "vunmap", "n = noncontiguous 64K\nvmap n\nvunmap n", "EALREADY: it is not mapped" },
	{ "map-resource", "r = map-resource 0000:02:00.0 0 len=4096 dir=bidirectional",
	  "ENODEV: no such device; EINVAL: no such BAR, or outside it; EIO: it cannot be mapped" },
	{ "unmap-resource", "r = map-resource 0000:02:00.0 0 len=4096\nunmap-resource r",
	  "EALREADY: it was unmapped before, see again=" },
	{ "pool", "p = pool 64 align=64 boundary=4096", "EINVAL: sizes that no pool can have" },
	{ "pool-destroy", "p = pool 64\npool-destroy p", "EALREADY: that was done before" },
	{ "pool-alloc", "p = pool 64\nk = pool-alloc p zero=1", "ENOMEM: the DMA API has none" },
	{ "pool-free", "p = pool 64\nk = pool-alloc p\npool-free k",
	  "EALREADY: it was freed before, see again=" },
	{ "user", "u = user 64K memory=memfd", "ENOMEM: no memory" },
	{ "mmap", "c = coherent 8192\nu = mmap c len=4096", NULL },
	{ "close", "u = user 4096\nclose u", NULL },
	{ "user-fill", "u = user 4096\nuser-fill u seed=1", "EFAULT: the memory is not there" },
	{ "user-verify", "u = user 4096\nuser-fill u seed=1\nv = user-verify u seed=1\n"
	  "check $v.wrong==0", "EFAULT: the device took the memory away" },
	{ "pin", "u = user 8192\ns = pin u\nmap-sg s dir=from-device",
	  "EFAULT: the memory is not there; E2BIG, ENOMEM: more than can be pinned" },
	{ "unpin", "u = user 8192\ns = pin u\nunpin s",
	  "EBUSY: it is mapped; EALREADY: that was done before" },
	{ "export", "c = coherent 8192\nx = export c",
	  "EALREADY: it was freed; ENOSPC: too many are out" },
	{ "dma-heap", "x = dma-heap system 64K", "ENOENT: there is no such heap" },
	{ "udmabuf", "u = user 64K memory=memfd\nx = udmabuf u", "ENOENT: there is no /dev/udmabuf" },
	{ "import", "x = dma-heap system 64K\ni = import x", "EBADF, EINVAL: it is no dma-buf" },
	{ "map-import", "x = dma-heap system 64K\ni = import x\nmap-import i dir=to-device",
	  "EBUSY: it is mapped" },
	{ "unmap-import", "x = dma-heap system 64K\ni = import x\nmap-import i\nunmap-import i",
	  "EALREADY: it is not mapped" },
	{ "detach", "x = dma-heap system 64K\ni = import x\ndetach i", "EBUSY: it is mapped" },
	{ "domain", "d = domain\ncheck $d.page>=4096",
	  "EOPNOTSUPP, ENODEV: there is no IOMMU; EBUSY: the device has one already" },
	{ "domain-map", "d = domain\nb = buf 4096 kind=pages\nm = domain-map d b addr=0x100000",
	  "EINVAL: no addr=, or outside the buffer; ERANGE: an address that the domain has not; "
	  "EPERM: memory that is not the script's own" },
	{ "domain-unmap", "d = domain\nb = buf 4096 kind=pages\nm = domain-map d b addr=0x100000\n"
	  "domain-unmap m", "EALREADY: it was unmapped before" },
	{ "domain-query", "d = domain\nq = domain-query d addr=0x100000\ncheck $q.phys==0", NULL },
	{ "domain-fault", "d = domain\nf = domain-fault d addr=0x100000 access=write",
	  "ENOSYS: what the handler answers" },
	{ "domain-free", "d = domain\ndomain-free d", "EALREADY: that was done before" },
	{ "device-done", "b = buf 4096\nm = map b dir=from-device\n"
	  "device-write m seed=3 wait=0 notify=1\nr = device-done timeout=1000",
	  "ETIMEDOUT: nothing ended; EAGAIN: nothing has ended yet" },
	{ "pm", "p = pm do=suspend\nq = pm do=resume", NULL },
	{ "vector", "v = vector nr=1", "ERANGE: the device has fewer; EOPNOTSUPP: it has none" },
	{ "read", "r = read /sys/class/net/lo/mtu", "ENOENT: there is no such file" },
	{ "count", "c = count /sys/kernel/debug/dma-api/dump DMA_TO_DEVICE",
	  "ENOENT: there is no such file" },
	{ "vfio-open", "vfio-open\nvfio-close\nreopen", NULL },
	{ "vfio-close", "vfio-open\nvfio-close\nreopen", NULL },
	{ "vfio-map", "vfio-open\nv = vfio-map 4096 addr=0x100000", NULL },
	{ "vfio-unmap", "vfio-open\nv = vfio-map 4096 addr=0x100000\nvfio-unmap v", NULL },
	{ "vfio-fill", "vfio-open\nv = vfio-map 4096 addr=0x100000\nvfio-fill v seed=1", NULL },
	{ "vfio-verify", "vfio-open\nv = vfio-map 4096 addr=0x100000\nvfio-fill v seed=1\n"
	  "w = vfio-verify v seed=1\ncheck $w.wrong==0", NULL },
	{ "vfio-copy", "vfio-open\nv = vfio-map 4096 addr=0x100000\nw = vfio-map 4096 addr=0x200000\n"
	  "vfio-copy v w len=512", NULL },
	{ "kunit", "k = kunit\ncheck $k.failed==0", NULL },
	{ "inject", "inject map\nb = buf 4096\n!ENOMEM m = map b", NULL },
	{ "inject-off", "inject map\ninject-off", NULL },
	{ "inject-unload", "inject map\ninject-unload\ninject map", NULL },
	{ "inject-count", "inject map\nc = inject-count map\ncheck $c.count==0", NULL },
	{ "inject-allow", "inject-allow", "EPERM: the kernel is locked down" },
	{ "inject-locked", "!EPERM inject-locked integrity",
	  "EPERM: the injector refuses, as it should" },
	{ "inject-sites", "inject dma_map_page_attrs record=1\nb = buf 4096\nm = map b\n"
	  "s = inject-sites dma_map_page_attrs\ncheck $s.sites==1",
	  "ENOENT: there is no such target" },
	{ "driver-bind", "driver-bind 0000:03:00.0 nvme",
	  "what the driver's probe returned; ENODEV: it does not want the device" },
	{ "driver-unbind", "driver-bind 0000:03:00.0 nvme\ndriver-unbind 0000:03:00.0",
	  "ENODEV: it has no driver" },
	{ "driver-work", "driver-bind 0000:03:00.0 nvme\nw = driver-work 0000:03:00.0 block",
	  "ENODEV: no disk or network card appeared; EILSEQ: wrong data; ETIMEDOUT: not done in time; "
	  "EIO: the script's status was not 0" },
	{ "system-suspend", "system-suspend", "EOPNOTSUPP: the kernel has no PM_DEBUG" },
	{ "memory-leaks", "l = memory-leaks\ncheck $l.leaks==0", "EOPNOTSUPP: the kernel has no kmemleak" },
	{ "random", "r = random 7 100 0 0 0\ncheck $r.failed==0", NULL },
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
	{ "rounds", "how often", "1000" },
	{ "reset", "0: the driver leaves the device as it is", "1" },
	{ "until", "value to wait for", "no waiting" },
	{ "timeout", "ms to wait at most", "5000" },
	{ "driver-work.timeout", "ms for all of it", "60000" },
	{ "prot", "what the device may do, joined with |", "read, write, cache" },
	{ "vfio-map.prot", "what the device may do, joined with |", "read, write" },
	{ "nr", "interrupt vector", "only asked for" },
	{ "access", "what the fault was", "read" },
	{ "do", "suspend or resume", "only asked for" },
	{ "notify", "1: with wait=0, device-done tells the end", "0" },
	{ "block", "1: a read() that waits, not a poll()", "0" },
	{ "epoll", "1: epoll_wait(), not a poll()", "0" },
	{ "align", "alignment of blocks", "1" },
	{ "memory", "what sort of memory", "anon" },
	{ "pool", "pool to free it to", "its own" },
	{ "zero", "1: the block is zeroed", "0" },
	{ "write", "0: the device only reads there", "1" },
	{ "longterm", "1: pinned for longer than one transfer", "0" },
	{ "dirty", "0: the pages are not marked as written to", "1" },
	{ "private", "1: MAP_PRIVATE", "0" },
	{ "loop", "1: until the rest of the script is done", "0" },
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

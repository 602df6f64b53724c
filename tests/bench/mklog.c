// SPDX-License-Identifier: GPL-2.0
/*
 * mklog [--storm] MEGABYTES: a log for measuring, the same for the same arguments.
 *
 * Without --storm it is what a machine's journal is made of: many programs' lines, one line in 200
 * printed from one of the catalogue's formats.  With --storm every line is a VT-d fault.
 */
#include <stdlib.h>

#include "../analyzer/render.h"

#define RARE 200

static uint64_t state = 88172645463325252ull;

static unsigned int pick(unsigned int n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (unsigned int)(state >> 33) % n;
}

/* %d: a number, %x: a hexadecimal one, %w: a word */
static const char *const lines[] = {
	"systemd[1]: Started session-%d.scope - Session %d of User %w.",
	"systemd[1]: %w.service: Deactivated successfully.",
	"systemd[1]: Starting %w.service - Daily %w cleanup...",
	"sshd[%d]: Accepted publickey for %w from 10.%d.%d.%d port %d ssh2: ED25519 SHA256:%x%x",
	"sshd[%d]: pam_unix(sshd:session): session opened for user %w(uid=%d) by (uid=0)",
	"CRON[%d]: (root) CMD (test -x /usr/lib/%w && /usr/lib/%w --quiet)",
	"NetworkManager[%d]: <info>  [%d.%d] dhcp4 (eth%d): state changed new lease, address=10.0.%d.%d",
	"dbus-daemon[%d]: [system] Successfully activated service 'org.freedesktop.%w'",
	"kernel: [%d.%x] usb %d-%d: new high-speed USB device number %d using xhci_hcd",
	"kernel: [%d.%x] EXT4-fs (sda%d): re-mounted %x-%x r/w. Quota mode: none.",
	"kernel: [%d.%x] e1000e 0000:00:1f.6 eth%d: NIC Link is Up 1000 Mbps Full Duplex",
	"kernel: [%d.%x] perf: interrupt took too long (%d > %d), lowering max rate to %d",
	"kernel: [%d.%x] audit: type=%d audit(%d.%d:%d): apparmor=\"STATUS\" name=\"%w\" comm=\"%w\"",
	"nginx[%d]: 10.%d.%d.%d - - \"GET /%w/%w?id=%d&page=%d HTTP/1.1\" 200 %d \"-\" \"curl/8.%d\"",
	"postgres[%d]: [%d-1] LOG:  checkpoint complete: wrote %d buffers (0.%d%%); 0 WAL file(s) added",
	"%w[%d]: failed to open device /dev/%w%d: No such file or directory",
	"%w[%d]: request %d mapped to table %w in %d ms, memory %d kB, address 0x%x",
	"dockerd[%d]: time=\"2026-01-%dT%d:%d:%d.%dZ\" level=info msg=\"ignoring event\" container=%x%x%x",
};

static const char *const words[] = {
	"backup", "apt", "mail", "fault", "device", "index", "logrotate", "update", "memory",
	"frontend", "alice", "build", "session", "request", "kernel", "group", "network", "timer",
};

static void noise(struct dms_strbuf *b, const char *f)
{
	for (; *f; f++) {
		if (*f != '%' || f[1] == '%') {
			dms_strbuf_add(b, f, 1);
			f += *f == '%';
			continue;
		}
		f++;
		if (*f == 'w')
			dms_strbuf_puts(b, words[pick(sizeof(words) / sizeof(*words))]);
		else
			dms_strbuf_printf(b, *f == 'x' ? "%06x" : "%u", pick(*f == 'x' ? 1u << 24 :
									      10000));
	}
}

static void message(struct dms_strbuf *b, unsigned int nr)
{
	const struct dms_subsystem *s = dms_subsystems[nr % dms_nr_subsystems];
	char want[DMS_MAX_CONVS][64];

	dms_strbuf_puts(b, "kernel: ");
	render_message(&s->messages[nr / dms_nr_subsystems % s->nr], b, want);
}

int main(int argc, char **argv)
{
	bool storm = argc == 3 && !strcmp(argv[1], "--storm");
	unsigned long long left = argc > 1 ? strtoull(argv[argc - 1], NULL, 10) * 1000000 : 0;
	struct dms_strbuf b = { 0 };
	unsigned int nr;

	if (argc < 2 || argc > 2 + storm || !left) {
		fprintf(stderr, "usage: mklog [--storm] MEGABYTES\n");
		return 2;
	}
	for (nr = 0; left; nr++) {
		unsigned int second = nr / 40;

		b.len = 0;
		dms_strbuf_printf(&b, "Jan %2u %02u:%02u:%02u host ", 1 + second / 86400 % 31,
				  second / 3600 % 24, second / 60 % 60, second % 60);
		if (storm)
			dms_strbuf_printf(&b, "kernel: [%5u.%06u] DMAR: [DMA Write NO_PASID] Request device [00:03.0] fault addr 0x%x000 [fault reason 0x05] PTE Write access is not set",
					  second, nr % 40 * 25000, pick(1u << 20));
		else if (nr % RARE == RARE - 1)
			message(&b, nr / RARE);
		else
			noise(&b, lines[pick(sizeof(lines) / sizeof(*lines))]);
		dms_strbuf_puts(&b, "\n");
		if (fwrite(b.s, 1, b.len, stdout) != b.len)
			return 1;
		left -= left < b.len ? left : b.len;
	}
	dms_strbuf_free(&b);
	return fflush(stdout) ? 1 : 0;
}

// SPDX-License-Identifier: GPL-2.0
/*
 * A network card's work: up, frames out until enough of them were answered, down.  At the other end
 * of the wire is QEMU's own network (-netdev user), whose gateway answers ARP requests.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/virtio_net.h>
#include <net/if.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "pci.h"
#include "work.h"

#define ANSWERS		8		/* so many, or the card does not work */
#define ROUNDS		24
#define WAIT_MS		200		/* for an answer */
#define SMALL		60
#define LARGE		1514
/* More than a page: its rest lies in pages of its own, and each is mapped by itself. */
#define HUGE		9000
#define GSO_SIZE	1400

#define ETH_LEN		14
#define IP_LEN		20
#define TCP_LEN		20
#define GATEWAY		0x0a000202U	/* 10.0.2.2 */
#define OURSELVES	0x0a00020fU	/* 10.0.2.15 */

/* What an AF_PACKET socket with PACKET_VNET_HDR takes and gives. */
struct frame {
	struct virtio_net_hdr vnet;
	unsigned char data[HUGE];
} __attribute__((packed));

struct card {
	int fd;
	int index;
	char name[WORK_NAME_LEN];
	unsigned char mac[ETH_ALEN];
	unsigned int answers;
	uint64_t bytes;
};

static bool is_usable(const char *path)
{
	(void)path;
	return true;
}

static void put16(unsigned char *p, unsigned int v)
{
	p[0] = v >> 8;
	p[1] = v;
}

static void put32(unsigned char *p, uint32_t v)
{
	put16(p, v >> 16);
	put16(p + 2, v & 0xffff);
}

static void begin_frame(const struct card *c, struct frame *f, unsigned int type)
{
	memset(f, 0, sizeof(*f));
	memset(f->data, 0xff, ETH_ALEN);
	memcpy(f->data + ETH_ALEN, c->mac, ETH_ALEN);
	put16(f->data + 12, type);
}

static void send_frame(struct card *c, const struct frame *f, size_t len)
{
	ssize_t n = send(c->fd, f, sizeof(f->vnet) + len, MSG_DONTWAIT);

	/* a frame that the card or its driver drops is no failure: no answer would be one */
	if (n > 0)
		c->bytes += len;
}

/* RFC 826: who has the gateway's address, tell us. */
static void send_arp(struct card *c, struct frame *f)
{
	static const unsigned char start[] = { 0, 1, 8, 0, ETH_ALEN, 4, 0, 1 };
	unsigned char *p = f->data + ETH_LEN;

	begin_frame(c, f, ETH_P_ARP);
	memcpy(p, start, sizeof(start));
	memcpy(p + 8, c->mac, ETH_ALEN);
	put32(p + 14, OURSELVES);
	put32(p + 24, GATEWAY);
	send_frame(c, f, SMALL);
}

static void put_ip(unsigned char *p, unsigned int protocol, size_t len)
{
	uint32_t sum = 0;
	size_t i;

	p[0] = 0x45;
	put16(p + 2, len);
	p[8] = 64;
	p[9] = protocol;
	put32(p + 12, OURSELVES);
	put32(p + 16, GATEWAY);
	for (i = 0; i < IP_LEN; i += 2)
		sum += p[i] << 8 | p[i + 1];
	sum = (sum & 0xffff) + (sum >> 16);
	put16(p + 10, ~(sum + (sum >> 16)) & 0xffff);
}

static void send_large(struct card *c, struct frame *f)
{
	begin_frame(c, f, ETH_P_IP);
	put_ip(f->data + ETH_LEN, IPPROTO_UDP, LARGE - ETH_LEN);
	put16(f->data + ETH_LEN + IP_LEN + 2, 9);
	put16(f->data + ETH_LEN + IP_LEN + 4, LARGE - ETH_LEN - IP_LEN);
	send_frame(c, f, LARGE);
}

/* One that the card, or the kernel for it, cuts into segments. */
static void send_huge(struct card *c, struct frame *f)
{
	begin_frame(c, f, ETH_P_IP);
	put_ip(f->data + ETH_LEN, IPPROTO_TCP, HUGE - ETH_LEN);
	put16(f->data + ETH_LEN + IP_LEN + 2, 9);
	f->data[ETH_LEN + IP_LEN + 12] = TCP_LEN / 4 << 4;
	f->vnet.flags = VIRTIO_NET_HDR_F_NEEDS_CSUM;
	f->vnet.csum_start = ETH_LEN + IP_LEN;
	f->vnet.csum_offset = 16;
	f->vnet.gso_type = VIRTIO_NET_HDR_GSO_TCPV4;
	f->vnet.gso_size = GSO_SIZE;
	f->vnet.hdr_len = ETH_LEN + IP_LEN + TCP_LEN;
	send_frame(c, f, HUGE);
}

static bool is_answer(const struct card *c, const struct frame *f, ssize_t len)
{
	static const unsigned char arp_reply[] = { 0x08, 0x06, 0, 1, 8, 0, ETH_ALEN, 4, 0, 2 };

	return len >= (ssize_t)sizeof(f->vnet) + 42 && !memcmp(f->data, c->mac, ETH_ALEN) &&
	       !memcmp(f->data + 12, arp_reply, sizeof(arp_reply));
}

/* All that is there, and what comes within @ms. */
static void receive(struct card *c, struct frame *f, int ms)
{
	struct pollfd p = { .fd = c->fd, .events = POLLIN };
	unsigned int before = c->answers;

	while (c->answers == before && poll(&p, 1, ms) == 1) {
		struct sockaddr_ll from;
		socklen_t fromlen = sizeof(from);
		ssize_t len = recvfrom(c->fd, f, sizeof(*f), MSG_DONTWAIT | MSG_TRUNC,
				       (struct sockaddr *)&from, &fromlen);

		if (len < 0)
			return;
		if (from.sll_pkttype == PACKET_OUTGOING)
			continue;
		c->bytes += len;
		c->answers += is_answer(c, f, len);
	}
}

static int set_up(struct card *c, bool up)
{
	struct ifreq r = { 0 };

	memcpy(r.ifr_name, c->name, IFNAMSIZ - 1);
	if (ioctl(c->fd, SIOCGIFFLAGS, &r))
		return -errno;
	r.ifr_flags = up ? r.ifr_flags | IFF_UP : r.ifr_flags & ~IFF_UP;
	return ioctl(c->fd, SIOCSIFFLAGS, &r) ? -errno : 0;
}

/*
 * All frames through the first of the card's queues.  Otherwise a hash decides, which is another one in
 * each boot: where one queue stops, the answers may come by the other.
 */
static void choose_queue(const struct card *c)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	unsigned int all = cpus < 32 ? (1U << cpus) - 1 : UINT_MAX, i;
	int ret = 0;

	for (i = 0; !ret; i++) {
		char *path = dms_asprintf("/sys/class/net/%s/queues/tx-%u/xps_cpus", c->name, i);
		char *mask = dms_asprintf("%x", i ? 0 : all);

		ret = pci_write_file(path, mask);
		free(mask);
		free(path);
	}
}

static int open_card(struct card *c)
{
	struct sockaddr_ll to = { .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL) };
	struct ifreq r = { 0 };
	int one = 1, ret;

	memcpy(r.ifr_name, c->name, IFNAMSIZ - 1);
	if (ioctl(c->fd, SIOCGIFINDEX, &r))
		return -errno;
	to.sll_ifindex = r.ifr_ifindex;
	if (ioctl(c->fd, SIOCGIFHWADDR, &r))
		return -errno;
	memcpy(c->mac, r.ifr_hwaddr.sa_data, ETH_ALEN);
	if (setsockopt(c->fd, SOL_PACKET, PACKET_VNET_HDR, &one, sizeof(one)) ||
	    bind(c->fd, (struct sockaddr *)&to, sizeof(to)))
		return -errno;
	ret = set_up(c, true);
	if (!ret)
		choose_queue(c);
	return ret;
}

static int talk(struct card *c, int64_t deadline)
{
	static struct frame f;
	unsigned int i;

	/* the link may still be on its way up: nothing but an answer says that it is */
	for (i = 0; i < ROUNDS || c->answers < ANSWERS; i++) {
		if (work_now() > deadline)
			return -ETIMEDOUT;
		send_arp(c, &f);
		if (c->answers) {
			send_large(c, &f);
			send_huge(c, &f);
		}
		receive(c, &f, WAIT_MS);
	}
	return 0;
}

int work_net(const char *bdf, int64_t deadline, uint64_t *bytes)
{
	struct card c = { 0 };
	int ret, down;

	c.fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, htons(ETH_P_ALL));
	if (c.fd < 0)
		return -errno;
	ret = work_find(bdf, "net", is_usable, deadline, c.name);
	if (!ret)
		ret = open_card(&c);
	if (!ret) {
		ret = talk(&c, deadline);
		down = set_up(&c, false);
		if (!ret)
			ret = down;
	}
	*bytes = c.bytes;
	close(c.fd);
	return ret;
}

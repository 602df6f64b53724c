// SPDX-License-Identifier: GPL-2.0
/*
 * Blocks of whole lines go round: the caller's thread reads one, any thread sieves it, and the
 * caller's feeds what is left to the stream, in order.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "pump.h"

#define BLOCK_BYTES	(1024 * 1024)
#define BLOCKS		8
#define THREADS_MAX	6

enum state { FREE, READ, TAKEN, SIEVED };

struct block {
	char *data;
	size_t len;
	enum state state;
	struct dms_marks marks;
};

struct pump {
	struct dms_source *src;
	struct dms_stream *stream;
	const struct dms_sieve *sieve;
	struct block blocks[BLOCKS];
	unsigned int head, tail;	/* blocks read, blocks fed */
	char *rest;			/* the line that the last block cut */
	size_t rest_len;
	bool at_end;
	unsigned long long bytes;
	pthread_t threads[THREADS_MAX];
	unsigned int nr_threads;
	pthread_mutex_t lock;
	pthread_cond_t work, done;
	bool stop;
};

/* ---- threads ---- */

/* Under the lock. */
static struct block *take(struct pump *p)
{
	unsigned int i;

	for (i = p->tail; i != p->head; i++) {
		struct block *b = &p->blocks[i % BLOCKS];

		if (b->state == READ) {
			b->state = TAKEN;
			return b;
		}
	}
	return NULL;
}

static void sieve(struct pump *p, struct block *b)
{
	dms_sieve_block(p->sieve, b->data, b->len, &b->marks);
}

static void *worker(void *arg)
{
	struct pump *p = arg;
	struct block *b;

	pthread_mutex_lock(&p->lock);
	while (!p->stop) {
		b = take(p);
		if (!b) {
			pthread_cond_wait(&p->work, &p->lock);
			continue;
		}
		pthread_mutex_unlock(&p->lock);
		sieve(p, b);
		pthread_mutex_lock(&p->lock);
		b->state = SIEVED;
		pthread_cond_signal(&p->done);
	}
	pthread_mutex_unlock(&p->lock);
	return NULL;
}

static void start_threads(struct pump *p, unsigned int wanted)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	if (!wanted)
		wanted = cores > 1 ? (unsigned int)cores - 1 : 0;
	if (wanted > THREADS_MAX)
		wanted = THREADS_MAX;
	/* The caller's thread does all the work if no other can be had. */
	while (p->nr_threads < wanted &&
	       !pthread_create(&p->threads[p->nr_threads], NULL, worker, p))
		p->nr_threads++;
}

static void stop_threads(struct pump *p)
{
	pthread_mutex_lock(&p->lock);
	p->stop = true;
	pthread_cond_broadcast(&p->work);
	pthread_mutex_unlock(&p->lock);
	while (p->nr_threads)
		pthread_join(p->threads[--p->nr_threads], NULL);
}

/* The oldest block is needed now: wait for it, or do it, or do another one meanwhile. */
static struct block *oldest(struct pump *p)
{
	struct block *b = &p->blocks[p->tail % BLOCKS];

	pthread_mutex_lock(&p->lock);
	while (b->state != SIEVED) {
		struct block *mine = take(p);

		if (!mine) {
			pthread_cond_wait(&p->done, &p->lock);
			continue;
		}
		pthread_mutex_unlock(&p->lock);
		sieve(p, mine);
		pthread_mutex_lock(&p->lock);
		mine->state = SIEVED;
	}
	pthread_mutex_unlock(&p->lock);
	return b;
}

/* ---- reading ---- */

/* Return: false when there is nothing more.  A line longer than a block is cut. */
static bool read_block(struct pump *p, struct block *b)
{
	const char *nl;
	size_t n;

	if (!b->data)
		b->data = dms_alloc(BLOCK_BYTES + DMS_SIEVE_SLACK);
	memcpy(b->data, p->rest, p->rest_len);
	b->len = p->rest_len;
	p->rest_len = 0;
	while (!p->at_end && b->len < BLOCK_BYTES) {
		n = dms_source_read(p->src, b->data + b->len, BLOCK_BYTES - b->len);
		p->at_end = !n;
		b->len += n;
		p->bytes += n;
	}
	if (p->at_end)
		return b->len;
	nl = memrchr(b->data, '\n', b->len);
	if (nl) {
		p->rest_len = (size_t)(b->data + b->len - nl) - 1;
		memcpy(p->rest, nl + 1, p->rest_len);
		b->len -= p->rest_len;
	}
	return true;
}

static void hand_out(struct pump *p)
{
	pthread_mutex_lock(&p->lock);
	p->blocks[p->head++ % BLOCKS].state = READ;
	pthread_cond_signal(&p->work);
	pthread_mutex_unlock(&p->lock);
}

static void give_back(struct pump *p)
{
	pthread_mutex_lock(&p->lock);
	p->blocks[p->tail++ % BLOCKS].state = FREE;
	pthread_mutex_unlock(&p->lock);
}

/* ---- feeding ---- */

/* A block on its way into the stream: @at is the first byte of line @nr, not fed yet. */
struct cursor {
	const char *data, *at, *end;
	unsigned long nr;
};

static void feed_line(struct pump *p, struct cursor *c, bool marked)
{
	const char *nl = memchr(c->at, '\n', (size_t)(c->end - c->at));
	const char *next = nl ? nl + 1 : c->end;

	dms_stream_mark(p->stream, marked);
	dms_stream_feed(p->stream, c->at, (size_t)(next - c->at));
	c->at = next;
	c->nr++;
}

/* To the marked line, or to the lines in front of it with which its message may have begun. */
static void go_to(struct pump *p, struct cursor *c, const struct dms_mark *m)
{
	const char *line = c->data + m->offset;
	unsigned long nr = m->nr;
	/* A line without a stamp may go on with what an earlier one began. */
	unsigned int back = dms_sieve_own_start(line, c->end) ? 0 : DMS_JOIN_LINES - 1;

	for (; back && nr > c->nr; back--, nr--) {
		const char *nl = memrchr(c->at, '\n', (size_t)(line - c->at) - 1);

		line = nl ? nl + 1 : c->at;
	}
	if (nr > c->nr)
		dms_stream_skip(p->stream, nr - c->nr);
	c->at = line;
	c->nr = nr;
}

static void feed_block(struct pump *p, const struct block *b)
{
	struct cursor c = { .data = b->data, .at = b->data, .end = b->data + b->len };
	unsigned int owed = DMS_JOIN_LINES - 1;
	bool records = true, waiting = true;
	size_t i = 0;

	while (c.at < c.end) {
		const struct dms_mark *m = i < b->marks.nr ? &b->marks.mark[i] : NULL;

		if (m && m->nr == c.nr) {
			feed_line(p, &c, true);
			records = m->records || (owed && records);
			owed = DMS_JOIN_LINES - 1;
			waiting = true;
			i++;
		} else if (owed && (records || !dms_sieve_own_start(c.at, c.end))) {
			feed_line(p, &c, false);
			waiting = true;
			owed--;
		} else if (dms_stream_wants(p->stream)) {
			feed_line(p, &c, false);
			waiting = true;
		} else if (waiting) {
			/* What was fed is looked at now: it may want more. */
			dms_stream_flush(p->stream);
			waiting = false;
		} else if (m) {
			go_to(p, &c, m);
			owed = (unsigned int)(m->nr - c.nr);
			records = true;
		} else {
			dms_stream_skip(p->stream, b->marks.lines - c.nr);
			c.at = c.end;
		}
	}
}

/* ---- the whole ---- */

static void feed_whole(struct pump *p, unsigned long long limit)
{
	struct block *b = &p->blocks[0];

	while (p->bytes < limit && read_block(p, b))
		dms_stream_feed(p->stream, b->data, b->len);
}

static void feed_sieved(struct pump *p, unsigned int threads)
{
	bool more = true;

	start_threads(p, threads);
	while (more || p->tail != p->head) {
		if (more && p->head - p->tail < BLOCKS) {
			more = read_block(p, &p->blocks[p->head % BLOCKS]);
			if (more)
				hand_out(p);
			continue;
		}
		feed_block(p, oldest(p));
		give_back(p);
	}
	stop_threads(p);
}

unsigned long long dms_pump(struct dms_source *src, struct dms_stream *stream,
			    const struct dms_pump_options *opt)
{
	struct pump p = { .src = src, .stream = stream, .sieve = opt->sieve };
	const char *head;
	unsigned int i;

	p.rest = dms_alloc(BLOCK_BYTES);
	pthread_mutex_init(&p.lock, NULL);
	pthread_cond_init(&p.work, NULL);
	pthread_cond_init(&p.done, NULL);
	i = (unsigned int)dms_source_peek(src, &head);
	dms_stream_begin(stream, head, i);
	feed_whole(&p, opt->sieve ? opt->after : (unsigned long long)-1);
	if (opt->sieve)
		feed_sieved(&p, opt->threads);
	pthread_cond_destroy(&p.done);
	pthread_cond_destroy(&p.work);
	pthread_mutex_destroy(&p.lock);
	for (i = 0; i < BLOCKS; i++) {
		free(p.blocks[i].data);
		dms_marks_free(&p.blocks[i].marks);
	}
	free(p.rest);
	return p.bytes;
}

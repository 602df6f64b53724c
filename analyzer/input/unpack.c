// SPDX-License-Identifier: GPL-2.0
/*
 * Compressed data, one codec for each format.  What could be decoded before the data ended or
 * went wrong is handed on: the end of a log that was cut off is often all that there is.
 */
#include <bzlib.h>
#include <lzma.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

#include "base/array.h"
#include "base/strbuf.h"
#include "source.h"

#define IN_BYTES 65536
/* xz -9 needs 65 MB; a header that asks for more is no log's. */
#define MEMORY_MAX (128ull << 20)

struct codec;

/**
 * struct unpacker - a decompressor at work
 * @between:	a member is complete: the data may end here, or another member follows
 * @ended:	no more input
 * @error:	why it cannot go on
 */
struct unpacker {
	const struct codec *codec;
	char in[IN_BYTES];
	size_t in_at, in_len;
	bool between, ended, done;
	const char *error;
	z_stream gz;
	lzma_stream xz;
	bz_stream bz;
	ZSTD_DStream *zstd;
};

/**
 * struct codec - one format
 * @step: decode some of u->in; Return: bytes put into @buf
 */
struct codec {
	const char *name;
	const char *magic;
	size_t magic_len;
	bool (*open)(struct unpacker *u);
	size_t (*step)(struct unpacker *u, char *buf, size_t len);
	void (*close)(struct unpacker *u);
};

static const char damaged[] = "is damaged";

/* gzip: RFC 1952; 16 + MAX_WBITS asks zlib for gzip's header and no other. */
static bool gz_open(struct unpacker *u)
{
	return inflateInit2(&u->gz, 16 + MAX_WBITS) == Z_OK;
}

static size_t gz_step(struct unpacker *u, char *buf, size_t len)
{
	int rc;

	if (u->between)
		inflateReset(&u->gz);
	u->between = false;
	u->gz.next_in = (unsigned char *)u->in + u->in_at;
	u->gz.avail_in = (unsigned int)(u->in_len - u->in_at);
	u->gz.next_out = (unsigned char *)buf;
	u->gz.avail_out = (unsigned int)len;
	rc = inflate(&u->gz, Z_NO_FLUSH);
	u->in_at = u->in_len - u->gz.avail_in;
	u->between = rc == Z_STREAM_END;
	if (rc != Z_OK && rc != Z_STREAM_END && rc != Z_BUF_ERROR)
		u->error = damaged;
	return len - u->gz.avail_out;
}

static void gz_close(struct unpacker *u)
{
	inflateEnd(&u->gz);
}

static bool xz_open(struct unpacker *u)
{
	u->xz = (lzma_stream)LZMA_STREAM_INIT;
	return lzma_stream_decoder(&u->xz, MEMORY_MAX, LZMA_CONCATENATED) == LZMA_OK;
}

static size_t xz_step(struct unpacker *u, char *buf, size_t len)
{
	lzma_ret rc;

	u->xz.next_in = (unsigned char *)u->in + u->in_at;
	u->xz.avail_in = u->in_len - u->in_at;
	u->xz.next_out = (unsigned char *)buf;
	u->xz.avail_out = len;
	rc = lzma_code(&u->xz, u->ended ? LZMA_FINISH : LZMA_RUN);
	u->in_at = u->in_len - u->xz.avail_in;
	u->between = rc == LZMA_STREAM_END;
	u->done |= u->between;
	if (rc == LZMA_MEMLIMIT_ERROR)
		u->error = "needs more than 128 MB to be unpacked";
	else if (rc != LZMA_OK && rc != LZMA_STREAM_END && rc != LZMA_BUF_ERROR)
		u->error = damaged;
	return len - u->xz.avail_out;
}

static void xz_close(struct unpacker *u)
{
	lzma_end(&u->xz);
}

static bool bz_open(struct unpacker *u)
{
	memset(&u->bz, 0, sizeof(u->bz));
	return BZ2_bzDecompressInit(&u->bz, 0, 0) == BZ_OK;
}

static size_t bz_step(struct unpacker *u, char *buf, size_t len)
{
	int rc;

	if (u->between) {
		BZ2_bzDecompressEnd(&u->bz);
		bz_open(u);
	}
	u->between = false;
	u->bz.next_in = u->in + u->in_at;
	u->bz.avail_in = (unsigned int)(u->in_len - u->in_at);
	u->bz.next_out = buf;
	u->bz.avail_out = (unsigned int)len;
	rc = BZ2_bzDecompress(&u->bz);
	u->in_at = u->in_len - u->bz.avail_in;
	u->between = rc == BZ_STREAM_END;
	if (rc != BZ_OK && rc != BZ_STREAM_END)
		u->error = damaged;
	return len - u->bz.avail_out;
}

static void bz_close(struct unpacker *u)
{
	BZ2_bzDecompressEnd(&u->bz);
}

/* The library's default limit of the window is 128 MB as well. */
static bool zstd_open(struct unpacker *u)
{
	u->zstd = ZSTD_createDStream();
	return u->zstd != NULL;
}

static size_t zstd_step(struct unpacker *u, char *buf, size_t len)
{
	ZSTD_inBuffer in = { .src = u->in, .size = u->in_len, .pos = u->in_at };
	ZSTD_outBuffer out = { .dst = buf, .size = len };
	size_t rc = ZSTD_decompressStream(u->zstd, &out, &in);

	u->in_at = in.pos;
	u->between = !rc;
	if (ZSTD_isError(rc))
		u->error = damaged;
	return out.pos;
}

static void zstd_close(struct unpacker *u)
{
	ZSTD_freeDStream(u->zstd);
}

static const struct codec codecs[] = {
	{ "gzip", "\x1f\x8b", 2, gz_open, gz_step, gz_close },
	{ "xz", "\xfd\x37zXZ", 5, xz_open, xz_step, xz_close },
	{ "zstd", "\x28\xb5\x2f\xfd", 4, zstd_open, zstd_step, zstd_close },
	{ "bzip2", "BZh", 3, bz_open, bz_step, bz_close },
};

/* Input for the next step; false: all is over. */
static bool refill(struct dms_source *s, struct unpacker *u)
{
	if (u->in_at == u->in_len && !u->ended) {
		u->in_at = 0;
		u->in_len = dms_source_read(s->below, u->in, sizeof(u->in));
		u->ended = !u->in_len;
	}
	/* Padding behind the last member is none; zstd's library knows its own skippable frames. */
	return !u->between || (!u->ended && (u->in[u->in_at] == u->codec->magic[0] ||
					     u->codec->step == zstd_step));
}

static size_t unpack_read(struct dms_source *s, char *buf, size_t len)
{
	struct unpacker *u = s->state;
	size_t made = 0, at;

	while (!made && !u->done) {
		if (!refill(s, u)) {
			u->done = true;
			break;
		}
		at = u->in_at;
		made = u->codec->step(u, buf, len);
		if (!made && !u->error && u->ended && u->in_at == at && !u->between)
			u->error = "ends too early";
		u->done |= u->error != NULL;
	}
	if (u->error)
		snprintf(s->problem, sizeof(s->problem), "the %s data %s; what came before was read",
			 u->codec->name, u->error);
	return made;
}

static void unpack_close(struct dms_source *s)
{
	struct unpacker *u = s->state;

	u->codec->close(u);
	free(u);
}

struct dms_source *dms_source_unpack(struct dms_source *s)
{
	static const struct dms_source_ops ops = { .read = unpack_read, .close = unpack_close };
	const char *head;
	size_t i, n = dms_source_peek(s, &head);

	for (i = 0; i < ARRAY_SIZE(codecs); i++) {
		struct unpacker *u;

		if (n < codecs[i].magic_len || memcmp(head, codecs[i].magic, codecs[i].magic_len))
			continue;
		u = dms_alloc(sizeof(*u));
		u->codec = &codecs[i];
		if (!u->codec->open(u)) {
			free(u);
			return NULL;
		}
		return dms_source_new(&ops, u, s);
	}
	return NULL;
}

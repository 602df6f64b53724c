// SPDX-License-Identifier: GPL-2.0
/* Sets fields of table entries, and sets them back. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/expr.h"
#include "host/breaker.h"
#include "host/edu.h"

static const struct dms_iommu *const iommus[] = {
	&dms_iommu_vtd, &dms_iommu_smmuv3, &dms_iommu_amdvi, &dms_iommu_pci,
};

/* One field that is not as the guest wrote it. */
struct dms_undo {
	const struct dms_iommu *iommu;
	struct dms_table_entry entry;
	const struct dms_table_field *field;
	uint64_t bits;
};

static uint64_t mask_of(const struct dms_table_field *f)
{
	return (f->width == 64 ? ~0ULL : (1ULL << f->width) - 1) << f->low;
}

/* A field's value as people know it: an address is an address. */
static uint64_t value_of(const struct dms_table_field *f, uint64_t bits)
{
	return f->flags & DMS_FIELD_ADDRESS ? bits : bits >> f->low;
}

static int read_word(struct dms_host_memory *m, const struct dms_table_entry *e, unsigned int word,
		     uint64_t *value)
{
	if (e->reg_bytes)
		return dms_host_reg_read(m, e->addr, e->reg_bytes, value);
	return dms_host_read64(m, e->addr + 8 * word, value);
}

/* Writes the field's bits and no others; @was: what they were. */
static int set_bits(struct dms_host_memory *m, const struct dms_table_entry *e,
		    const struct dms_table_field *f, uint64_t bits, uint64_t *was)
{
	uint64_t word;

	if (read_word(m, e, f->word, &word))
		return -1;
	*was = word & mask_of(f);
	word = (word & ~mask_of(f)) | bits;
	if (e->reg_bytes)
		return dms_host_reg_write(m, e->addr, e->reg_bytes, word);
	return dms_host_write64(m, e->addr + 8 * f->word, word);
}

static const struct dms_iommu *find_iommu(struct dms_host_memory *m, const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(iommus); i++)
		if (!strcmp(iommus[i]->name, name))
			return iommus[i];
	dms_host_fail(m, "'%.40s' is no IOMMU whose tables can be broken: vtd, smmuv3, amdvi, pci", name);
	return NULL;
}

static const struct dms_table_field *find_field(struct dms_host_memory *m, const struct dms_iommu *u,
					  const char *table, const char *name, size_t len)
{
	bool known = false;
	size_t i;

	for (i = 0; i < u->nr_fields; i++) {
		const struct dms_table_field *f = &u->fields[i];

		if (strcmp(f->table, table))
			continue;
		known = true;
		if (!strncmp(f->name, name, len) && !f->name[len])
			return f;
	}
	if (known)
		dms_host_fail(m, "table '%.30s' has no field '%.*s'", table, (int)len, name);
	else
		dms_host_fail(m, "IOMMU %s has no table '%.30s'", u->name, table);
	return NULL;
}

/* "ssss:bb:dd.f"; segments other than 0 are behind no emulated IOMMU. */
static int parse_device(struct dms_host_memory *m, const char *s, unsigned int *sid)
{
	unsigned int seg, bus, dev, fn;
	int end = 0;

	if (sscanf(s, "%x:%x:%x.%x%n", &seg, &bus, &dev, &fn, &end) != 4 || s[end] || seg ||
	    bus > 0xff || dev > 0x1f || fn > 7)
		return dms_host_fail(m, "'%.30s' is no PCI device like 0000:01:00.0", s);
	*sid = bus << 8 | dev << 3 | fn;
	return 0;
}

static int parse_number(struct dms_host_memory *m, const char *word, const char *s, uint64_t *n)
{
	char why[100];

	if (!dms_expr_eval(s, NULL, NULL, n, why, sizeof(why)))
		return 0;
	return dms_host_fail(m, "%.60s: %s", word, why);
}

/* Keys that choose the entry; the other words set its fields. */
static int parse_choice(struct dms_host_memory *m, const char *word, struct dms_table_request *r)
{
	uint64_t n;

	r->interrupt |= !strcmp(word, "then=interrupt");
	if (!strcmp(word, "then=mend") || !strcmp(word, "then=interrupt")) {
		r->mend = true;
		return 0;
	}
	if (!strncmp(word, "at=", 3)) {
		r->has_iova = true;
		return parse_number(m, word, word + 3, &r->iova);
	}
	if (strncmp(word, "level=", 6))
		return 1;
	if (parse_number(m, word, word + 6, &n))
		return -1;
	if (!n || n > 6)
		return dms_host_fail(m, "%.60s: levels are 1 to 6", word);
	r->level = n;
	return 0;
}

static void remember(struct dms_breaker *b, const struct dms_undo *u)
{
	b->undo = dms_realloc(b->undo, (b->nr_undo + 1) * sizeof(*b->undo));
	b->undo[b->nr_undo++] = *u;
}

/* @rom: the entry in the ROM, where the value is a page of it */
static int parse_value(struct dms_host_memory *m, const struct dms_iommu *iommu,
		       const struct dms_table_field *f, const char *word, uint64_t *value,
		       struct dms_table_entry *rom)
{
	const char *text = strchr(word, '=') + 1;

	if (strcmp(text, "rom"))
		return parse_number(m, word, text, value);
	if (!(f->flags & DMS_FIELD_ADDRESS) || !iommu->unmarked)
		return dms_host_fail(m, "%.60s: the field is not the address of a page table", word);
	if (dms_rom_find(m, iommu->unmarked, rom))
		return -1;
	*value = rom->addr - 8 * rom->index;
	return 0;
}

static int set_field(struct dms_breaker *b, const struct dms_iommu *iommu,
		     const struct dms_table_request *r, const struct dms_table_entry *e, const char *word,
		     struct dms_strbuf *reply)
{
	struct dms_undo u = { .iommu = iommu, .entry = *e };
	const char *eq = strchr(word, '=');
	struct dms_host_memory *m = &b->memory;
	struct dms_table_entry rom = { 0 };
	uint64_t value, bits;

	if (!eq)
		return dms_host_fail(m, "'%.40s' is not FIELD=VALUE", word);
	u.field = find_field(m, iommu, r->table, word, eq - word);
	if (!u.field || parse_value(m, iommu, u.field, word, &value, &rom))
		return -1;
	bits = u.field->flags & DMS_FIELD_ADDRESS ? value : value << u.field->low;
	if (bits & ~mask_of(u.field) || value_of(u.field, bits) != value)
		return dms_host_fail(m, "%.60s: the field is bits %u to %u", word, u.field->low,
				     u.field->low + u.field->width - 1);
	if (set_bits(m, e, u.field, bits, &u.bits))
		return -1;
	remember(b, &u);
	if (bits == u.bits)
		return dms_host_fail(m, "%.60s: it has that value already", word);
	if (u.field->flags & DMS_FIELD_HOLD && iommu->hold)
		b->held = iommu;
	dms_strbuf_free(reply);
	if (rom.words)
		e = &rom;
	dms_strbuf_printf(reply, "entry=0x%" PRIx64 " index=%" PRIu64 " was=0x%" PRIx64, e->addr,
			  e->index, value_of(u.field, u.bits));
	return 0;
}

static int break_entry(struct dms_breaker *b, const struct dms_iommu *iommu, uint64_t regs,
		       char *const *words, size_t nr, struct dms_strbuf *reply)
{
	struct dms_table_request r = { .table = words[0] };
	struct dms_host_memory *m = &b->memory;
	struct dms_table_entry e;
	size_t i;
	int ret;

	if (parse_device(m, words[1], &r.sid))
		return -1;
	for (i = 2; i < nr; i++)
		if (parse_choice(m, words[i], &r) < 0)
			return -1;
	/* the name first: a walk that fails would hide that the table does not exist */
	for (i = 0; i < iommu->nr_fields; i++)
		if (!strcmp(iommu->fields[i].table, r.table))
			break;
	if (i == iommu->nr_fields)
		return dms_host_fail(m, "IOMMU %s has no table '%.30s'", iommu->name, r.table);
	if (iommu->find(m, regs, &r, &e))
		return -1;
	for (i = 2; i < nr; i++) {
		struct dms_table_request unused = r;

		ret = parse_choice(m, words[i], &unused);
		if (ret > 0)
			ret = set_field(b, iommu, &r, &e, words[i], reply);
		if (ret)
			return -1;
	}
	if (b->held == iommu && iommu->hold(m, regs, true))
		return -1;
	if (iommu->forget(m, regs))
		return -1;
	if (r.interrupt && dms_host_edu_interrupt(m, r.sid))
		return -1;
	return r.mend ? dms_breaker_restore(b) : 0;
}

int dms_breaker_break(struct dms_breaker *b, char *const *words, size_t nr,
		      struct dms_strbuf *reply)
{
	const struct dms_iommu *iommu;
	uint64_t regs;
	char why[sizeof(b->memory.err)];

	if (nr < 4)
		return dms_host_fail(&b->memory, "say IOMMU TABLE DEVICE FIELD=VALUE");
	iommu = find_iommu(&b->memory, words[0]);
	if (!iommu || dms_host_memory_registers(&b->memory, iommu->region, &regs))
		return -1;
	if (!break_entry(b, iommu, regs, words + 1, nr - 1, reply)) {
		if (reply->len)
			return 0;
		dms_host_fail(&b->memory, "say what to set: FIELD=VALUE");
	}
	memcpy(why, b->memory.err, sizeof(why));
	dms_breaker_restore(b);
	memcpy(b->memory.err, why, sizeof(why));
	return -1;
}

int dms_breaker_dma(struct dms_breaker *b, const char *device, const char *address)
{
	struct dms_host_memory *m = &b->memory;
	unsigned int sid;
	uint64_t addr;

	if (parse_device(m, device, &sid) || parse_number(m, address, address, &addr))
		return -1;
	return dms_host_edu_read(m, sid, addr);
}

int dms_breaker_restore(struct dms_breaker *b)
{
	const struct dms_iommu *held = b->held;
	struct dms_host_memory *m = &b->memory;
	uint64_t regs, unused;
	int ret = 0;

	while (b->nr_undo) {
		const struct dms_undo *u = &b->undo[--b->nr_undo];

		if (dms_host_memory_registers(m, u->iommu->region, &regs) ||
		    set_bits(m, &u->entry, u->field, u->bits, &unused) ||
		    (u->iommu->mended && u->iommu->mended(m, regs, &u->entry)) ||
		    u->iommu->forget(m, regs))
			ret = -1;
	}
	b->held = NULL;
	if (held && (dms_host_memory_registers(m, held->region, &regs) ||
		     held->hold(m, regs, false)))
		ret = -1;
	b->lost |= ret;
	return ret;
}

void dms_breaker_close(struct dms_breaker *b)
{
	dms_host_memory_close(&b->memory);
	free(b->undo);
	*b = DMS_BREAKER_NONE;
}

// SPDX-License-Identifier: GPL-2.0
/*
 * TP_printk() turned round: the text of a trace record to its fields.  Unlike a message in a log it
 * is one line and whole, and has arrays of any length in it.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/strbuf.h"
#include "trace.h"

/* The first that fits all of the text is the one: longer ones stand before what they begin with. */
static const struct {
	const char *format, *fields;
} formats[] = {
	/* dma.h, 6.12 and later; dma_map_sg was told with the numbers of entries from 6.12.y on */
	{ "%s dir=%s dma_addr=%llx size=%zu phys_addr=%llx attrs=%s",
	  "device,dir,dma_addr,size,phys_addr,attrs" },
	{ "%s dir=%s dma_addr=%llx size=%zu virt_addr=%p flags=%s attrs=%s",
	  "device,dir,dma_addr,size,virt_addr,flags,attrs" },
	{ "%s dir=%s dma_addr=%llx size=%zu virt_addr=%p attrs=%s",
	  "device,dir,dma_addr,size,virt_addr,attrs" },
	{ "%s dir=%s dma_addr=%llx size=%zu attrs=%s", "device,dir,dma_addr,size,attrs" },
	{ "%s dir=%s dma_addr=%llx size=%zu phys_addrs=%s flags=%s attrs=%s",
	  "device,dir,dma_addr,size,phys_addrs,flags,attrs" },
	{ "%s dir=%s dma_addr=%llx size=%zu phys_addrs=%s", "device,dir,dma_addr,size,phys_addrs" },
	{ "%s dir=%s dma_addr=%llx size=%zu", "device,dir,dma_addr,size" },
	{ "%s dir=%s nents=%d/%d ents=%d/%d%s dma_addrs=%s sizes=%s phys_addrs=%s attrs=%s",
	  "device,dir,nents,full_nents,ents,full_ents,truncated,dma_addrs,sizes,phys_addrs,attrs" },
	{ "%s dir=%s dma_addrs=%s sizes=%s phys_addrs=%s attrs=%s",
	  "device,dir,dma_addrs,sizes,phys_addrs,attrs" },
	/* dma_map_sg_err: they are physical addresses, whatever the format calls them */
	{ "%s dir=%s dma_addrs=%s err=%d attrs=%s", "device,dir,phys_addrs,err,attrs" },
	{ "%s dir=%s dma_addrs=%s sizes=%s", "device,dir,dma_addrs,sizes" },
	{ "%s dir=%s phys_addrs=%s attrs=%s", "device,dir,phys_addrs,attrs" },
	/* iommu.h, with the range's end from 6.1 on */
	{ "IOMMU: iova=0x%016llx - 0x%016llx paddr=0x%016llx size=%zu", "iova,end,paddr,size" },
	{ "IOMMU: iova=0x%016llx - 0x%016llx size=%zu unmapped_size=%zu",
	  "iova,end,size,unmapped_size" },
	{ "IOMMU: iova=0x%016llx paddr=0x%016llx size=%zu", "iova,paddr,size" },
	{ "IOMMU: iova=0x%016llx size=%zu unmapped_size=%zu", "iova,size,unmapped_size" },
	{ "IOMMU:%s %s iova=0x%016llx flags=0x%04x", "driver,device,iova,flags" },
	{ "IOMMU: groupID=%d device=%s", "gid,device" },
	{ "IOMMU: device=%s", "device" },
	/* swiotlb.h */
	{ "dev_name: %s dma_mask=%llx dev_addr=%llx size=%zu %s",
	  "device,dma_mask,dev_addr,size,force" },
	/* cma.h: 6.12, 6.1, 7.3, 5.10 */
	{ "name=%s pfn=0x%lx page=%p count=%lu align=%u errorno=%d",
	  "name,pfn,page,count,align,errorno" },
	{ "name=%s pfn=0x%lx page=%p count=%lu align=%u", "name,pfn,page,count,align" },
	{ "name=%s pfn=0x%lx page=%p count=%lu", "name,pfn,page,count" },
	{ "name=%s count=%lu align=%u", "name,count,align" },
	{ "name=%s request_count=%lu available_count=%lu total_count=%lu align=%u",
	  "name,request_count,available_count,total_count,align" },
	{ "pfn=%lx page=%p count=%u align=%u", "pfn,page,count,align" },
	{ "pfn=%lx page=%p count=%u", "pfn,page,count" },
	/* intel_iommu.h of 5.10, drivers/iommu/intel/trace.h since */
	{ "dev=%s [%d/%d] dev_addr=0x%llx phys_addr=0x%llx size=%zu",
	  "device,index,total,dev_addr,phys_addr,size" },
	{ "dev=%s dev_addr=0x%llx phys_addr=0x%llx size=%zu", "device,dev_addr,phys_addr,size" },
	{ "dev=%s dev_addr=0x%llx size=%zu", "device,dev_addr,size" },
	{ "%s/%s type %s did %d pasid %d ref %d", "iommu,device,type,domain_id,pasid,users" },
	{ "%s %s[%d] type %s did %d [0x%lx-0x%lx] addr 0x%lx pages 0x%lx mask 0x%lx",
	  "iommu,device,pasid,type,domain_id,start,end,addr,pages,mask" },
	{ "%s %s[%d] type %s did %d [0x%lx-0x%lx] addr 0x%lx mask 0x%lx",
	  "iommu,device,pasid,type,domain_id,start,end,addr,mask" },
	{ "qi_submit: %s %s: 0x%llx 0x%llx 0x%llx 0x%llx", "request,iommu,qw0,qw1,qw2,qw3" },
	{ "prq_report: %s/%s seq# %ld: %s", "iommu,device,seq,request" },
};

/**
 * struct scan - one format against one text
 * @f, @p: where in the format and in the text
 */
struct scan {
	const char *f, *p;
	const char *start[DMS_MAX_CONVS];
	size_t len[DMS_MAX_CONVS];
	char conv[DMS_MAX_CONVS];
	unsigned int nr;
};

/* A string ends where the literal behind it begins: these texts do not quote. */
static size_t string_len(const struct scan *s)
{
	size_t n = strcspn(s->f, "%");
	char literal[64];
	const char *end;

	if (!n)
		return *s->f ? 0 : strlen(s->p);
	if (n >= sizeof(literal))
		return 0;
	memcpy(literal, s->f, n);
	literal[n] = '\0';
	end = strstr(s->p, literal);
	return end ? (size_t)(end - s->p) : strlen(s->p);
}

/* Hashed pointers may be "(____ptrval____)" instead. */
static size_t number_len(const struct scan *s, char conv)
{
	const char *p = s->p;

	if (conv == 'p' && *p == '(')
		return strcspn(p, ")") + 1;
	if (conv != 'd' && conv != 'u' && p[0] == '0' && p[1] == 'x')
		p += 2;
	if (*p == '-')
		p++;
	while (conv == 'd' || conv == 'u' ? isdigit((unsigned char)*p) : isxdigit((unsigned char)*p))
		p++;
	return (size_t)(p - s->p);
}

/* In "ents=%d/%d%s dma_addrs=" the string is " [TRUNCATED]" or nothing. */
static bool scan_text(struct scan *s)
{
	while (*s->f) {
		char conv;
		size_t n;

		if (*s->f != '%') {
			if (*s->f++ != *s->p++)
				return false;
			continue;
		}
		s->f += 1 + strspn(s->f + 1, "#0123456789lzh");
		conv = *s->f++;
		if (s->nr == DMS_MAX_CONVS)
			return false;
		n = conv == 's' ? string_len(s) : number_len(s, conv);
		if ((!n && conv != 's') || n > strlen(s->p))
			return false;
		s->start[s->nr] = s->p;
		s->len[s->nr] = n;
		s->conv[s->nr++] = conv;
		s->p += n;
	}
	return !*s->p;
}

/* Field @i of format @nr: looked up once, there are millions of records. */
static const char *name_of(size_t nr, unsigned int i)
{
	static const char *names[ARRAY_SIZE(formats)][DMS_MAX_CONVS];
	const char *f = formats[nr].fields;
	unsigned int k;

	if (names[nr][i])
		return names[nr][i];
	for (k = 0; k < i; k++)
		f = strchr(f, ',') + 1;
	names[nr][i] = dms_intern(f, strcspn(f, ","));
	return names[nr][i];
}

static void set_scanned(struct dms_event *e, size_t nr, const struct scan *s)
{
	unsigned int i;

	for (i = 0; i < s->nr; i++) {
		char *text = dms_strndup(s->start[i], s->len[i]);
		const char *name = name_of(nr, i);
		bool hex = s->conv[i] == 'x' || s->conv[i] == 'p';

		if (s->conv[i] == 's' || *text == '(')
			dms_trace_set_text(e, name, text, s->len[i]);
		else
			dms_trace_set_number(e, name, strtoull(text, NULL, hex ? 16 : 10), text, hex);
		free(text);
	}
}

/* The event's name is part of a format where nothing else in it is distinct. */
bool dms_trace_read_text(struct dms_event *e, const struct dms_trace_record *r)
{
	size_t i, n = strlen(r->event);

	for (i = 0; i < ARRAY_SIZE(formats); i++) {
		const char *f = formats[i].format;
		struct scan s = { .f = f, .p = r->text };

		if (!strncmp(f, r->event, n) && f[n] == ':')
			s.f = f + n + 2;
		if (!scan_text(&s))
			continue;
		set_scanned(e, i, &s);
		return true;
	}
	return false;
}

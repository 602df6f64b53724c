/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Stage 2: the kernel's messages, keyed by the kernel's own printk format.  To teach
 * dmascope a new message, paste the format from the kernel source into the table of
 * its subsystem and name its fields.
 */
#ifndef DMS_CATALOGUE_H
#define DMS_CATALOGUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "input/input.h"
#include "model.h"

struct dms_decoder;
struct dms_record;

/* The format is printed by dev_*(): "<driver> <device>: " stands in front of it. */
#define DMS_MSG_DEV	0x01
/* It is the text of a WARN(): the banner before or after it belongs to it. */
#define DMS_MSG_WARN	0x02
/* @prefix may be missing: the rest is distinct enough. */
#define DMS_MSG_LOOSE	0x04
/* It changes the decoder's state or adds to an event that is there; no event of its own. */
#define DMS_MSG_PART	0x08
/* It opens a report of many lines (oops, KASAN, lockdep): what follows belongs to it. */
#define DMS_MSG_SPLAT	0x10
/* Known, and no sign of trouble. */
#define DMS_MSG_INFO	0x20
/* No trouble by itself, but rules ask for it: it becomes a note of the report. */
#define DMS_MSG_NOTE	0x40

/* Field names with a meaning beyond their name; others become dms_event.fields. */
#define DMS_FIELD_SKIP	"-"

/**
 * struct dms_message - one kernel message
 * @format:	as in the kernel source, verbatim
 * @prefix:	the file's pr_fmt()/dev_fmt() prefix, or NULL
 * @flags:	DMS_MSG_*
 * @needed:	this many conversions must have been read for a message that was cut
 *		off to count; 0: all of it must be there
 * @kind:	contract kind; NULL for DMS_MSG_PART and DMS_MSG_INFO
 * @detail:	finer name
 * @kernels:	where this spelling is found, for the documentation
 * @fields:	comma-separated name for every conversion; "driver", "device", "address" and
 *		"access" go to the event itself, "-" is dropped
 * @drivers:	separated by blanks; the words are others' as well, so the message counts only
 *		where dev_printk() put one of these drivers in front of it
 * @decode:	called with the event (NULL when there is none) after the fields were set
 */
struct dms_message {
	const char *format;
	const char *prefix;
	unsigned int flags;
	unsigned int needed;
	const char *kind;
	const char *detail;
	const char *kernels;
	const char *fields;
	const char *drivers;
	void (*decode)(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r);
};

/**
 * struct dms_subsystem - the messages of one kernel source file or subsystem
 * @name:	short name, as used in docs/messages.md
 * @source:	where in the kernel tree
 */
struct dms_subsystem {
	const char *name;
	const char *source;
	const struct dms_message *messages;
	size_t nr;
};

extern const struct dms_subsystem *const dms_subsystems[];
extern const size_t dms_nr_subsystems;

extern const struct dms_subsystem dms_vtd_subsystem;
extern const struct dms_subsystem dms_vtd_setup_subsystem;
extern const struct dms_subsystem dms_amdvi_subsystem;
extern const struct dms_subsystem dms_amdvi_setup_subsystem;
extern const struct dms_subsystem dms_smmuv3_subsystem;
extern const struct dms_subsystem dms_smmuv2_subsystem;
extern const struct dms_subsystem dms_qcom_smmu_subsystem;
extern const struct dms_subsystem dms_smmu_setup_subsystem;
extern const struct dms_subsystem dms_virtio_iommu_subsystem;
extern const struct dms_subsystem dms_exynos_subsystem;
extern const struct dms_subsystem dms_rockchip_subsystem;
extern const struct dms_subsystem dms_mtk_subsystem;
extern const struct dms_subsystem dms_ipmmu_subsystem;
extern const struct dms_subsystem dms_omap_subsystem;
extern const struct dms_subsystem dms_tegra_subsystem;
extern const struct dms_subsystem dms_sun50i_subsystem;
extern const struct dms_subsystem dms_sprd_subsystem;
extern const struct dms_subsystem dms_dart_subsystem;
extern const struct dms_subsystem dms_riscv_subsystem;
extern const struct dms_subsystem dms_s390_subsystem;
extern const struct dms_subsystem dms_msm_subsystem;
extern const struct dms_subsystem dms_fsl_pamu_subsystem;
extern const struct dms_subsystem dms_vsi_subsystem;
extern const struct dms_subsystem dms_iommu_setup_subsystem;
extern const struct dms_subsystem dms_dma_debug_subsystem;
extern const struct dms_subsystem dms_swiotlb_subsystem;
extern const struct dms_subsystem dms_dma_direct_subsystem;
extern const struct dms_subsystem dms_dma_iommu_subsystem;
extern const struct dms_subsystem dms_warn_subsystem;
extern const struct dms_subsystem dms_oops_subsystem;
extern const struct dms_subsystem dms_kasan_subsystem;
extern const struct dms_subsystem dms_lockdep_subsystem;
extern const struct dms_subsystem dms_memory_subsystem;
extern const struct dms_subsystem dms_vtd_boot_subsystem;
extern const struct dms_subsystem dms_vtd_pasid_subsystem;
extern const struct dms_subsystem dms_vtd_irq_subsystem;
extern const struct dms_subsystem dms_iommu_core_subsystem;
extern const struct dms_subsystem dms_iova_subsystem;
extern const struct dms_subsystem dms_io_pgtable_subsystem;
extern const struct dms_subsystem dms_iommufd_subsystem;
extern const struct dms_subsystem dms_dma_pools_subsystem;
extern const struct dms_subsystem dms_cma_subsystem;
extern const struct dms_subsystem dms_dmapool_subsystem;
extern const struct dms_subsystem dms_xen_subsystem;
extern const struct dms_subsystem dms_x86_platform_subsystem;
extern const struct dms_subsystem dms_acpi_subsystem;
extern const struct dms_subsystem dms_pci_subsystem;
extern const struct dms_subsystem dms_vfio_subsystem;
extern const struct dms_subsystem dms_dmaengine_subsystem;
extern const struct dms_subsystem dms_kernel_misc_subsystem;
extern const struct dms_subsystem dms_aer_subsystem;
extern const struct dms_subsystem dms_trace_subsystem;
extern const struct dms_subsystem dms_aftermath_subsystem;
extern const struct dms_subsystem dms_machine_subsystem;
extern const struct dms_subsystem dms_boot_subsystem;
extern const struct dms_subsystem dms_injector_subsystem;
extern const struct dms_subsystem dms_meta_subsystem;

/** dms_catalogue_print() - the catalogue as Markdown (docs/messages.md) */
void dms_catalogue_print(FILE *out);
/** dms_catalogue_print_literals() - for each message the words by which it is found */
void dms_catalogue_print_literals(FILE *out);

/* ---- printf turned round ---- */

#define DMS_MAX_CONVS 16

/**
 * struct dms_value - what one conversion read
 * @text, @len:	as printed; points into the matched text
 * @num:	its number when @is_num
 * @hex:	it was read by a hexadecimal conversion
 */
struct dms_value {
	const char *text;
	size_t len;
	uint64_t num;
	bool is_num;
	bool hex;
};

/**
 * struct dms_match - a message found in a text
 * @start, @end: where
 * @complete:	read to the end of the format
 */
struct dms_match {
	const struct dms_message *msg;
	size_t start, end;
	struct dms_value values[DMS_MAX_CONVS];
	unsigned int nr_values;
	bool complete;
};

struct dms_pattern;

/** dms_pattern_compile() - NULL when @m's format uses a conversion that is not known */
struct dms_pattern *dms_pattern_compile(const struct dms_message *m);
void dms_pattern_free(struct dms_pattern *p);
/** dms_pattern_anchor() - DMS_ANCHOR_LEN characters that every match contains; NULL: none */
const char *dms_pattern_anchor(const struct dms_pattern *p);
#define DMS_ANCHOR_LEN 6

/**
 * dms_pattern_match() - match around an anchor that was found
 * @text, @len: whole text
 * @at: where the anchor was found
 */
bool dms_pattern_match(const struct dms_pattern *p, const char *text, size_t len, size_t at,
		       struct dms_match *out);

/**
 * dms_catalogue_find() - first message in a text
 * @from: start looking for anchors here
 * @to: messages that start at or after it are left for the next window
 * @scan: anchors are looked for up to here
 */
bool dms_catalogue_find(const char *text, size_t len, size_t from, size_t to, size_t scan,
			struct dms_match *out);

struct dms_sieve;

/** dms_catalogue_sieve() - the words of all messages; valid until the program ends */
void dms_catalogue_sieve(struct dms_sieve *s);

/* ---- lines to events ---- */

struct dms_seen;
struct dms_tracer;

struct dms_seen *dms_seen_new(void);
void dms_seen_free(struct dms_seen *s);

/** dms_decoder_new() - decode one input; @seen: records of all inputs so far */
struct dms_decoder *dms_decoder_new(struct dms_report *report, unsigned int input,
				    struct dms_seen *seen);
/** dms_decoder_window() - a dms_window_fn; @ctx is the decoder */
unsigned long dms_decoder_window(void *ctx, const struct dms_window *w);
/** dms_decoder_tracer() - where trace records of the same input go; see trace.h */
struct dms_tracer *dms_decoder_tracer(struct dms_decoder *d);
/** dms_decoder_end() - finish what is open and free the decoder */
void dms_decoder_end(struct dms_decoder *d);

/* Events' storage; an event pointer is valid until the next event is made. */
struct dms_event *dms_event_new(struct dms_report *r, const char *kind, const char *detail);
/** dms_event_init() - for one that is not in a report yet */
void dms_event_init(struct dms_event *e, const char *kind, const char *detail);
void dms_event_clear(struct dms_event *e);
/** dms_event_is_fault() - an IOMMU says that it stopped a device */
bool dms_event_is_fault(const struct dms_event *e);
/** dms_intern() - a field's name that lives for ever */
const char *dms_intern(const char *name, size_t len);
/** dms_note_new() - a note; it looks like an event and is none */
struct dms_event *dms_note_new(struct dms_report *r, const char *detail);
/** dms_detail_is_notice() - does it end in ".notice": worth listing, and no trouble? */
bool dms_detail_is_notice(const char *detail);
/** dms_message_is_note() - DMS_MSG_NOTE, or a detail that ends in ".notice" */
bool dms_message_is_note(const struct dms_message *m);
void dms_event_set(struct dms_event *e, const char *name, const char *text, size_t len);
void dms_event_set_num(struct dms_event *e, const char *name, uint64_t num, bool hex);
const struct dms_field *dms_event_field(const struct dms_event *e, const char *name);
/** dms_event_text() - the field's text, or "" */
const char *dms_event_text(const struct dms_event *e, const char *name);
void dms_event_drop_last(struct dms_report *r);
void dms_note_drop_last(struct dms_report *r);
/** dms_report_lose() - records are missing; said in one line for an input, kind and reason */
void dms_report_lose(struct dms_report *r, const struct dms_loss *loss);
/** dms_report_note() - something to know about an input, in a few words */
void dms_report_note(struct dms_report *r, unsigned int input, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void dms_report_clear(struct dms_report *r);

#endif /* DMS_CATALOGUE_H */

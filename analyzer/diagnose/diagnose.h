/* SPDX-License-Identifier: GPL-2.0 */
/* Stage 4: events and history become findings. */
#ifndef DMS_DIAGNOSE_H
#define DMS_DIAGNOSE_H

#include "catalogue/catalogue.h"
#include "history/history.h"
#include "model.h"

#define DMS_MAX_ALTERNATIVES 5
#define DMS_MAX_PROOFS 8

/**
 * struct dms_proof - a statement and the line that it rests on
 * @text: owned
 */
struct dms_proof {
	unsigned int input;
	unsigned long line;
	char *text;
};

/**
 * struct dms_verdict - what a rule thinks of one event
 * @cause: NULL: the event is no finding by itself
 */
struct dms_verdict {
	const char *cause;
	enum dms_confidence confidence;
	const char *alternatives[DMS_MAX_ALTERNATIVES + 1];
	struct dms_proof proofs[DMS_MAX_PROOFS];
	unsigned int nr_proofs;
};

/**
 * struct dms_case - an event and what is known around it
 * @verdicts: of all events; those before this one are filled in
 * @strict: reports that have nothing to do with DMA are findings as well
 * @dma_api, @firmware, @kexec, @injected: there is such an event or note somewhere; a storm is
 *	not searched in vain
 */
struct dms_case {
	const struct dms_report *report;
	const struct dms_history *history;
	const struct dms_verdict *verdicts;
	size_t index;
	bool strict;
	bool dma_api, firmware, kexec, injected;
};

static inline const struct dms_event *dms_case_event(const struct dms_case *c)
{
	return &c->report->events[c->index];
}

/** dms_verdict_set() - cause, confidence, and alternatives up to a NULL */
void dms_verdict_set(struct dms_verdict *v, const char *cause, enum dms_confidence confidence, ...)
	__attribute__((sentinel));
/** dms_verdict_prove() - add a statement; @line 0: the event's own line */
void dms_verdict_prove(struct dms_verdict *v, const struct dms_case *c, unsigned int input,
		       unsigned long line, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));

/* Rules, one file each: true when they decided. */
bool dms_rule_vtd_tables(const struct dms_case *c, struct dms_verdict *v);
bool dms_rule_vtd_address(const struct dms_case *c, struct dms_verdict *v);
bool dms_rule_vtd_other(const struct dms_case *c, struct dms_verdict *v);
bool dms_rule_amdvi_other(const struct dms_case *c, struct dms_verdict *v);
bool dms_rule_amdvi(const struct dms_case *c, struct dms_verdict *v);
bool dms_rule_smmu(const struct dms_case *c, struct dms_verdict *v);
bool dms_rule_iommu_other(const struct dms_case *c, struct dms_verdict *v);
bool dms_rule_history(const struct dms_case *c, struct dms_verdict *v);
bool dms_rule_dma_api(const struct dms_case *c, struct dms_verdict *v);
bool dms_rule_mapping(const struct dms_case *c, struct dms_verdict *v);
bool dms_rule_warning(const struct dms_case *c, struct dms_verdict *v);
bool dms_rule_damage(const struct dms_case *c, struct dms_verdict *v);
bool dms_rule_panic(const struct dms_case *c, struct dms_verdict *v);
bool dms_rule_requester(const struct dms_case *c, struct dms_verdict *v);
bool dms_rule_firmware(const struct dms_case *c, struct dms_verdict *v);
bool dms_rule_state(const struct dms_case *c, struct dms_verdict *v);
bool dms_rule_traced(const struct dms_case *c, struct dms_verdict *v);
bool dms_rule_resources(const struct dms_case *c, struct dms_verdict *v);

/**
 * struct dms_told - a message that names its cause itself
 * @alternative, @says: may be NULL
 */
struct dms_told {
	const char *detail;
	const char *cause;
	enum dms_confidence confidence;
	const char *alternative;
	const char *says;
};

/** dms_verdict_told() - look the event's detail up in a list; Return: true when it is there */
bool dms_verdict_told(const struct dms_case *c, struct dms_verdict *v, const struct dms_told *list,
		      size_t nr);
/* ---- context.c: what the notes say ---- */

/** dms_is_fault() - did an IOMMU refuse an access? Any IOMMU's */
bool dms_is_fault(const struct dms_event *e);
/** dms_note_next() - the next note of this detail; @at starts at 0. NULL: no more */
const struct dms_event *dms_note_next(const struct dms_report *r, size_t *at, const char *detail);
/** dms_note_region() - the first note of this detail whose start and end surround @address */
const struct dms_event *dms_note_region(const struct dms_report *r, const char *detail,
					uint64_t address);
/** dms_note_of_device() - the first note of this detail about @device */
const struct dms_event *dms_note_of_device(const struct dms_report *r, const char *detail,
					   const char *device);
/** dms_same_name() - are both known, and the same? */
bool dms_same_name(const char *a, const char *b);
/** dms_is_bus_address() - "ssss:bb:dd.f"? */
bool dms_is_bus_address(const char *device);
/** dms_is_upstream() - is @device behind the bridge or root port @port? */
bool dms_is_upstream(const struct dms_report *r, const char *port, const char *device);
/** dms_driver_of() - the driver that spoke for @device, or NULL */
const char *dms_driver_of(const struct dms_report *r, const char *device);
/** dms_device_named() - "nvme0" to its bus address, where the log tells; else @name itself */
const char *dms_device_named(const struct dms_report *r, const char *name);

/**
 * dms_vtd_leaf() - what the last entry of a table dump says
 *
 * Return: 1 present but refusing, 0 not present, -1 no dump.
 */
int dms_vtd_leaf(const struct dms_event *e);

/** dms_judge_address() - what the address of a fault suggests; for any IOMMU */
void dms_judge_address(const struct dms_case *c, struct dms_verdict *v);

/** dms_judge_kexec() - is it what the kernel before left running? For any IOMMU; true: it is */
bool dms_judge_kexec(const struct dms_case *c, struct dms_verdict *v);
/** dms_is_soon_after() - @e is not later than @seconds after @sign, or @lines without stamps */
bool dms_is_soon_after(const struct dms_event *sign, const struct dms_event *e, double seconds,
		       unsigned long lines);
/** dms_is_kexec_sign() - does it tell that another kernel started this one? */
bool dms_is_kexec_sign(const struct dms_event *e);
/** dms_judge() - ask the rules of the event's kind */
void dms_judge(const struct dms_case *c, struct dms_verdict *v);

/** dms_is_same_call() - are two events reports of one and the same call? */
bool dms_is_same_call(const struct dms_report *r, size_t a, size_t b);

/* ---- title.c ---- */

struct dms_advice;

/**
 * dms_make_title() - for the caller to free
 * @driver: of its device, where another line tells; or NULL
 * @low, @high: the pages of all its faults
 */
char *dms_make_title(const struct dms_event *e, const char *driver, const struct dms_advice *a,
		     uint64_t low, uint64_t high);
/** dms_title_add() - what followed is news of its own */
void dms_title_add(char **title, const struct dms_event *part);

/* ---- sequel.c: what else belongs to a fault ---- */

/** dms_part_of() - the event of which event @i is a part; @i itself when it stands alone */
size_t dms_part_of(const struct dms_report *r, size_t i);

/* @text is the finding's from then on. */
typedef void (*dms_quote)(struct dms_finding *f, unsigned int input, unsigned long line,
			  char *text);

/** dms_join_notes() - quote what the device's driver and bus said around a fault */
void dms_join_notes(const struct dms_report *r, struct dms_finding *f, dms_quote quote);

/** dms_find_losses() - losses that events tell of */
void dms_find_losses(struct dms_report *r);
/** dms_weigh_loss() - lost records lower the confidence of what was concluded */
void dms_weigh_loss(const struct dms_report *r, struct dms_finding *f);

/** dms_weigh_counters() - what debugfs counted: losses, and events that no log tells of */
void dms_weigh_counters(struct dms_report *r, const struct dms_history *h);

/** dms_weigh_units() - events from the registers and queues of IOMMUs */
void dms_weigh_units(struct dms_report *r, const struct dms_history *h);
/** dms_weigh_growth() - the report's growth, from the snapshots that were given, and events of it */
void dms_weigh_growth(struct dms_report *r, const struct dms_history *h);
/** dms_note_groups() - every fault gets the group of its device as fields */
void dms_note_groups(struct dms_report *r, const struct dms_history *h);
/** dms_weigh_irtes() - a refused interrupt against the interrupt remapping tables */
void dms_weigh_irtes(const struct dms_case *c, struct dms_verdict *v);
/** dms_weigh_injection() - what our own injector had done before */
void dms_weigh_injection(const struct dms_case *c, struct dms_verdict *v);
/** dms_injected_error() - the note of a mapping that it had made fail for this device, or NULL */
const struct dms_event *dms_injected_error(const struct dms_case *c);
/** dms_weigh_tables() - a verdict on a fault against the IOMMU's tables and the device's group */
void dms_weigh_tables(const struct dms_case *c, struct dms_verdict *v);
/** dms_collect_ranges() - what is known of the address spaces in which events happened */
void dms_collect_ranges(struct dms_report *r, const struct dms_history *h);

/** dms_severity_of() - the policy: severity.c */
enum dms_severity dms_severity_of(const struct dms_event *e, const char *cause,
				  unsigned long count);

/**
 * struct dms_advice - what to tell about a cause
 * @headline: completes "<device>: "
 */
struct dms_advice {
	const char *cause;
	const char *headline;
	const char *why;
	const char *const *mitigation;
	const char *const *fix;
	const char *fix_code;
	const char *const *verify;
	const char *scenario;
};

/** enum dms_family - what kind of IOMMU a report is about */
enum dms_family {
	DMS_FAMILY_NONE,	/* none, or any */
	DMS_FAMILY_INTEL,
	DMS_FAMILY_AMD,
	DMS_FAMILY_SMMU,
	DMS_FAMILY_VIRTIO,
	DMS_FAMILY_SOC,		/* all others */
	DMS_NR_FAMILIES,
};

enum dms_family dms_family_of(const struct dms_event *e);

enum dms_advice_list {
	DMS_ADVICE_MITIGATION,
	DMS_ADVICE_FIX,
	DMS_ADVICE_VERIFY,
	DMS_ADVICE_CAPTURE,
};

/**
 * dms_advice_list() - what is true everywhere, then what fits this IOMMU and this kind of report
 *
 * Return: NULL-terminated; the list is the caller's, its texts are static.
 */
const char *const *dms_advice_list(const struct dms_advice *a, enum dms_advice_list list,
				   enum dms_family family, const char *kind);

/**
 * dms_advice_fitting() - advice on a cause that is for some IOMMUs only, one after the other
 * @at: starts at 0
 * @where: set to the IOMMUs' names, for the caller to free
 *
 * Return: NULL after the last.
 */
const char *dms_advice_fitting(const char *cause, enum dms_advice_list list, size_t *at,
			       char **where);

/** dms_advice_of() - never NULL */
const struct dms_advice *dms_advice_of(const char *cause);
extern const struct dms_advice dms_advice_lifetime[], dms_advice_address[], dms_advice_platform[];

/** dms_advice_next() - all advice, one after the other; NULL starts, and ends */
const struct dms_advice *dms_advice_next(const struct dms_advice *a);

/**
 * struct dms_example - a cause in code: how it happens, and how it is done right
 */
struct dms_example {
	const char *cause;
	const char *wrong;
	const char *right;
};

/** dms_example_of() - NULL when there is none */
const struct dms_example *dms_example_of(const char *cause);

/** dms_diagnose() - fill in the report's findings, most severe first */
void dms_diagnose(struct dms_report *r, const struct dms_history *h, bool strict);

#endif /* DMS_DIAGNOSE_H */

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
 */
struct dms_case {
	const struct dms_report *report;
	const struct dms_history *history;
	const struct dms_verdict *verdicts;
	size_t index;
	bool strict;
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
bool dms_rule_boot(const struct dms_case *c, struct dms_verdict *v);
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
/** dms_is_notice() - its detail ends in ".notice": worth listing, and never a finding */
bool dms_is_notice(const struct dms_event *e);

/** dms_judge_address() - what the address of a fault suggests; for any IOMMU */
void dms_judge_address(const struct dms_case *c, struct dms_verdict *v);

/** dms_judge() - ask the rules of the event's kind */
void dms_judge(const struct dms_case *c, struct dms_verdict *v);

/** dms_is_same_call() - are two events reports of one and the same call? */
bool dms_is_same_call(const struct dms_report *r, size_t a, size_t b);

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

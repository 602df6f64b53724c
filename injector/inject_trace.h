/* SPDX-License-Identifier: GPL-2.0 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM dmascope_inject

#if !defined(DMS_INJECT_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define DMS_INJECT_TRACE_H

#include <linux/string.h>
#include <linux/tracepoint.h>

#include "inject.h"

/* Arrays, not __string(): what assigns one changed with 6.10. */
TRACE_EVENT(injected,

	TP_PROTO(const struct dms_target *t, const struct dms_call *c, const char *what,
		 unsigned long caller, u64 number),

	TP_ARGS(t, c, what, caller, number),

	TP_STRUCT__entry(
		__array(char, device, DMS_INJECT_NAME_LEN)
		__array(char, function, DMS_INJECT_NAME_LEN)
		__array(char, what, DMS_INJECT_NAME_LEN)
		__field(unsigned long, caller)
		__field(u64, number)
		__field(u64, size)
		__field(int, direction)
	),

	TP_fast_assign(
		strscpy(__entry->device, c->device ? c->device : "-", DMS_INJECT_NAME_LEN);
		strscpy(__entry->function, t->row->name, DMS_INJECT_NAME_LEN);
		strscpy(__entry->what, what, DMS_INJECT_NAME_LEN);
		__entry->caller = caller;
		__entry->number = number;
		__entry->size = c->has_size ? c->size : 0;
		__entry->direction = c->direction;
	),

	TP_printk("%s %s %s number=%llu size=%llu direction=%d caller=%pS",
		  __entry->device, __entry->function, __entry->what, __entry->number,
		  __entry->size, __entry->direction, (void *)__entry->caller)
);

#endif /* DMS_INJECT_TRACE_H */

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE inject_trace
#include <trace/define_trace.h>

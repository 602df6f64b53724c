/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Tracepoints: what user space asked for and what the device was told to do, so that
 * both stand in one trace with the dma: and iommu: events between them.
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM dmascope

#if !defined(_DMS_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define _DMS_TRACE_H

#include <linux/string.h>
#include <linux/tracepoint.h>

#include "device.h"
#include "dmascope.h"

#define DMS_TRACE_NAME	32

TRACE_EVENT(op_start,
	TP_PROTO(const struct dms_dev *d, const struct dmascope_op *op),
	TP_ARGS(d, op),
	TP_STRUCT__entry(
		__array(char, dev, DMS_TRACE_NAME)
		__field(u32, op)
		__field(u32, obj)
		__field(u32, peer)
		__field(u32, fn)
		__field(u32, flags)
		__field(u64, offset)
		__field(u64, len)
		__field(u64, addr)
		__field(u64, value)
	),
	TP_fast_assign(
		strscpy(__entry->dev, d->name, DMS_TRACE_NAME);
		__entry->op = op->op;
		__entry->obj = op->obj;
		__entry->peer = op->peer;
		__entry->fn = op->fn;
		__entry->flags = op->flags;
		__entry->offset = op->offset;
		__entry->len = op->len;
		__entry->addr = op->addr;
		__entry->value = op->value;
	),
	TP_printk("%s op=%u obj=%u peer=%u fn=%u flags=0x%x offset=%llu len=%llu addr=0x%llx value=0x%llx",
		  __entry->dev, __entry->op, __entry->obj, __entry->peer, __entry->fn,
		  __entry->flags, __entry->offset, __entry->len, __entry->addr, __entry->value)
);

TRACE_EVENT(op_end,
	TP_PROTO(const struct dms_dev *d, const struct dmascope_op *op, int ret),
	TP_ARGS(d, op, ret),
	TP_STRUCT__entry(
		__array(char, dev, DMS_TRACE_NAME)
		__field(u32, op)
		__field(int, ret)
		__field(int, result)
		__field(u32, obj)
		__field(u64, iova)
		__field(u64, len)
	),
	TP_fast_assign(
		strscpy(__entry->dev, d->name, DMS_TRACE_NAME);
		__entry->op = op->op;
		__entry->ret = ret;
		__entry->result = op->result;
		__entry->obj = op->out_obj;
		__entry->iova = op->out_iova;
		__entry->len = op->out_len;
	),
	TP_printk("%s op=%u ret=%d result=%d obj=%u iova=0x%llx len=%llu",
		  __entry->dev, __entry->op, __entry->ret, __entry->result, __entry->obj,
		  __entry->iova, __entry->len)
);

TRACE_EVENT(dev_submit,
	TP_PROTO(const struct dms_dev *d, u64 from, u64 to, u32 len, bool wait),
	TP_ARGS(d, from, to, len, wait),
	TP_STRUCT__entry(
		__array(char, dev, DMS_TRACE_NAME)
		__field(u64, from)
		__field(u64, to)
		__field(u32, len)
		__field(bool, wait)
	),
	TP_fast_assign(
		strscpy(__entry->dev, d->name, DMS_TRACE_NAME);
		__entry->from = from;
		__entry->to = to;
		__entry->len = len;
		__entry->wait = wait;
	),
	TP_printk("%s from=0x%llx to=0x%llx len=%u wait=%d", __entry->dev, __entry->from,
		  __entry->to, __entry->len, __entry->wait)
);

TRACE_EVENT(dev_done,
	TP_PROTO(const struct dms_dev *d, int result),
	TP_ARGS(d, result),
	TP_STRUCT__entry(
		__array(char, dev, DMS_TRACE_NAME)
		__field(int, result)
	),
	TP_fast_assign(
		strscpy(__entry->dev, d->name, DMS_TRACE_NAME);
		__entry->result = result;
	),
	TP_printk("%s result=%d", __entry->dev, __entry->result)
);

#endif /* _DMS_TRACE_H */

/* Not below include/trace/events: found by Kbuild's -I of this folder. */
#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>

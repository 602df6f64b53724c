// SPDX-License-Identifier: GPL-2.0
/*
 * What the KUnit suites may call, on kernels with KUnit.  Nothing else should: the
 * namespace is KUnit's own.
 */
#include <kunit/visibility.h>
#include <linux/export.h>

#include "chardev.h"
#include "device.h"
#include "engines/nic.h"
#include "object.h"
#include "ops.h"
#include "pattern.h"
#include "span.h"

EXPORT_SYMBOL_IF_KUNIT(dms_dev_find);
EXPORT_SYMBOL_IF_KUNIT(dms_dev_put);
EXPORT_SYMBOL_IF_KUNIT(dms_file_open);
EXPORT_SYMBOL_IF_KUNIT(dms_file_close);
EXPORT_SYMBOL_IF_KUNIT(dms_op_check);
EXPORT_SYMBOL_IF_KUNIT(dms_op_run);
EXPORT_SYMBOL_IF_KUNIT(dms_sg_make);
EXPORT_SYMBOL_IF_KUNIT(dms_obj_new);
EXPORT_SYMBOL_IF_KUNIT(dms_obj_find);
EXPORT_SYMBOL_IF_KUNIT(dms_obj_get);
EXPORT_SYMBOL_IF_KUNIT(dms_obj_put);
EXPORT_SYMBOL_IF_KUNIT(dms_obj_drop);
EXPORT_SYMBOL_IF_KUNIT(dms_obj_is_live);
EXPORT_SYMBOL_IF_KUNIT(dms_nic_fit_dst);
EXPORT_SYMBOL_IF_KUNIT(dms_nic_fit_src);
EXPORT_SYMBOL_IF_KUNIT(dms_nic_next_frag);
EXPORT_SYMBOL_IF_KUNIT(dms_pattern_fill);
EXPORT_SYMBOL_IF_KUNIT(dms_pattern_check);
EXPORT_SYMBOL_IF_KUNIT(dms_cursor_take);
EXPORT_SYMBOL_IF_KUNIT(dms_cursor_skip);

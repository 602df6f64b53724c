/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _DMS_EXPORT_H
#define _DMS_EXPORT_H

struct dms_dev;

#ifdef DMS_HAVE_DMA_BUF
void dms_export_revoke(struct dms_dev *d);
#else
static inline void dms_export_revoke(struct dms_dev *d)
{
}
#endif

#endif /* _DMS_EXPORT_H */

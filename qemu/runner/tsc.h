/* SPDX-License-Identifier: GPL-2.0 */
/* How fast this machine's time stamp counter runs. */
#ifndef DMS_TSC_H
#define DMS_TSC_H

/** dms_tsc_khz() - Return: its frequency, or 0 where there is none; the first call takes 20 ms. */
unsigned long dms_tsc_khz(void);

#endif /* DMS_TSC_H */

/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DMS_ARRAY_H
#define DMS_ARRAY_H

#define ARRAY_SIZE(a) (sizeof(a) / sizeof(*(a)))

#endif /* DMS_ARRAY_H */

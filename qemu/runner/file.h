/* SPDX-License-Identifier: GPL-2.0 */
/* Whole files, read and written; nothing is lost silently. */
#ifndef DMS_FILE_H
#define DMS_FILE_H

#include <stddef.h>
#include <sys/types.h>

/** dms_file_read() - the content of a file, terminated, to free; NULL with errno set */
char *dms_file_read(const char *path, size_t *len);

/** dms_file_read_from() - the same from @offset on; @fd stays where it is */
char *dms_file_read_from(int fd, off_t offset, size_t *len);

/** dms_file_write() - Return: 0, or -1 after one line on stderr */
int dms_file_write(const char *path, const char *data, size_t len);

/** dms_file_mkdirs() - make a folder and those above it; 0, or -1 after one line on stderr */
int dms_file_mkdirs(const char *path);

#endif /* DMS_FILE_H */

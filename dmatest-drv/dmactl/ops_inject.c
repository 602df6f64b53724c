// SPDX-License-Identifier: GPL-2.0
/* The injector: makes DMA calls of the default device, or of others, fail (docs/injector.md). */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "interp.h"
#include "pci.h"

#define MODULE	"dmascope_inject"
#define FILES	"/sys/kernel/debug/" MODULE
#define ARM	FILES "/arm"
#define WHITELIST "dmascope_whitelist"
/* Where a guest has them. Elsewhere they are loaded by hand. */
#define PATH	"/lib/dmascope/" MODULE ".ko"
#define WHITELIST_PATH	"/lib/dmascope/" WHITELIST ".ko"

/* Anew, whatever there was; 0, -ENOENT: there is no such file, or why it does not load. */
static int load_anew(const char *path, const char *name)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), ret;

	if (fd < 0)
		return -ENOENT;
	syscall(SYS_delete_module, name, O_NONBLOCK);
	ret = syscall(SYS_finit_module, fd, "", 0) ? -errno : 0;
	close(fd);
	return ret;
}

/* Loaded anew for each script: no knob is as another one left it. */
static int load_module(struct call *c)
{
	int ret;

	if (c->run->injecting)
		return 0;
	c->run->injecting = true;
	ret = load_anew(PATH, MODULE);
	if (ret != -ENOENT)
		return ret ? call_fail(c, PATH " does not load: %s", strerror(-ret)) : 0;
	if (!access(ARM, F_OK))
		return 0;
	return call_fail(c, "the injector is not loaded; insmod " MODULE ".ko, as root and with "
			 "debugfs mounted");
}

/* Where it was loaded by hand, it stays. */
static int inject_allow(struct call *c)
{
	int ret;

	if (c->run->allowing)
		return 0;
	ret = load_anew(WHITELIST_PATH, WHITELIST);
	if (ret == -ENOENT && !access("/sys/module/" WHITELIST, F_OK))
		return 0;
	if (ret == -ENOENT)
		return call_fail(c, "there is no " WHITELIST ".ko: this kernel was built without "
				 "CONFIG_FUNCTION_ERROR_INJECTION");
	c->result = ret;
	c->run->allowing = !ret;
	return 0;
}

void script_inject_end(struct run *run)
{
	if (run->allowing)
		syscall(SYS_delete_module, WHITELIST, O_NONBLOCK);
	run->allowing = false;
	if (!run->injecting)
		return;
	run->injecting = false;
	/* armed as it is; where it cannot go, or is not ours, it is disarmed at least */
	if (!access(PATH, F_OK) && !syscall(SYS_delete_module, MODULE, O_NONBLOCK))
		return;
	pci_write_file(ARM, "0");
}

static char *knob_path(const char *target, const char *knob)
{
	return dms_asprintf(FILES "/%s/%s", target, knob);
}

static int set_knob(struct call *c, const char *target, const char *knob, const char *value)
{
	char *path = knob_path(target, knob);
	int ret = 0;

	if (strchr(knob, '/') || access(path, F_OK))
		ret = call_fail(c, "%s has no knob '%s'; " FILES "/%s lists them", target, knob,
				target);
	else
		c->result = pci_write_file(path, value);
	free(path);
	return ret;
}

/* The default device's calls, unless the line says whose: nobody else's driver shall suffer. */
static int set_device(struct call *c, const char *target)
{
	char *path = knob_path(target, "device");
	int ret = 0;

	if (!access(path, F_OK))
		ret = set_knob(c, target, "device", c->run->info.device);
	free(path);
	return ret;
}

static int set_word(struct call *c, const char *target, char *word)
{
	char *value = strchr(word, '=');

	if (!value)
		return call_fail(c, "'%s' is no KNOB=VALUE", word);
	*value++ = '\0';
	/* an empty write would not arrive */
	if (!*value || (!strcmp(word, "device") && !strcmp(value, "any")))
		value = "\n";
	return set_knob(c, target, word, value);
}

static int set_target(struct call *c, const char *target, char *words)
{
	char *word, *save = NULL, *path = knob_path(target, "state");
	bool chosen = strstr(words, " probability=") || strstr(words, " nth=") ||
		      strstr(words, " record=");
	int ret = 0;

	if (strchr(target, '/') || access(path, F_OK))
		ret = call_fail(c, "no target '%s'; " FILES " lists them", target);
	free(path);
	if (!ret && !strstr(words, " device="))
		ret = set_device(c, target);
	for (word = strtok_r(words, " ", &save); word && !ret && !c->result;
	     word = strtok_r(NULL, " ", &save))
		ret = set_word(c, target, word);
	if (!ret && !c->result && !chosen)
		ret = set_knob(c, target, "probability", "100");
	if (!ret && !c->result)
		c->result = pci_write_file(ARM, "1");
	return ret;
}

static int inject(struct call *c)
{
	char *words = call_words(c, 0), *target;
	int ret = words ? load_module(c) : -ECANCELED;
	size_t len;

	if (!ret) {
		len = strcspn(words, " ");
		target = dms_strndup(words, len);
		ret = set_target(c, target, words + len);
		free(target);
	}
	free(words);
	return ret;
}

static int inject_off(struct call *c)
{
	c->result = pci_write_file(ARM, "0");
	return 0;
}

static int inject_unload(struct call *c)
{
	script_inject_end(c->run);
	if (!access(ARM, F_OK))
		c->result = -EBUSY;
	return 0;
}

static int publish_number(struct call *c, const char *target, const char *knob)
{
	char *path = knob_path(target, knob), text[64];

	c->result = strchr(target, '/') ? -EINVAL : pci_read_file(path, text, sizeof(text));
	if (!c->result)
		call_publish(c, knob, text);
	free(path);
	return 0;
}

static int inject_count(struct call *c)
{
	publish_number(c, c->l->args[0], "calls");
	if (!c->result)
		publish_number(c, c->l->args[0], "count");
	return 0;
}

/* "COUNT SITE" lines; the number of a fact is that of its line. */
static void publish_sites(struct call *c, FILE *f)
{
	char *line = NULL, field[32];
	size_t size = 0;
	unsigned int nr = 0;

	while (getline(&line, &size, f) > 0) {
		line[strcspn(line, "\n")] = '\0';
		snprintf(field, sizeof(field), "site%u", nr++);
		call_publish(c, field, line);
	}
	free(line);
	call_publish_num(c, "sites", nr, false);
}

static int inject_sites(struct call *c)
{
	const char *target = c->l->args[0];
	char *path = knob_path(target, "sites");
	FILE *f = strchr(target, '/') ? NULL : fopen(path, "re");

	if (f) {
		publish_sites(c, f);
		fclose(f);
	} else {
		c->result = -errno;
	}
	free(path);
	return 0;
}

const struct script_op script_ops_inject[] = {
	{
		.name = "inject", .args = "ww*", .usage = "TARGET [KNOB=VALUE...]", .flags = OP_RAW,
		.run = inject,
		.help = "from now on calls of TARGET fail: the next one of the default device, "
			"unless knobs say otherwise; until the script ends",
	}, {
		.name = "inject-off", .args = "", .usage = "", .run = inject_off,
		.help = "no call is made to fail any more",
	}, {
		.name = "inject-unload", .args = "", .usage = "", .run = inject_unload,
		.help = "the injector is unloaded now, armed as it is, as at the end of the script",
	}, {
		.name = "inject-count", .args = "w", .usage = "TARGET", .facts = "calls count",
		.run = inject_count,
		.help = "how many calls the filters let pass, how many of them were hit",
	}, {
		.name = "inject-allow", .args = "", .usage = "", .run = inject_allow,
		.help = "functions of the DMA API are on the kernel's own list of those that may be made to "
			"fail, for fail_function and others; until the script ends, or inject-unload",
	}, {
		.name = "inject-sites", .args = "w", .usage = "TARGET", .facts = "sites site0",
		.run = inject_sites,
		.help = "who called since record=1 was set: \"COUNT FUNCTION+0xOFFSET/0xSIZE [MODULE]\"",
	},
	{ 0 }
};

// SPDX-License-Identifier: GPL-2.0
/*
 * Stands in for QEMU and the guest in it: takes QEMU's arguments, connects to the
 * runner's sockets, speaks the protocol of qemu/guest/protocol.h, and does what
 * comment lines "#! VERB TEXT" in a scenario's text say.  So the runner is tested
 * without a guest, against endings that a real guest is hard to bring to.
 *
 *	#! console TEXT		a line on the console
 *	#! tail TEXT		the same after the end marker
 *	#! trace TEXT		a line in QEMU's trace log
 *	#! say RECORD		a record of the agent, as it stands
 *	#! file NAME TEXT	a file for the bundle; "\n" ends a line of it
 *	#! qmp JSON		a message of QEMU
 *	#! end STATE TEXT	the end, instead of "ok"
 *	#! exit N		QEMU ends here
 *	#! kexec		another kernel starts; the rest comes with "resume"
 *	#! hang			nothing more is ever said
 *	#! flood		the console never ends
 *
 * What stands in the file that FAKE_GUEST_SAYS names is done as well, after the scenario's own lines.
 *
 * Words on the kernel command line: fake.noboot, fake.noisy; fake.unsaved and fake.unloaded, a
 * machine whose state QEMU will not save, or not load again.
 */
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "guest/protocol.h"

#define NOISE "DMAR: [DMA Write NO_PASID] Request device [01:00.0] fault addr 0x1000 [fault reason 0x05]"
#define POWERED_OFF "{\"event\": \"SHUTDOWN\", \"data\": {\"reason\": \"guest-shutdown\"}}"

static FILE *channel, *qmp, *trace;
static char end_state[512];
static char *tail;
static double uptime = 1;
static const char *cmdline = "";
static bool incoming;

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static FILE *dial(const char *chardev)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	const char *path = strstr(chardev, "path=");
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	FILE *f;

	if (!path)
		die("path=");
	snprintf(addr.sun_path, sizeof(addr.sun_path), "%s", path + 5);
	if (connect(fd, (struct sockaddr *)&addr, sizeof(addr)))
		die(addr.sun_path);
	f = fdopen(fd, "r+");
	if (!f)
		die("fdopen");
	setvbuf(f, NULL, _IONBF, 0);
	return f;
}

static void console(const char *text)
{
	printf("[%12.6f] %s\r\n", uptime += 0.01, text);
	fflush(stdout);
}

static _Noreturn void hang(void)
{
	for (;;)
		pause();
}

static _Noreturn void flood(void)
{
	for (;;)
		console("systemd[1]: Started Session of user root.");
}

static void send_file(const char *args)
{
	const char *name_end = strchr(args, ' ');
	char *text = strdup(name_end + 1), *at;

	for (at = text; (at = strstr(at, "\\n")); at++) {
		*at = '\n';
		memmove(at + 1, at + 2, strlen(at + 2) + 1);
	}
	fprintf(channel, "file %.*s %zu\n%s\n", (int)(name_end - args), args, strlen(text), text);
	free(text);
}

/* Return: true when this was the line's verb; *@args is what follows. */
static bool is_verb(const char *line, const char *verb, const char **args)
{
	size_t len = strlen(verb);

	if (strncmp(line, verb, len) || (line[len] && line[len] != ' '))
		return false;
	*args = line[len] ? line + len + 1 : "";
	return true;
}

static void obey(const char *line)
{
	const char *args;

	if (is_verb(line, "console", &args))
		console(args);
	else if (is_verb(line, "tail", &args))
		tail = strdup(args);
	else if (is_verb(line, "trace", &args))
		fprintf(trace, "%s\n", args);
	else if (is_verb(line, "say", &args))
		fprintf(channel, "%s\n", args);
	else if (is_verb(line, "file", &args))
		send_file(args);
	else if (is_verb(line, "qmp", &args))
		fprintf(qmp, "%s\r\n", args);
	else if (is_verb(line, "end", &args))
		snprintf(end_state, sizeof(end_state), "%s", args);
	else if (is_verb(line, "exit", &args))
		exit(atoi(args));
	else if (is_verb(line, "hang", &args))
		hang();
	else if (is_verb(line, "flood", &args))
		flood();
	else
		die(line);
}

/* For scenarios that are not in a file of the test's. */
static void obey_file(void)
{
	const char *path = getenv("FAKE_GUEST_SAYS");
	FILE *f = path ? fopen(path, "r") : NULL;
	char line[4096];

	while (f && fgets(line, sizeof(line), f)) {
		line[strcspn(line, "\n")] = '\0';
		obey(line);
	}
	if (f)
		fclose(f);
}

static void receive(char *text, size_t len)
{
	size_t have, piece;

	for (have = 0; have < len; have += piece) {
		piece = len - have < DMS_PROTO_CHUNK ? len - have : DMS_PROTO_CHUNK;
		fprintf(channel, "more %zu\n", have);
		if (fread(text + have, 1, piece, channel) != piece)
			die("text");
	}
	text[len] = '\0';
}

static void mark(const char *what, const char *id)
{
	char line[256];

	snprintf(line, sizeof(line), "%s%s", what, id);
	console(line);
}

static void say_hello(void)
{
	console("Linux version 6.12.0 (fake)");
	fprintf(channel, DMS_PROTO_VERSION " hello release=6.12.0 arch=x86_64\nready\n");
}

static void carry_out(const char *request)
{
	char id[128], go[64], *text, *line, *save;
	size_t len;

	if (sscanf(request, "run %127s %zu", id, &len) != 2 &&
	    sscanf(request, "resume %127s %zu", id, &len) != 2)
		die("request");
	text = malloc(len + 1);
	receive(text, len);
	snprintf(end_state, sizeof(end_state), "ok");
	tail = NULL;
	mark(DMS_PROTO_MARK_BEGIN, id);
	fprintf(channel, "begin %s\n", id);
	if (!fgets(go, sizeof(go), channel) || strcmp(go, "go\n"))
		die("go");
	fprintf(channel, "fact dev.bdf=0000:01:00.0\n");
	for (line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		if (!strcmp(line, "#! kexec")) {
			fprintf(channel, "kexec\n");
			say_hello();
			free(text);
			return;
		}
		if (!strncmp(line, "#! ", 3))
			obey(line + 3);
	}
	obey_file();
	mark(DMS_PROTO_MARK_END, id);
	if (tail)
		console(tail);
	fprintf(channel, "end %s %s\nready\n", id, end_state);
	free(text);
}

static void write_state(const char *path)
{
	FILE *f = fopen(path, "w");

	if (!f || fprintf(f, "state %.2f\n", uptime) < 0 || fclose(f))
		die("state");
	fprintf(qmp, "{\"event\": \"MIGRATION\", \"data\": {\"status\": \"completed\"}}\r\n");
}

static void read_state(const char *path)
{
	FILE *f = fopen(path, "r");

	if (!f || fscanf(f, "state %lf", &uptime) != 1 || fclose(f))
		die("state");
	fprintf(qmp, "{\"event\": \"MIGRATION\", \"data\": {\"status\": \"completed\"}}\r\n");
}

/* What the runner says to QEMU itself; all but the snapshot is for real guests. */
static void obey_qmp(void)
{
	char line[512], path[64] = "";
	const char *uri;

	if (!fgets(line, sizeof(line), qmp))
		exit(0);
	uri = strstr(line, "file:");
	if (uri)
		sscanf(uri, "file:%63[^\"]", path);
	if (strstr(line, "\"migrate\"") && strstr(cmdline, "fake.unsaved"))
		fprintf(qmp, "{\"error\": {\"desc\": \"a device cannot be saved\"}}\r\n");
	else if (strstr(line, "\"migrate\""))
		write_state(path);
	else if (strstr(line, "\"migrate-incoming\"") && strstr(cmdline, "fake.unloaded"))
		exit(1);
	else if (strstr(line, "\"migrate-incoming\""))
		read_state(path);
}

/* Return: false when the runner has closed the channel. */
static bool next_request(char *line, size_t len)
{
	struct pollfd p[] = {
		{ .fd = fileno(channel), .events = POLLIN },
		{ .fd = fileno(qmp), .events = POLLIN },
	};

	for (;;) {
		if (poll(p, 2, -1) < 0)
			die("poll");
		if (p[0].revents)
			return fgets(line, len, channel);
		obey_qmp();
	}
}

static void connect_all(int argc, char **argv)
{
	int i;

	for (i = 1; i < argc - 1; i++) {
		if (!strncmp(argv[i + 1], "socket,id=channel,", 18))
			channel = dial(argv[i + 1]);
		else if (!strncmp(argv[i + 1], "socket,id=qmp,", 14))
			qmp = dial(argv[i + 1]);
		else if (!strcmp(argv[i], "-D"))
			trace = fopen(argv[i + 1], "a");
		else if (!strcmp(argv[i], "-device"))
			console(argv[i + 1]);
		else if (!strcmp(argv[i], "-append"))
			cmdline = argv[i + 1];
		else if (!strcmp(argv[i], "-incoming"))
			incoming = true;
	}
	if (strstr(cmdline, "fake.noboot"))
		hang();
	if (!channel || !qmp || !trace)
		die("sockets");
	setvbuf(trace, NULL, _IOLBF, 0);
}

int main(int argc, char **argv)
{
	char line[256];

	connect_all(argc, argv);
	fprintf(qmp, "{\"QMP\": {\"version\": {}, \"capabilities\": []}}\r\n");
	/* who starts from a snapshot has said all this before */
	if (!incoming) {
		if (strstr(cmdline, "fake.noisy"))
			console(NOISE);
		say_hello();
	}
	while (next_request(line, sizeof(line))) {
		if (!strcmp(line, "quit\n")) {
			fprintf(channel, "bye\n");
			fprintf(qmp, "%s\r\n", POWERED_OFF);
			return 0;
		}
		carry_out(line);
	}
	return 0;
}

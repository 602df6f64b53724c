/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the guest's agent and the runner say to each other over a serial line.
 *
 * Text, one record a line, ended by '\n'; an ID is a scenario's id and has no
 * blanks.  The line is raw: no echo, no translation.  A record is on the wire
 * before the agent does anything else, so all that was written before a panic
 * reaches the host.  Unknown guest records must be ignored, so that either side
 * can be newer.
 *
 * guest to host, once:
 *	dmascope/1 hello release=R arch=A
 *	iommu-type BDF TYPE		TYPE: DMA, DMA-FQ, identity, ... or none; each known device
 *	ready				then: host sends "run" or "quit"
 *
 * one scenario, in order:
 *	host  run ID LEN		LEN bytes of scenario text will follow
 *	guest more OFFSET		send up to DMS_PROTO_CHUNK bytes from OFFSET on; the guest
 *					asks again until it has all of them
 *	guest begin ID			device bound, "dmascope: begin ID" is in the kernel log.
 *					Can take 5 s: VT-d's fault messages are rate limited, and
 *					the agent waits until there is room for this scenario's.
 *	host  go			now the script starts; the host has marked its log positions
 *	guest fact NAME=VALUE		any number, in the order of the script
 *	guest note TEXT
 *	guest host N STEP ARGS...	the script waits for "ok N [FIELD=VALUE...]" or
 *					"fail N TEXT" of the host
 *	guest file NAME LEN		then LEN raw bytes and '\n'; the last one of a NAME counts
 *	guest kexec			the script starts another kernel now, see below
 *	guest dirty REASON		do not run another scenario in this boot
 *	guest end ID ok|fail|skip TEXT	objects released, engine idle, "dmascope: end ID" is in the
 *					kernel log.  "end" can come without "begin": the text or
 *					the device was not usable.
 *	guest ready			the next one may come
 *
 * "dirty" may also come between "begin" and "go", and between "end" and "ready".
 *
 * a script with a "kexec" line, after the guest's "kexec":
 *	guest dmascope/1 hello ...	the agent in the other kernel, without "iommu-type"; then
 *					all as above, but
 *	host  resume ID LEN		for "run", with the part of the script behind the line;
 *					no device is bound.  "end" comes once, from there.
 *
 * at the end:
 *	host  quit
 *	guest file NAME LEN		as above, of the whole boot
 *	guest bye			then the guest powers off
 *
 * Kernel log, between the two markers, is the scenario's; what lies between an
 * end and the next begin (binding, cleaning up) is nobody's.
 */
#ifndef DMS_GUEST_PROTOCOL_H
#define DMS_GUEST_PROTOCOL_H

#define DMS_PROTO_VERSION	"dmascope/1"
#define DMS_PROTO_CHUNK		1024		/* bytes of scenario text on the line at once */
#define DMS_PROTO_MAX_LINE	4096		/* a record, '\n' included; longer ones are cut */
#define DMS_PROTO_MAX_TEXT	(1U << 20)	/* one scenario's text */
#define DMS_PROTO_CHANNEL	"ttyS1"		/* default; kernel parameter dmascope.channel= */
#define DMS_PROTO_NEXT		"dmascope.next"	/* kernel parameter: started by "kexec" */
#define DMS_PROTO_MARK_BEGIN	"dmascope: begin "
#define DMS_PROTO_MARK_END	"dmascope: end "
#define DMS_PROTO_HOST_TIMEOUT	30		/* seconds the agent waits for "go" and chunks */

#endif /* DMS_GUEST_PROTOCOL_H */

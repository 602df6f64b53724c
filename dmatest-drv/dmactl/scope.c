// SPDX-License-Identifier: GPL-2.0
/* Names of a running script: facts and objects.  Callers hold run->lock. */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "interp.h"

void scope_set_fact(struct scope *sc, const char *name, const char *value)
{
	struct scope_fact *f;
	size_t i;

	for (i = 0; i < sc->nr_facts; i++) {
		f = &sc->facts[i];
		if (!strcmp(f->name, name)) {
			free(f->value);
			f->value = dms_strdup(value);
			return;
		}
	}
	sc->facts = dms_realloc(sc->facts, (sc->nr_facts + 1) * sizeof(*f));
	f = &sc->facts[sc->nr_facts++];
	f->name = dms_strdup(name);
	f->value = dms_strdup(value);
}

const char *scope_fact(struct scope *sc, const char *name)
{
	size_t i;

	for (; sc; sc = sc->parent)
		for (i = 0; i < sc->nr_facts; i++)
			if (!strcmp(sc->facts[i].name, name))
				return sc->facts[i].value;
	return NULL;
}

static void let_go(struct scope_object *o)
{
	if (!o->held)
		return;
	if (o->held->mem)
		munmap(o->held->mem, o->held->len);
	if (o->held->fd >= 0)
		close(o->held->fd);
	free(o->held);
	o->held = NULL;
}

static struct scope_object *own_object(struct scope *sc, const char *name)
{
	struct scope_object *o;
	size_t i;

	for (i = 0; i < sc->nr_objects; i++)
		if (!strcmp(sc->objects[i].name, name))
			return &sc->objects[i];
	sc->objects = dms_realloc(sc->objects, (sc->nr_objects + 1) * sizeof(*o));
	o = &sc->objects[sc->nr_objects++];
	*o = (struct scope_object){ .name = dms_strdup(name) };
	return o;
}

void scope_set_object(struct scope *sc, const char *name, uint32_t id, uint64_t len)
{
	struct scope_object *o = own_object(sc, name);

	let_go(o);
	o->id = id;
	o->len = len;
}

void scope_set_held(struct scope *sc, const char *name, const struct scope_held *held)
{
	struct scope_object *o = own_object(sc, name);

	let_go(o);
	o->id = 0;
	o->len = held->len;
	o->held = dms_alloc(sizeof(*held));
	*o->held = *held;
}

const struct scope_object *scope_object(struct scope *sc, const char *name)
{
	size_t i;

	for (; sc; sc = sc->parent)
		for (i = 0; i < sc->nr_objects; i++)
			if (!strcmp(sc->objects[i].name, name))
				return &sc->objects[i];
	return NULL;
}

void scope_forget_objects(struct scope *sc)
{
	size_t i;

	for (; sc; sc = sc->parent)
		for (i = 0; i < sc->nr_objects; i++)
			sc->objects[i].id = 0;
}

void scope_free(struct scope *sc)
{
	size_t i;

	for (i = 0; i < sc->nr_facts; i++) {
		free(sc->facts[i].name);
		free(sc->facts[i].value);
	}
	for (i = 0; i < sc->nr_objects; i++) {
		let_go(&sc->objects[i]);
		free(sc->objects[i].name);
	}
	free(sc->facts);
	free(sc->objects);
	*sc = (struct scope){ 0 };
}

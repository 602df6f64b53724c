// SPDX-License-Identifier: GPL-2.0
/*
 * Interrupts: as many vectors as the engine has a use for, one of which tells of
 * the ends of transfers.  Which one, a scenario may choose.
 */
#include <linux/interrupt.h>

#include "device.h"
#include "irq.h"
#include "stats.h"
#include "dmascope.h"

static irqreturn_t dms_irq(int irq, void *data)
{
	struct dms_vector *v = data;
	struct dms_dev *d = v->dev;

	/* A device without power answers all ones, which is no cause to take for its own. */
	if (READ_ONCE(d->asleep))
		return IRQ_NONE;
	if (!d->engine->ack_irq(d) && d->caps & DMASCOPE_CAP_INTX)
		return IRQ_NONE;
	atomic_inc(&v->irqs);
	atomic_inc(&d->irqs);
	dms_stats_add(d, interrupts, 1);
	wake_up(&d->wq);
	return IRQ_HANDLED;
}

/* INTx alone has had more than one name; what is tried before it has failed by then. */
static const struct {
	unsigned int types;
	u32 cap;
} dms_irq_kinds[] = {
	{ PCI_IRQ_MSIX, DMASCOPE_CAP_MSIX },
	{ PCI_IRQ_MSI, DMASCOPE_CAP_MSI },
	{ PCI_IRQ_ALL_TYPES, DMASCOPE_CAP_INTX },
};

static int dms_irq_alloc(struct dms_dev *d)
{
	unsigned int i, max;
	int nr;

	for (i = 0; i < ARRAY_SIZE(dms_irq_kinds); i++) {
		max = dms_irq_kinds[i].cap == DMASCOPE_CAP_MSIX ? d->engine->vectors : 1;
		nr = pci_alloc_irq_vectors(d->pdev, 1, clamp(max, 1U, (unsigned int)DMS_MAX_VECTORS),
					   dms_irq_kinds[i].types);
		if (nr > 0) {
			d->caps |= dms_irq_kinds[i].cap;
			return nr;
		}
	}
	d->caps |= DMASCOPE_CAP_POLL;
	return 0;
}

/**
 * dms_irq_init() - get the interrupts that can be had
 * @d:	device
 *
 * Return: 0, also when there are none and the core will poll, or a negative errno.
 */
int dms_irq_init(struct dms_dev *d)
{
	unsigned long flags;
	int nr = dms_irq_alloc(d), ret;

	flags = d->caps & DMASCOPE_CAP_INTX ? IRQF_SHARED : 0;
	for (d->nr_vectors = 0; d->nr_vectors < nr; d->nr_vectors++) {
		struct dms_vector *v = &d->vectors[d->nr_vectors];

		v->dev = d;
		ret = request_irq(pci_irq_vector(d->pdev, d->nr_vectors), dms_irq, flags,
				  d->name, v);
		if (ret) {
			dms_irq_exit(d);
			return ret;
		}
	}
	return 0;
}

/**
 * dms_irq_exit() - undo dms_irq_init()
 * @d:	device
 */
void dms_irq_exit(struct dms_dev *d)
{
	if (d->caps & DMASCOPE_CAP_POLL)
		return;
	while (d->nr_vectors) {
		d->nr_vectors--;
		free_irq(pci_irq_vector(d->pdev, d->nr_vectors), &d->vectors[d->nr_vectors]);
	}
	pci_free_irq_vectors(d->pdev);
}

/**
 * dms_irq_sync() - no handler runs that began before this call
 * @d:	device
 */
void dms_irq_sync(struct dms_dev *d)
{
	unsigned int i;

	for (i = 0; i < d->nr_vectors; i++)
		synchronize_irq(pci_irq_vector(d->pdev, i));
}

/**
 * dms_irq_route() - choose the vector that tells of the ends of transfers
 * @d:		device, locked
 * @vector:	below d->nr_vectors
 */
void dms_irq_route(struct dms_dev *d, unsigned int vector)
{
	if (vector == d->vector)
		return;
	pci_dbg(d->pdev, "completions to vector %u instead of %u\n", vector, d->vector);
	d->vector = vector;
	d->engine->route(d);
}

/**
 * dms_irq_restore() - the vector as before any op
 * @d:	device, not gone
 */
void dms_irq_restore(struct dms_dev *d)
{
	if (dms_pm_get(d))
		return;
	mutex_lock(&d->lock);
	dms_irq_route(d, 0);
	mutex_unlock(&d->lock);
	dms_pm_put(d);
}

/**
 * dms_irq_name() - kind of interrupt, for people
 * @d:	device
 *
 * Return: a word.
 */
const char *dms_irq_name(const struct dms_dev *d)
{
	if (d->caps & DMASCOPE_CAP_MSIX)
		return "MSI-X";
	if (d->caps & DMASCOPE_CAP_MSI)
		return "MSI";
	return d->caps & DMASCOPE_CAP_INTX ? "INTx" : "polling";
}

// SPDX-License-Identifier: GPL-2.0
/* All subsystems, and the catalogue as a page of documentation. */
#include <string.h>

#include "base/array.h"
#include "catalogue.h"
#include "pattern.h"

/* Searched in this order: of two equal matches the first wins. */
const struct dms_subsystem *const dms_subsystems[] = {
	&dms_vtd_subsystem,
	&dms_vtd_setup_subsystem,
	&dms_amdvi_subsystem,
	&dms_amdvi_setup_subsystem,
	&dms_smmuv3_subsystem,
	&dms_smmuv2_subsystem,
	&dms_qcom_smmu_subsystem,
	&dms_smmu_setup_subsystem,
	&dms_virtio_iommu_subsystem,
	&dms_exynos_subsystem,
	&dms_rockchip_subsystem,
	&dms_mtk_subsystem,
	&dms_ipmmu_subsystem,
	&dms_omap_subsystem,
	&dms_tegra_subsystem,
	&dms_sun50i_subsystem,
	&dms_sprd_subsystem,
	&dms_dart_subsystem,
	&dms_riscv_subsystem,
	&dms_s390_subsystem,
	&dms_msm_subsystem,
	&dms_fsl_pamu_subsystem,
	&dms_vsi_subsystem,
	&dms_iommu_setup_subsystem,
	&dms_dma_debug_subsystem,
	&dms_swiotlb_subsystem,
	&dms_dma_direct_subsystem,
	&dms_dma_iommu_subsystem,
	&dms_warn_subsystem,
	&dms_oops_subsystem,
	&dms_kasan_subsystem,
	&dms_lockdep_subsystem,
	&dms_memory_subsystem,
	&dms_vtd_boot_subsystem,
	&dms_vtd_pasid_subsystem,
	&dms_vtd_irq_subsystem,
	&dms_iommu_core_subsystem,
	&dms_iova_subsystem,
	&dms_io_pgtable_subsystem,
	&dms_iommufd_subsystem,
	&dms_dma_pools_subsystem,
	&dms_cma_subsystem,
	&dms_dmapool_subsystem,
	&dms_xen_subsystem,
	&dms_x86_platform_subsystem,
	&dms_acpi_subsystem,
	&dms_pci_subsystem,
	&dms_vfio_subsystem,
	&dms_dmaengine_subsystem,
	&dms_kernel_misc_subsystem,
	&dms_aer_subsystem,
	&dms_trace_subsystem,
	&dms_aftermath_subsystem,
	&dms_machine_subsystem,
	&dms_boot_subsystem,
	&dms_injector_subsystem,
	&dms_meta_subsystem,
};

const size_t dms_nr_subsystems = ARRAY_SIZE(dms_subsystems);

/* A format inside a table cell: one line, bars escaped. */
static void print_format(const struct dms_message *m, FILE *out)
{
	const char *p;
	int part;

	fputc('`', out);
	for (part = 0; part < 2; part++) {
		for (p = part ? m->format : m->prefix ? m->prefix : ""; *p; p++) {
			if (*p == '\n')
				fputs(p[1] ? "\\n" : "", out);
			else if (*p == '|')
				fputs("\\|", out);
			else
				fputc(*p, out);
		}
	}
	fputc('`', out);
}

static const char *message_use(const struct dms_message *m)
{
	if (m->flags & DMS_MSG_INFO)
		return "known, no event";
	if (m->flags & DMS_MSG_PART)
		return "part of another event";
	if (dms_message_is_note(m))
		return m->detail;
	return m->detail;
}

void dms_catalogue_print(FILE *out)
{
	size_t i, k;

	fputs("# The kernel messages that dmascope knows\n\n"
	      "Generated from the tables in analyzer/catalogue/ (`dmascope catalogue`); do not edit.\n"
	      "`{dev}` stands for \"<driver> <device>: \", which dev_printk() puts in front.\n", out);
	for (i = 0; i < dms_nr_subsystems; i++) {
		const struct dms_subsystem *s = dms_subsystems[i];

		fprintf(out, "\n## %s\n\n%s\n\n", s->name, s->source);
		fputs("| format | kernels | kind | detail | fields |\n|---|---|---|---|---|\n", out);
		for (k = 0; k < s->nr; k++) {
			const struct dms_message *m = &s->messages[k];

			fputs(m->flags & DMS_MSG_DEV ? "| {dev}" : "| ", out);
			print_format(m, out);
			fprintf(out, " | %s | %s | %s | %s |\n", m->kernels, m->kind ? m->kind : "",
				message_use(m), m->fields ? m->fields : "");
		}
	}
}

void dms_catalogue_print_literals(FILE *out)
{
	size_t i, k;

	for (i = 0; i < dms_nr_subsystems; i++) {
		for (k = 0; k < dms_subsystems[i]->nr; k++) {
			struct dms_pattern *p =
				dms_pattern_compile(&dms_subsystems[i]->messages[k]);
			const char *lit = p ? p->ops[p->anchor_op].lit : "";

			lit += strspn(lit, "\n");
			fprintf(out, "%.*s\n", (int)strcspn(lit, "\n"), lit);
			dms_pattern_free(p);
		}
	}
}

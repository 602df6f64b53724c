// SPDX-License-Identifier: GPL-2.0
/* Terms: VT-d's reasons out of the catalogue's table, SMMUv3 and AMD-Vi events out of these. */
#include "base/array.h"
#include "catalogue/vtd.h"
#include "terms.h"

#define VTD "VT-d fault reason (VT-d specification, Fault Reason Encodings)"
#define SMMU "SMMUv3 event (Arm IHI 0070, 7.3 Event records)"
#define AMD "AMD-Vi event (AMD 48882, 2.5 Event Logging)"

/* What a VT-d reason says follows from the step of the walk that refused. */
static const struct {
	const char *look;
	const char *causes[DMS_TERM_CAUSES + 1];
} vtd_steps[] = {
	[DMS_VTD_OTHER] = {
		"the whole log around the line: this reason says little by itself",
		{ "unknown" } },
	[DMS_VTD_ROOT] = {
		"whether the bus of the request exists (lspci -t), and the DMAR table",
		{ "requester-id-alias", "firmware-bug", "stale-dma" } },
	[DMS_VTD_CONTEXT] = {
		"whether the device of the request exists (lspci -D) and which IOMMU group it is in; whether its driver was bound yet",
		{ "requester-id-alias", "stale-dma", "missing-reserved-region" } },
	[DMS_VTD_PASID] = {
		"whether the PASID was bound at that moment, and who unbound it while the device still used it",
		{ "use-after-unmap", "config-error", "stale-dma" } },
	[DMS_VTD_PERMISSION] = {
		"the page table dump behind the line: an entry of 0 was never mapped or is unmapped, one without the permission has the other direction; compare the address with dma-api/dump",
		{ "use-after-unmap", "wrong-direction", "overrun", "wild-dma" } },
	[DMS_VTD_NOT_PRESENT] = {
		"the page table dump behind the line, and whether the address is just behind a live mapping of dma-api/dump",
		{ "use-after-unmap", "overrun", "wild-dma" } },
	[DMS_VTD_DENIED] = {
		"the direction that the driver gave to dma_map_*(), and what the device did",
		{ "wrong-direction" } },
	[DMS_VTD_RANGE] = {
		"the address itself: halves swapped, cut, or never a device address; the mask that the driver set",
		{ "wild-dma", "byte-swapped-address", "mask-too-small" } },
	[DMS_VTD_TO_INTERRUPTS] = {
		"the page table dump behind the line: an entry that leads to 0xfeexxxxx was written by the IOMMU driver, or asked for with dma_map_resource(); an address that lies there itself is an interrupt message gone wrong",
		{ "iommu-driver-bug", "interrupt-remapping", "config-error" } },
	[DMS_VTD_TABLE] = {
		"the IOMMU driver and the kernel version; after kexec the tables of the kernel before",
		{ "iommu-driver-bug", "stale-dma", "hardware-erratum" } },
	[DMS_VTD_INTERRUPT] = {
		"which interrupt the index belongs to (/sys/kernel/debug/iommu/intel/ir_translation_struct), and whether it was freed or never restored",
		{ "interrupt-remapping", "stale-dma", "firmware-bug" } },
};

static const struct dms_term others[] = {
	{ SMMU, 0x01, "F_UUT", "the transaction is of a kind that the SMMU does not support",
	  "what the device or its bus bridge sends", { "hardware-erratum", "config-error" } },
	{ SMMU, 0x02, "C_BAD_STREAMID", "the stream id is beyond the stream table",
	  "iommu-map in the device tree or the IORT id mapping of this device",
	  { "firmware-bug", "requester-id-alias" } },
	{ SMMU, 0x03, "F_STE_FETCH", "the stream table entry could not be read: the bus answered with an error",
	  "the address in the event, and memory errors", { "iommu-driver-bug", "hardware-erratum" } },
	{ SMMU, 0x04, "C_BAD_STE", "the stream table entry is malformed or not valid",
	  "whether a driver is bound to this stream id; after kexec what still does DMA",
	  { "stale-dma", "requester-id-alias", "iommu-driver-bug" } },
	{ SMMU, 0x05, "F_BAD_ATS_TREQ", "an ATS request came from a stream that may not use ATS",
	  "the ATS settings of the device (lspci -vv) and of its root port", { "config-error" } },
	{ SMMU, 0x06, "F_STREAM_DISABLED", "the stream may use no transactions without a substream id",
	  "whether the device sends its PASID", { "config-error", "iommu-driver-bug" } },
	{ SMMU, 0x07, "F_TRANSL_FORBIDDEN", "an already translated address came from a stream that may not use ATS",
	  "the ATS settings of the device", { "config-error" } },
	{ SMMU, 0x08, "C_BAD_SUBSTREAMID", "the substream id (PASID) is beyond the table of this stream",
	  "the PASID that the driver programmed", { "config-error", "iommu-driver-bug" } },
	{ SMMU, 0x09, "F_CD_FETCH", "the context descriptor could not be read: the bus answered with an error",
	  "the address in the event, and memory errors", { "iommu-driver-bug", "hardware-erratum" } },
	{ SMMU, 0x0a, "C_BAD_CD", "the context descriptor is malformed or not valid",
	  "whether the PASID was bound at that moment", { "use-after-unmap", "iommu-driver-bug" } },
	{ SMMU, 0x0b, "F_WALK_EABT", "a page table walk ended in an external abort",
	  "memory errors, and whether the page tables were freed", { "iommu-driver-bug", "hardware-erratum" } },
	{ SMMU, 0x10, "F_TRANSLATION", "no translation: a level of the page tables has no valid entry for the address",
	  "whether the address was mapped earlier, lies just behind a live mapping of dma-api/dump, or was never given out",
	  { "use-after-unmap", "overrun", "wild-dma", "physical-address-used" } },
	{ SMMU, 0x11, "F_ADDR_SIZE", "an address of the walk or its result is larger than the output size",
	  "the mask of the driver, and dma-ranges", { "mask-too-small", "iommu-driver-bug" } },
	{ SMMU, 0x12, "F_ACCESS", "the entry is there, its access flag is not set",
	  "shared virtual addressing: whether the page fault could be handled", { "iommu-driver-bug" } },
	{ SMMU, 0x13, "F_PERMISSION", "the entry is there and does not allow this access",
	  "the direction that the driver gave to dma_map_*()", { "wrong-direction" } },
	{ SMMU, 0x20, "F_TLB_CONFLICT", "two TLB entries match one address",
	  "missing invalidations when block mappings are split", { "iommu-driver-bug", "hardware-erratum" } },
	{ SMMU, 0x21, "F_CFG_CONFLICT", "two cached configurations match one stream",
	  "missing invalidations of the configuration cache", { "iommu-driver-bug", "hardware-erratum" } },
	{ SMMU, 0x24, "E_PAGE_REQUEST", "a hint that a page will be needed; no error",
	  "nothing", { "unknown" } },
	{ SMMU, 0x25, "F_VMS_FETCH", "the VM structure could not be read: the bus answered with an error",
	  "the address in the event, and memory errors", { "iommu-driver-bug", "hardware-erratum" } },

	{ AMD, 0x1, "ILLEGAL_DEV_TABLE_ENTRY", "the device table entry has reserved bits set or values that do not fit",
	  "IVRS against lspci; kernel version", { "iommu-driver-bug", "firmware-bug" } },
	{ AMD, 0x2, "IO_PAGE_FAULT", "no translation for the address, or one that does not allow this access",
	  "the flags: PR says whether a translation was there, RW whether it was a write; compare the address with dma-api/dump",
	  { "use-after-unmap", "overrun", "wrong-direction", "wild-dma" } },
	{ AMD, 0x3, "DEV_TAB_HARDWARE_ERROR", "the device table could not be read",
	  "memory errors (MCE)", { "hardware-erratum" } },
	{ AMD, 0x4, "PAGE_TAB_HARDWARE_ERROR", "a page table could not be read",
	  "memory errors (MCE)", { "hardware-erratum", "iommu-driver-bug" } },
	{ AMD, 0x5, "ILLEGAL_COMMAND_ERROR", "a command in the buffer is malformed",
	  "kernel version", { "iommu-driver-bug" } },
	{ AMD, 0x6, "COMMAND_HARDWARE_ERROR", "the command buffer could not be read",
	  "memory errors (MCE)", { "hardware-erratum" } },
	{ AMD, 0x7, "IOTLB_INV_TIMEOUT", "a device did not answer the request to drop its cached translations",
	  "whether the device was reset, powered down or removed", { "invalidation-timeout" } },
	{ AMD, 0x8, "INVALID_DEVICE_REQUEST", "the device sent a request of a kind or to an address that is not allowed",
	  "ATS settings, interrupt addresses in DMA", { "wild-dma", "config-error" } },
	{ AMD, 0x9, "INVALID_PPR_REQUEST", "a page request (PRI) is malformed or not allowed for this device",
	  "whether PRI and the PASID were enabled at that moment", { "config-error", "iommu-driver-bug" } },
	{ AMD, 0xd, "RMP_PAGE_FAULT", "the reverse map table (SEV-SNP) does not allow the access to this page",
	  "whether the page was given to a guest while it was mapped for DMA", { "use-after-unmap", "config-error" } },
	{ AMD, 0xe, "RMP_HW_ERROR", "the reverse map table could not be read",
	  "memory errors (MCE)", { "hardware-erratum" } },
};

static bool vtd_term(const struct dms_vtd_reason *reason, struct dms_term *term)
{
	size_t i;

	*term = (struct dms_term){ VTD, reason->code, reason->name, reason->text,
				   vtd_steps[reason->step].look, { NULL } };
	for (i = 0; i < DMS_TERM_CAUSES; i++)
		term->causes[i] = vtd_steps[reason->step].causes[i];
	return true;
}

bool dms_term_next(size_t *at, struct dms_term *term)
{
	size_t i = (*at)++;

	if (i < dms_nr_vtd_reasons)
		return vtd_term(&dms_vtd_reasons[i], term);
	if (i - dms_nr_vtd_reasons >= ARRAY_SIZE(others))
		return false;
	*term = others[i - dms_nr_vtd_reasons];
	return true;
}

// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { exportedReports } from "@crm_relationship/export/export_menu";

/** The credit that a download shows is the one that the view shows. */
export function creditOptions(attributionModel) {
    return attributionModel ? { attribution_model: attributionModel } : {};
}

for (const resModel of [
    "crm.earnings.report",
    "crm.journey.lift",
    "crm.journey.message.report",
    "crm.conversion",
    "crm.ad.spend",
]) {
    exportedReports.add(resModel, ({ context }) => creditOptions(context.attribution_model));
}

// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { exportedReports } from "@crm_relationship/export/export_menu";

for (const resModel of [
    "crm.ticket.report",
    "crm.ticket.sla.report",
    "crm.ticket.stage.report",
    "crm.ticket.workload",
]) {
    exportedReports.add(resModel, () => ({}));
}

// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { download } from "@web/core/network/download";

/** Download the rows of a report as a workbook, as far as the user may see them. */
export function downloadReport(resModel, domain, options = {}) {
    return download({
        url: "/crm_relationship/report.xlsx",
        data: { model: resModel, domain: JSON.stringify(domain), ...options },
    });
}

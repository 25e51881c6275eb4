// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { mailModels } from "@mail/../tests/mail_test_helpers";
import { defineModels, fields, models, onRpc } from "@web/../tests/web_test_helpers";

/** Wednesday 14:00 in Brussels, the timezone of the test browser. */
export const NOW = "2026-03-11 13:00:00";

/** A clock as the server tells it at `NOW`: three hours of eight are left. */
export function makeClock(extra = {}) {
    return {
        id: 7,
        metric: "resolution",
        label: "Resolution",
        cycle: 1,
        clock: "running",
        outcome: "pending",
        budget: 8 * 3600,
        left: 3 * 3600,
        risk_at: "2026-03-11 14:00:00",
        at: NOW,
        windows: [
            ["2026-03-11 08:00:00", "2026-03-11 16:00:00"],
            ["2026-03-12 08:00:00", "2026-03-12 16:00:00"],
        ],
        deadline_at: "2026-03-11 16:00:00",
        frozen_deadline_at: false,
        is_unplannable: false,
        can_explain: true,
        ...extra,
    };
}

export class CrmTicket extends models.Model {
    _name = "crm.ticket";

    name = fields.Char();
    deadline_at = fields.Datetime();
    clock_summary = fields.Json();
    clock_strip = fields.Json();
}

/** Define the models of a page with these tickets. */
export function defineTickets(records) {
    defineModels({ ...mailModels, CrmTicket });
    CrmTicket._records = records;
    onRpc("has_group", () => true);
}

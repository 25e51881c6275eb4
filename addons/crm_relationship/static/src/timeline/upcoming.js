// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { Component } from "@odoo/owl";
import {
    deserializeDate,
    deserializeDateTime,
    toLocaleDateString,
    toLocaleDateTimeString,
} from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

const DATE_LENGTH = "YYYY-MM-DD".length;

/** Say when something planned is due: a day for activities, a time for meetings. */
export function upcomingLabel(at, now) {
    const isDay = at.length === DATE_LENGTH;
    const due = isDay ? deserializeDate(at) : deserializeDateTime(at);
    const days = Math.round(due.startOf("day").diff(now.startOf("day"), "days").days);
    const time = isDay ? "" : due.toLocaleString(luxon.DateTime.TIME_SIMPLE);
    if (days === 0) {
        return isDay ? _t("Today") : _t("Today, %s", time);
    }
    if (days === 1) {
        return isDay ? _t("Tomorrow") : _t("Tomorrow, %s", time);
    }
    return isDay ? toLocaleDateString(due) : toLocaleDateTimeString(due);
}

/** Planned activities and meetings, soonest first. */
export class Upcoming extends Component {
    static template = "crm_relationship.Upcoming";
    static props = {
        items: Array,
        onComplete: { type: Function, optional: true },
    };

    setup() {
        this.action = useService("action");
    }

    when(item) {
        return upcomingLabel(item.at, luxon.DateTime.local());
    }

    open(item) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: item.res_model,
            res_id: item.res_id,
            views: [[false, "form"]],
            target: "current",
        });
    }
}

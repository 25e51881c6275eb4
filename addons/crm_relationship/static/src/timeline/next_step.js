// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { Component, useState } from "@odoo/owl";
import { DateTimeInput } from "@web/core/datetime/datetime_input";
import { _t } from "@web/core/l10n/translation";
import { meetingStart, QUICK_DATES, quickDate } from "./quick_log_model";

/** What comes after the contact: nothing, an activity or a meeting. */
export class NextStep extends Component {
    static template = "crm_relationship.NextStep";
    static components = { DateTimeInput };
    static props = { step: Object, activityTypes: Array };

    setup() {
        this.step = useState(this.props.step);
        this.quickDates = QUICK_DATES;
        this.kinds = [
            { key: false, label: _t("None"), icon: "fa-ban", class: "o_crm_next_none" },
            {
                key: "activity",
                label: _t("Activity"),
                icon: "fa-check-square-o",
                class: "o_crm_next_activity",
            },
            {
                key: "meeting",
                label: _t("Meeting"),
                icon: "fa-calendar",
                class: "o_crm_next_meeting",
            },
        ];
    }

    setKind(kind) {
        const { step } = this;
        const { activityTypes } = this.props;
        step.kind = kind;
        const [tomorrow] = QUICK_DATES;
        if (kind === "activity") {
            step.activityTypeId ||= activityTypes[0]?.id || false;
            step.date ||= quickDate(tomorrow.shift, luxon.DateTime.local());
        } else if (kind === "meeting") {
            step.start ||= meetingStart(tomorrow.shift, luxon.DateTime.local());
        }
    }

    pick(shift) {
        const { step } = this;
        const now = luxon.DateTime.local();
        if (step.kind === "activity") {
            step.date = quickDate(shift, now);
        } else {
            step.start = meetingStart(shift, now);
        }
    }

    setActivityType(ev) {
        this.step.activityTypeId = Number(ev.target.value);
    }
}

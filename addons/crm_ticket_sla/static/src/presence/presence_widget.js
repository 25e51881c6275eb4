// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { Component, onWillUnmount, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** Says who else is looking at this ticket or writing an answer to it. */
export class TicketPresenceBanner extends Component {
    static template = "crm_ticket_sla.TicketPresenceBanner";
    static props = { ...standardWidgetProps };

    setup() {
        this.presence = useState(useService("crm_ticket_presence"));
        useRecordObserver((record) => this.onRecord(record));
        onWillUnmount(() => this.presence.close());
    }

    onRecord(record) {
        // written at: the form was loaded anew, with what came in since
        const stamp = `${record.resId}/${record.data.write_date || ""}`;
        if (stamp === this.stamp) {
            return;
        }
        this.stamp = stamp;
        if (record.resId) {
            this.presence.open(record.resId);
        } else {
            this.presence.close();
        }
    }

    get isWriting() {
        return this.presence.others.some((other) => other.is_writing);
    }

    get text() {
        return this.presence.others
            .map(({ name, is_writing }) =>
                is_writing ? _t("%s is writing an answer.", name) : _t("%s is looking at this.", name)
            )
            .join(" ");
    }
}

export const ticketPresenceBanner = {
    component: TicketPresenceBanner,
    fieldDependencies: [{ name: "write_date", type: "datetime" }],
};

registry.category("view_widgets").add("crm_ticket_presence", ticketPresenceBanner);

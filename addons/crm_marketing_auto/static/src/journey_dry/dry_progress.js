// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { Component, onMounted, onWillUnmount } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const REFRESH = 2000;

/** How far a dry run is; the page is read anew while it goes on. */
export class DryProgress extends Component {
    static template = "crm_marketing_auto.DryProgress";
    static props = { ...standardWidgetProps };

    setup() {
        onMounted(() => {
            this.timer = browser.setInterval(() => this.refresh(), REFRESH);
        });
        onWillUnmount(() => browser.clearInterval(this.timer));
    }

    get data() {
        return this.props.record.data;
    }

    get isGoing() {
        return ["queued", "running"].includes(this.data.state);
    }

    async refresh() {
        if (this.isGoing && !this.isReading && document.visibilityState === "visible") {
            this.isReading = true;
            await this.props.record.load().finally(() => {
                this.isReading = false;
            });
        }
    }
}

registry.category("view_widgets").add("crm_journey_dry_progress", {
    component: DryProgress,
    fieldDependencies: [
        { name: "progress", type: "float" },
        { name: "looked_text", type: "char" },
        { name: "state", type: "selection" },
    ],
});

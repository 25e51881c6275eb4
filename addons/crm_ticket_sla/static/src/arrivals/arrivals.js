// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { Component, onWillStart, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { PeriodBar } from "../dashboard/period_bar";
import { HeatMap } from "./heat_map";

/** When tickets arrive: the hours that a team should be there. */
export class Arrivals extends Component {
    static template = "crm_ticket_sla.Arrivals";
    static components = { HeatMap, Layout, PeriodBar };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.keepLast = new KeepLast();
        this.state = useState({ days: 90, teamId: false, teams: [], data: null });
        onWillStart(async () => {
            const [teams] = await Promise.all([
                this.orm.call("crm.ticket.dashboard", "teams", []),
                this.load(),
            ]);
            this.state.teams = teams;
        });
    }

    async load() {
        const { days, teamId } = this.state;
        this.state.data = await this.keepLast.add(
            this.orm.call("crm.ticket.dashboard", "arrivals", [days, teamId])
        );
    }

    change(values) {
        Object.assign(this.state, values);
        return this.load();
    }
}

registry.category("actions").add("crm_ticket_arrivals", Arrivals);

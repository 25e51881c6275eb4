// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { Component, onWillStart, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { Sankey } from "./sankey";

/** The flow of one journey after the other. */
export class JourneyFlow extends Component {
    static template = "crm_marketing_auto.JourneyFlow";
    static components = { Layout, Sankey };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.state = useState({ journeyId: false, journeys: [], data: null });
        onWillStart(async () => {
            const { journeys } = await this.orm.call("crm.earnings.dashboard", "choices", []);
            const asked = this.props.action.context?.active_id;
            this.state.journeys = journeys;
            const known = journeys.find((journey) => journey.id === asked) || journeys[0];
            if (known) {
                await this.load(known.id);
            }
        });
    }

    async load(journeyId) {
        this.state.journeyId = journeyId;
        this.state.data = await this.keepLast.add(
            this.orm.call("crm.earnings.dashboard", "flow", [journeyId])
        );
    }

    onJourney(ev) {
        return this.load(Number(ev.target.value));
    }

    openParticipants() {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: this.state.journeys.find((journey) => journey.id === this.state.journeyId).name,
            res_model: "crm.journey.participant",
            views: [
                [false, "list"],
                [false, "form"],
            ],
            domain: [["journey_id", "=", this.state.journeyId]],
        });
    }
}

registry.category("actions").add("crm_journey_flow", JourneyFlow);

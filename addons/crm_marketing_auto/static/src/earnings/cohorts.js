// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { Component, onWillStart, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { CohortMap } from "./cohort_map";

/** Whether new customers stay: a row a month of first sale. */
export class Cohorts extends Component {
    static template = "crm_marketing_auto.Cohorts";
    static components = { CohortMap, Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.state = useState({ cohorts: [] });
        const orm = useService("orm");
        onWillStart(async () => {
            this.state.cohorts = await orm.call("crm.earnings.dashboard", "cohorts", []);
        });
    }
}

registry.category("actions").add("crm_earnings_cohorts", Cohorts);

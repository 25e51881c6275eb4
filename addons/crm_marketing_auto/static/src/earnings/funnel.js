// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { Component } from "@odoo/owl";
import { number, percent } from "./earnings_model";

/** How far leads came: a bar a stage, and a row for each source. */
export class Funnel extends Component {
    static template = "crm_marketing_auto.Funnel";
    static props = { funnel: Object, onOpen: Function };

    setup() {
        this.format = { number };
    }

    get bars() {
        const { stages, total } = this.props.funnel;
        const top = Math.max(1, total[0]);
        return stages.map((stage, index) => ({
            ...stage,
            index,
            count: total[index],
            width: `width: ${(100 * total[index]) / top}%`,
            share: percent((100 * total[index]) / top),
            step: index && total[index - 1] ? percent((100 * total[index]) / total[index - 1]) : "",
        }));
    }
}

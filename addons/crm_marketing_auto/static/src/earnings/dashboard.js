// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { downloadReport } from "@crm_relationship/export/download_report";
import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { EarningsBar } from "./earnings_bar";
import { change, days, isKnown, money, people, percent, points, times, tone } from "./earnings_model";
import { EarningsTrend } from "./earnings_trend";
import { creditOptions } from "./exported_reports";
import { Funnel } from "./funnel";

/** What marketing cost and brought in a period, beside the one before. */
export class EarningsDashboard extends Component {
    static template = "crm_marketing_auto.EarningsDashboard";
    static components = { EarningsBar, EarningsTrend, Funnel, Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.format = { days, isKnown, people, percent, times };
        this.state = useState({ days: 30, model: false, by: "source_id", models: [], data: null });
        onWillStart(async () => {
            const [choices] = await Promise.all([
                this.orm.call("crm.earnings.dashboard", "choices", []),
                this.load(),
            ]);
            this.state.models = choices.models;
        });
    }

    async load() {
        const args = [this.state.days, this.state.model, this.state.by];
        const data = await this.keepLast.add(
            this.orm.call("crm.earnings.dashboard", "figures", args)
        );
        Object.assign(this.state, { data, model: data.model });
    }

    change(values) {
        Object.assign(this.state, values);
        return this.load();
    }

    money(value) {
        return money(value, this.state.data.currency_id);
    }

    get isEmpty() {
        const { period } = this.state.data;
        return !["cost", "leads", "conversions"].some((key) => period[key]);
    }

    get dimensions() {
        return [
            ["source_id", _t("Source")],
            ["medium_id", _t("Medium")],
            ["campaign_id", _t("Campaign")],
            ["journey_id", _t("Journey")],
        ];
    }

    /** The period in a row of figures, beside the one before it. */
    get tiles() {
        const { period, previous } = this.state.data;
        const cash = (value) => this.money(value);
        return [
            { key: "cost", label: _t("Cost"), text: cash, lessIsBetter: null, kinds: ["ad", "message"] },
            { key: "leads", label: _t("Leads"), text: people, kinds: ["lead"] },
            { key: "customers", label: _t("New customers"), text: people, kinds: ["sale", "direct"] },
            { key: "cac", label: _t("Cost of a customer"), text: cash, lessIsBetter: true, kinds: ["ad", "message"] },
            { key: "revenue", label: _t("Revenue"), text: cash, kinds: ["sale", "direct"] },
            { key: "margin", label: _t("Margin"), text: cash, kinds: ["sale", "direct"] },
            { key: "roi", label: _t("ROI"), text: percent, change: points, kinds: [] },
            { key: "roas", label: _t("ROAS"), text: times, kinds: [] },
        ].map((tile) => ({
            ...tile,
            text: tile.text(period[tile.key]),
            change: (tile.change || change)(period[tile.key], previous[tile.key]),
            tone: tone(period[tile.key], previous[tile.key], tile.lessIsBetter),
        }));
    }

    get rows() {
        return this.state.data.rows;
    }

    // Drill-down -------------------------------------------------------------

    get periodDomain() {
        return [["day", ">=", this.state.data.since]];
    }

    openReport(name, domain, views = ["list", "pivot", "graph"]) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name,
            res_model: "crm.earnings.report",
            views: views.map((view) => [false, view]),
            domain: [...this.periodDomain, ...domain],
            context: { attribution_model: this.state.model },
        });
    }

    openTile(tile) {
        const domain = tile.kinds.length ? [["kind", "in", tile.kinds]] : [];
        return this.openReport(tile.label, domain);
    }

    openRow(row) {
        return this.openReport(row.name, [[this.state.by, "=", row.id]]);
    }

    openUnmatched() {
        return this.action.doAction("crm_marketing_auto.crm_ad_campaign_action", {
            additionalContext: { search_default_unmatched: 1 },
        });
    }

    openStage(stage, row) {
        const source = row ? [["first_source_id", "=", row.id]] : [];
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: stage.label,
            res_model: "crm.lead",
            views: [
                [false, "list"],
                [false, "form"],
            ],
            domain: [
                ["create_date", ">=", this.state.data.since],
                ["funnel_reached", "=", stage.key],
                ...source,
            ],
            context: { active_test: false },
        });
    }

    export() {
        return downloadReport("crm.earnings.report", this.periodDomain, creditOptions(this.state.model));
    }
}

registry.category("actions").add("crm_earnings_dashboard", EarningsDashboard);

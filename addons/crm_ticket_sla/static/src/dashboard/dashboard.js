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
import { HeatMap } from "../arrivals/heat_map";
import { change, hours, number, OPEN, percent, tone } from "./dashboard_model";
import { PeriodBar } from "./period_bar";
import { TicketTrend } from "./ticket_trend";

/** The morning page of a team leader: what needs somebody, and how it goes. */
export class Dashboard extends Component {
    static template = "crm_ticket_sla.Dashboard";
    static components = { HeatMap, Layout, PeriodBar, TicketTrend };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.format = { change, hours, number, percent, tone };
        this.state = useState({ days: 30, teamId: false, teams: [], data: null });
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
            this.orm.call("crm.ticket.dashboard", "figures", [days, teamId])
        );
    }

    change(values) {
        Object.assign(this.state, values);
        return this.load();
    }

    get isEmpty() {
        const { standing, period } = this.state.data;
        return !standing.open && !period.opened && !period.solved;
    }

    /** What is open now, by what it needs. */
    get standing() {
        const { standing } = this.state.data;
        return [
            { key: "open", label: _t("Open"), icon: "fa-inbox", domain: [] },
            {
                key: "late",
                label: _t("Late"),
                icon: "fa-exclamation-triangle",
                class: "text-danger",
                domain: [["sla_state", "=", "missed"]],
            },
            {
                key: "risk",
                label: _t("At risk"),
                icon: "fa-hourglass-half",
                class: "text-warning",
                domain: [["sla_state", "=", "risk"]],
            },
            {
                key: "unassigned",
                label: _t("Unassigned"),
                icon: "fa-user-o",
                domain: [["user_id", "=", false]],
            },
            {
                key: "paused",
                label: _t("Clock paused"),
                icon: "fa-pause",
                domain: [["sla_state", "=", "paused"]],
            },
        ].map((tile) => ({
            ...tile,
            count: standing[tile.key],
            class: standing[tile.key] ? tile.class : "text-muted",
        }));
    }

    /** How the period went, beside the one before it. */
    get figures() {
        const { period, previous } = this.state.data;
        return [
            { key: "opened", label: _t("Received"), text: number(period.opened), lessIsBetter: null },
            { key: "solved", label: _t("Solved"), text: number(period.solved) },
            {
                key: "solved_median",
                label: _t("Time to solve, median"),
                text: hours(period.solved_median),
                hint: _t("90 of 100 within %s, by the clock on the wall", hours(period.solved_p90)),
                lessIsBetter: true,
            },
            {
                key: "reopened_rate",
                label: _t("Reopened"),
                text: percent(period.reopened_rate),
                lessIsBetter: true,
            },
            {
                key: "satisfaction",
                label: _t("Satisfied customers"),
                text: percent(period.satisfaction),
                hint: _t("%s ratings", period.rated),
            },
        ].map((figure) => ({
            ...figure,
            change: change(period[figure.key], previous[figure.key]),
            tone: tone(period[figure.key], previous[figure.key], figure.lessIsBetter),
        }));
    }

    get oldest() {
        return Math.max(1, ...this.state.data.ages.map((age) => age.count));
    }

    // Drill-down -------------------------------------------------------------

    get teamDomain() {
        return this.state.teamId ? [["team_id", "=", this.state.teamId]] : [];
    }

    get periodDomain() {
        return [["opened_at", ">=", this.state.data.since], ...this.teamDomain];
    }

    openList(name, resModel, domain, context = {}) {
        const modes = resModel === "crm.ticket" ? ["list", "kanban", "form"] : ["list", "pivot", "graph"];
        return this.action.doAction({
            type: "ir.actions.act_window",
            name,
            res_model: resModel,
            views: modes.map((mode) => [false, mode]),
            domain,
            context,
        });
    }

    openStanding(tile) {
        return this.openList(tile.label, "crm.ticket", [OPEN, ...tile.domain, ...this.teamDomain]);
    }

    openFigure(figure) {
        const since = this.state.data.since;
        const domain =
            figure.key === "solved"
                ? [["solved_at", ">=", since], ...this.teamDomain]
                : this.periodDomain;
        return this.openList(figure.label, "crm.ticket.report", domain);
    }

    openPromise(promise) {
        const domain = [["metric", "=", promise.metric], ...this.periodDomain];
        return this.openList(promise.label, "crm.ticket.sla.report", domain);
    }

    openBreach(breach) {
        const domain = [
            ["missed_count", ">", 0],
            ["category_id", "=", breach.id],
            ...this.periodDomain,
        ];
        return this.openList(breach.name, "crm.ticket.sla.report", domain);
    }

    openAge(age) {
        const domain = [["age_group", "=", age.key], ...this.teamDomain];
        return this.openList(age.label, "crm.ticket.report", domain);
    }

    openTeam(team) {
        return this.openList(team.name, "crm.ticket", [OPEN, ["team_id", "=", team.id]]);
    }

    export() {
        return downloadReport("crm.ticket.sla.report", this.periodDomain);
    }
}

registry.category("actions").add("crm_ticket_dashboard", Dashboard);

// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { Component, onMounted, onWillStart, onWillUnmount, useExternalListener, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { SetupBanner } from "../setup/setup";
import { change, figure, tone } from "./dashboard_model";
import { SparkChart } from "./spark_chart";

const MINUTE = 60_000;
// a quarter or a year is no other a minute later, and takes long to count
const REST = { this_quarter: 10 * MINUTE, this_year: 10 * MINUTE };
const MEMORY = "crm_dashboard";

/** What a role looks at in the morning: figures beside the period before, live. */
export class CrmDashboard extends Component {
    static template = "crm_relationship.Dashboard";
    static components = { Layout, SetupBanner, SparkChart };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.readAt = 0;
        this.state = useState({ roles: [], periods: [], role: false, period: false, data: null, failed: false });
        onWillStart(() => this.loadChoices());
        onMounted(() => {
            this.load();
            this.timer = browser.setInterval(() => this.refresh(), MINUTE);
        });
        onWillUnmount(() => browser.clearInterval(this.timer));
        useExternalListener(document, "visibilitychange", () => this.refresh());
    }

    async loadChoices() {
        const { roles, periods } = await this.orm.call("crm.dashboard", "choices", []);
        const kept = this.remembered();
        const known = (rows, key, value) => rows.some((row) => row[key] === value);
        const pages = roles.filter((role) => !role.action);
        Object.assign(this.state, {
            roles,
            periods,
            role: known(pages, "key", kept.role) ? kept.role : pages.at(-1)?.key || false,
            period: known(periods, 0, kept.period) ? kept.period : periods[0][0],
        });
    }

    remembered() {
        try {
            return JSON.parse(browser.localStorage.getItem(MEMORY)) || {};
        } catch {
            return {};
        }
    }

    async load() {
        const { role, period } = this.state;
        if (!role) {
            return;
        }
        this.readAt = Date.now();
        try {
            const args = [role, period];
            const data = await this.keepLast.add(this.orm.silent.call("crm.dashboard", "figures", args));
            Object.assign(this.state, { data, failed: false });
        } catch (error) {
            this.state.failed = true; // what is there stays, and is said to be old
            if (!this.state.data) {
                throw error;
            }
        }
    }

    /** Read again while somebody looks, at most once a minute. */
    refresh() {
        const rest = REST[this.state.period] || MINUTE;
        if (document.visibilityState === "visible" && Date.now() - this.readAt >= rest - 1000) {
            return this.load();
        }
    }

    change(values) {
        const { role, period } = Object.assign(this.state, values, { data: null });
        browser.localStorage.setItem(MEMORY, JSON.stringify({ role, period }));
        return this.load();
    }

    choose(role) {
        return role.action ? this.action.doAction(role.action) : this.change({ role: role.key });
    }

    get isEmpty() {
        const { tiles, calls } = this.state.data;
        return !calls.length && tiles.every((tile) => !tile.value && !tile.before);
    }

    get tiles() {
        const { tiles, currency_id } = this.state.data;
        return tiles.map((tile) => ({
            ...tile,
            text: figure(tile.value, tile.kind, currency_id),
            was: tile.before === null ? "" : figure(tile.before, tile.kind, currency_id),
            change: change(tile.value, tile.before),
            tone: tone(tile),
            isDrawn: tile.points.some((point) => point.value),
        }));
    }

    cell(column, row) {
        const value = row[column.key];
        return value ? figure(value, column.kind, this.state.data.currency_id) : "";
    }

    // Drill-down -------------------------------------------------------------

    open({ name, res_model, domain, context }) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name,
            res_model,
            views: [
                [false, "list"],
                [false, "form"],
            ],
            domain,
            context,
        });
    }

    openCell(table, column, row) {
        const name = `${column.label}: ${row.name}`;
        const domain = ["&", [table.field, "=", row.id], ...this.asOne(column.domain)];
        return this.open({ ...column, name, domain });
    }

    /** Bind the conditions of a domain so that another can be put before it. */
    asOne(domain) {
        const operators = domain.filter((item) => item === "&" || item === "|").length;
        const conditions = domain.filter(Array.isArray).length;
        return [...Array(Math.max(0, conditions - operators - 1)).fill("&"), ...domain];
    }

    async openCall(call) {
        const action = await this.orm.call("crm.call.queue", "action_open", [[call.id]]);
        return this.action.doAction(action);
    }

    openCalls() {
        return this.action.doAction("crm_relationship.crm_call_queue_action");
    }
}

registry.category("actions").add("crm_dashboard", CrmDashboard);

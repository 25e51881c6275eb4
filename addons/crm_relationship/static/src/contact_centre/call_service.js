// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { reactive } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

const MODEL = "crm.interaction";
/** More than these at once nobody answers. */
const MOST = 3;

/**
 * The calls of the user's telephone, as the contact centre reports them.
 *
 * The bus brings the number only. What is shown is asked for with the user's own
 * rights, again whenever something changed.
 */
export class Calls {
    constructor({ orm, notification }) {
        this.orm = orm;
        this.notification = notification;
        this.state = reactive({ list: [] });
    }

    find(id) {
        return this.state.list.find((call) => call.id === id);
    }

    /** Something happened to a call. */
    async onCall({ call: id, phase, number, direction }) {
        const known = this.find(id);
        if (phase === "gone" || (phase === "missed" && !known?.isWritten)) {
            this.onLost(known, phase);
            return;
        }
        const call = known || this.add(id);
        Object.assign(call, { phase, number, direction });
        await this.load(call);
    }

    add(id) {
        this.state.list.push({ id, card: null, isWritten: false, isLogging: false });
        if (this.state.list.length > MOST) {
            const idle = this.state.list.find((call) => !call.isWritten);
            this.close((idle || this.state.list[0]).id);
        }
        return this.find(id);
    }

    onLost(known, phase) {
        if (!known || known.isWritten) {
            return;
        }
        this.close(known.id);
        const number = known.number || _t("a withheld number");
        if (phase === "missed" && known.direction === "in") {
            this.notification.add(_t("Missed call from %s.", number), { type: "warning" });
        } else if (phase === "missed") {
            this.notification.add(_t("%s did not answer.", number), { type: "info" });
        }
    }

    async load(call) {
        try {
            call.card = await this.orm.silent.call(MODEL, "call_card", [call.id]);
        } catch {
            // the number is shown all the same
            call.card = call.card || null;
        }
    }

    close(id) {
        const at = this.state.list.findIndex((call) => call.id === id);
        if (at >= 0) {
            this.state.list.splice(at, 1);
        }
    }

    async dial(number, resModel, resId) {
        await this.orm.call(MODEL, "call_dial", [number, resModel, resId || false]);
        this.notification.add(_t("Your telephone rings, then %s is called.", number), {
            type: "info",
        });
    }
}

export const callService = {
    dependencies: ["bus_service", "orm", "notification"],
    start(env, services) {
        const calls = new Calls(services);
        services.bus_service.subscribe("crm_relationship.call", (news) => calls.onCall(news));
        services.bus_service.subscribe("crm_relationship.call_failed", () =>
            services.notification.add(
                _t("The contact centre did not dial. Try again, or dial by hand."),
                { type: "danger" }
            )
        );
        return calls;
    },
};

registry.category("services").add("crm_calls", callService);

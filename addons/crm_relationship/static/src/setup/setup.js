// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { Component, onWillStart, useState } from "@odoo/owl";
import { AlertDialog, ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { Dialog } from "@web/core/dialog/dialog";
import { deserializeDateTime, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const MODEL = "crm.setup";
/** What banners show, by company and app: asked for once, until the page changes it. */
const told = new Map();

/** What stays of the sample data, and why. */
export class KeptDialog extends Component {
    static template = "crm_relationship.SetupKept";
    static components = { Dialog };
    static props = { close: Function, kept: Array, open: Function };

    setup() {
        this.title = _t("Removed, but for what is yours");
    }

    open(row) {
        this.props.close();
        this.props.open(row);
    }
}

/** What is still to do before an app does its work, for its managers. */
export class CrmSetup extends Component {
    static template = "crm_relationship.Setup";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.state = useState({ data: null, busy: false });
        this.app = this.props.action.params.app;
        onWillStart(() => this.load());
    }

    async load() {
        this.state.data = await this.orm.call(MODEL, "page", [this.app]);
        told.clear();
    }

    choose(action) {
        return this.action.doAction(action, { stackPosition: "replaceCurrentAction" });
    }

    // What is shown -----------------------------------------------------------

    get parts() {
        const { steps } = this.state.data;
        const left = steps.filter((step) => !step.done);
        const parts = [
            { key: "needed", name: _t("To do"), steps: left.filter((step) => !step.optional) },
            { key: "optional", name: _t("When you need it"), steps: left.filter((step) => step.optional) },
            { key: "done", name: _t("Done"), steps: steps.filter((step) => step.done) },
        ];
        return parts.filter((part) => part.steps.length);
    }

    get progress() {
        const needed = this.state.data.steps.filter((step) => !step.optional);
        const done = needed.filter((step) => step.done).length;
        return { done, total: needed.length, percent: needed.length ? (100 * done) / needed.length : 100 };
    }

    get headline() {
        const { done, total } = this.progress;
        return done === total ? _t("Everything needed is set up") : _t("%(done)s of %(total)s done", { done, total });
    }

    get sampleWords() {
        const { count, at } = this.state.data.sample;
        const day = formatDate(deserializeDateTime(at));
        return _t("%(count)s records of a small story, loaded on %(day)s.", { count, day });
    }

    // What is done --------------------------------------------------------------

    open(step) {
        return this.action.doAction(step.open);
    }

    async act(model, method, args) {
        this.state.busy = true;
        try {
            return await this.orm.call(model, method, args);
        } finally {
            this.state.busy = false;
            await this.load();
        }
    }

    toggle() {
        return this.act(MODEL, this.state.data.hidden ? "show" : "hide", [this.app]);
    }

    loadSample() {
        this.dialog.add(ConfirmationDialog, {
            title: _t("Load sample data?"),
            body: _t(
                "Three customers with what was talked about, tickets and a draft of a journey, as far as the apps are installed. They have the tag “Sample data”, they count in lists and reports until you remove them, and nothing is sent to anybody.",
            ),
            confirmLabel: _t("Load"),
            confirm: async () => {
                const isNew = await this.act("crm.sample", "fill", []);
                const message = isNew ? _t("The sample data is there.") : _t("The sample data was there already.");
                this.notification.add(message, { type: isNew ? "success" : "info" });
            },
            cancel: () => {},
        });
    }

    removeSample() {
        this.dialog.add(ConfirmationDialog, {
            title: _t("Remove the sample data?"),
            body: _t("What the sample data brought is deleted. What somebody changed, or put something of their own on, stays and is told."),
            confirmLabel: _t("Remove"),
            confirm: async () => {
                const kept = await this.act("crm.sample", "remove", []);
                this.tellKept(kept.map(([name, reason, model, id]) => ({ name, reason, model, id })));
            },
            cancel: () => {},
        });
    }

    tellKept(kept) {
        if (!kept.length) {
            return this.dialog.add(AlertDialog, {
                title: _t("Removed"),
                body: _t("Nothing of the sample data is left."),
            });
        }
        this.dialog.add(KeptDialog, { kept, open: (row) => this.openRecord(row) });
    }

    openRecord({ model, id }) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("crm_setup", CrmSetup);

/** One line above an app, for its managers, as long as something is to be set up. */
export class SetupBanner extends Component {
    static template = "crm_relationship.SetupBanner";
    static props = { app: String, action: String };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ told: false });
        const key = `${user.activeCompany?.id}:${this.props.app}`;
        if (!told.has(key)) {
            // whatever goes wrong, the app below is what people came for
            told.set(key, this.orm.silent.call(MODEL, "banner", [this.props.app]).catch(() => false));
        }
        told.get(key).then((found) => (this.state.told = found));
        this.key = key;
    }

    get words() {
        const { done, total } = this.state.told;
        return _t("Set up: %(done)s of %(total)s done", { done, total });
    }

    open() {
        return this.action.doAction(this.props.action);
    }

    async hide() {
        this.state.told = false;
        await this.orm.call(MODEL, "hide", [this.props.app]);
        told.clear();
    }
}

/** Return a kanban view with the banner of an app above its cards. */
export const withSetup = (view, app, action) => ({
    ...view,
    Controller: class extends view.Controller {
        static template = "crm_relationship.SetupKanbanView";
        static components = { ...view.Controller.components, SetupBanner };

        setup() {
            super.setup();
            this.setupBanner = { app, action };
        }
    },
});

// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { Component, onMounted, onWillUnmount, useExternalListener, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { AlertDialog, ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { deserializeDateTime, formatDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { formatInteger } from "@web/views/fields/formatters";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const MINUTE = 60_000;
const MODEL = "crm.health";
const ICONS = {
    ok: "fa-check-circle text-success",
    warn: "fa-exclamation-triangle text-warning",
    bad: "fa-times-circle text-danger",
};

/** Whether everything that should happen by itself does: queues, jobs, settings. */
export class CrmHealth extends Component {
    static template = "crm_relationship.Health";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.keepLast = new KeepLast();
        this.readAt = 0;
        this.state = useState({ data: null, failed: false, busy: false });
        onMounted(() => {
            this.load();
            this.timer = browser.setInterval(() => this.refresh(), MINUTE);
        });
        onWillUnmount(() => browser.clearInterval(this.timer));
        useExternalListener(document, "visibilitychange", () => this.refresh());
    }

    async load() {
        this.readAt = Date.now();
        this.state.busy = true;
        try {
            const data = await this.keepLast.add(this.orm.silent.call(MODEL, "page", []));
            Object.assign(this.state, { data, failed: false });
        } catch (error) {
            this.state.failed = true; // what is there stays, and is said to be old
            if (!this.state.data) {
                throw error;
            }
        } finally {
            this.state.busy = false;
        }
    }

    /** Read again while somebody looks, at most once a minute. */
    refresh() {
        if (document.visibilityState === "visible" && Date.now() - this.readAt >= MINUTE - 1000) {
            return this.load();
        }
    }

    // What is shown -----------------------------------------------------------

    get problems() {
        const { queues, jobs, checks } = this.state.data;
        const ill = (kind, rows) => rows.filter((row) => row.state !== "ok").map((row) => ({ kind, row }));
        const found = [...ill("queue", queues), ...ill("job", jobs), ...ill("check", checks)];
        return found.sort((one, other) => (one.row.state > other.row.state ? 1 : -1));
    }

    get headline() {
        const { state } = this.state.data;
        if (state === "bad") {
            return _t("Something does not happen that should");
        }
        return state === "warn" ? _t("Somebody should look at this") : _t("All is well");
    }

    get moment() {
        return formatDateTime(deserializeDateTime(this.state.data.at));
    }

    icon(row) {
        return ICONS[row.state];
    }

    iconText(row) {
        return { ok: _t("Well"), warn: _t("To look at"), bad: _t("Broken") }[row.state];
    }

    number(value) {
        return value > 10_000 ? _t("over %s", formatInteger(10_000)) : formatInteger(value);
    }

    /** What there is to say of a queue, besides how many wait. */
    words(queue) {
        const words = [];
        const count = (value) => this.number(value);
        if (queue.waiting) {
            words.push(
                queue.oldest
                    ? _t("%(count)s waiting, the oldest for %(age)s", { count: count(queue.waiting), age: queue.oldest })
                    : _t("%s waiting", count(queue.waiting)),
            );
        }
        if (queue.failed) {
            words.push(_t("%s failed", count(queue.failed)));
        }
        if (queue.unclear) {
            words.push(_t("%s to decide", count(queue.unclear)));
        }
        if (queue.stuck) {
            words.push(_t("%s stuck", count(queue.stuck)));
        }
        return words.join(" · ") || _t("empty");
    }

    // What is done --------------------------------------------------------------

    /** Call the server, tell of what came of it, and look again. */
    async act(method, args, told) {
        const result = await this.orm.call(MODEL, method, args);
        if (told) {
            this.notification.add(told(result), { type: "success" });
        }
        await this.load();
        return result;
    }

    retry(queue) {
        return this.act("retry_failed", [queue.key], (count) => _t("%s are processed again", count));
    }

    async openRows(queue, which) {
        return this.action.doAction(await this.orm.call(MODEL, "open_rows", [queue.key, which]));
    }

    runJob(job) {
        return this.act("run_job", [job.id], () => _t("%s: runs at the next moment", job.name));
    }

    openCheck(check) {
        return this.action.doAction(check.open);
    }

    openNotices() {
        return this.action.doAction("crm_relationship.crm_health_notice_action");
    }

    hold() {
        this.dialog.add(ConfirmationDialog, {
            title: _t("Hold all sending?"),
            body: _t("No mail, SMS or channel message leaves until you release it. Everything stays in its queue."),
            confirmLabel: _t("Hold"),
            confirm: () => this.act("hold_sending", []),
            cancel: () => {},
        });
    }

    release(isCancelling) {
        this.dialog.add(ConfirmationDialog, {
            title: isCancelling ? _t("Cancel what waits, then send again?") : _t("Let everything leave?"),
            body: isCancelling
                ? _t("Messages that wait now are cancelled and never leave. New ones are sent as usual.")
                : _t("Messages that wait leave now. Look at them first: after a restore some may have been sent before."),
            confirmLabel: _t("Release"),
            confirm: () =>
                this.act("release_sending", [isCancelling], (count) =>
                    isCancelling ? _t("%s cancelled; sending goes on", count) : _t("Sending goes on"),
                ),
            cancel: () => {},
        });
    }

    async newAddress() {
        const address = await this.orm.call(MODEL, "new_monitor_address", []);
        const end = address.lastIndexOf("/");
        this.dialog.add(AlertDialog, {
            title: _t("Address for a monitoring program"),
            body: _t(
                "Read %(address)s with the header “Authorization: Bearer %(token)s”. It is shown this once, and the one before has ended. The answer is 200, or 503 when something is broken. A program that cannot send a header reads %(address)s/%(token)s: web servers write that into their logs.",
                { address: address.slice(0, end), token: address.slice(end + 1) },
            ),
        });
    }
}

registry.category("actions").add("crm_health", CrmHealth);

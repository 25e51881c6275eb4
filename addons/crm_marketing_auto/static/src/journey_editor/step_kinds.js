// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { _t } from "@web/core/l10n/translation";

/**
 * The kinds of steps: how each looks, what ways out it has and what it starts with. What
 * it needs to be told is in step_fields.js; what is said about it in step_summary.js.
 */

export const GROUPS = [
    { key: "message", label: _t("Messages") },
    { key: "flow", label: _t("Flow") },
    { key: "people", label: _t("Colleagues") },
    { key: "record", label: _t("Records") },
];

const kind = (key, group, icon, label, help, config = {}) => ({ key, group, icon, label, help, config });

export const KINDS = [
    kind("mail", "message", "fa-envelope-o", _t("E-mail"), _t("Sends an e-mail to the person.")),
    kind("sms", "message", "fa-mobile", _t("SMS"), _t("Sends a text message to the person.")),
    kind("chat", "message", "fa-comments-o", _t("Chat message"), _t("Writes through a chat channel, such as Zalo."), {
        text: "",
    }),
    kind("wait", "flow", "fa-clock-o", _t("Wait"), _t("Lets time pass, or waits for something to happen."), {
        mode: "duration",
        amount: 3,
        unit: "days",
    }),
    kind("condition", "flow", "fa-question", _t("Condition"), _t("Asks something: yes goes one way, no another."), {
        mode: "reaction",
        kind: "open",
        days: 3,
    }),
    kind("split", "flow", "fa-random", _t("Split"), _t("Draws lots: a share of the people goes each way."), {
        mode: "random",
        parts: [
            { name: "A", weight: 50 },
            { name: "B", weight: 50 },
        ],
    }),
    kind("goal", "flow", "fa-trophy", _t("Goal"), _t("Whoever comes here has reached the goal.")),
    kind("exit", "flow", "fa-flag-o", _t("End"), _t("The journey ends here.")),
    kind("call", "people", "fa-phone", _t("Call task"), _t("Puts a call into a colleague's queue."), {
        summary: "",
        days: 1,
        owner: "journey",
    }),
    kind("plan", "people", "fa-tasks", _t("Activity plan"), _t("Starts a plan of activities."), { days: 0 }),
    kind("notify", "people", "fa-bell-o", _t("Tell a colleague"), _t("Notifies a colleague."), {
        text: "",
        owner: "journey",
    }),
    kind("field", "record", "fa-pencil", _t("Change a field"), _t("Writes a value on the record.")),
    kind("tag", "record", "fa-tag", _t("Tag"), _t("Adds or removes tags."), { action: "add", tag_ids: [] }),
    kind("list", "record", "fa-list", _t("Mailing list"), _t("Adds to a mailing list, or takes off it."), {
        action: "add",
        list_ids: [],
    }),
    kind("lead", "record", "fa-star-o", _t("Lead or opportunity"), _t("Creates one for the sales team."), {
        name: "",
        type: "opportunity",
        owner: "salesperson",
    }),
    kind("quotation", "record", "fa-file-text-o", _t("Quotation"), _t("Prepares a quotation."), { lines: [] }),
    kind("server_action", "record", "fa-cog", _t("Server action"), _t("Runs one of Odoo's own actions.")),
    kind("webhook", "record", "fa-plug", _t("Web call"), _t("Calls another system, signed.")),
];

const BY_KEY = Object.fromEntries(KINDS.map((one) => [one.key, one]));
export const MESSAGES = ["mail", "sms", "chat"];

export function kindOf(key) {
    return BY_KEY[key] || { key, group: "record", icon: "fa-square-o", label: key, help: "", config: {} };
}

const NEXT = [{ name: "next", label: _t("Then") }];
const YES_NO = [
    { name: "yes", label: _t("Yes") },
    { name: "no", label: _t("No") },
];
const HAPPENED = [
    { name: "happened", label: _t("It happened") },
    { name: "timeout", label: _t("Too late") },
];

/** Return the ways out of a step, in the order they are drawn. */
export function exitsOf({ kind, config }) {
    if (kind === "goal" || kind === "exit") {
        return [];
    }
    if (kind === "condition") {
        return YES_NO;
    }
    if (kind === "split") {
        const names = new Set((config.parts || []).map(({ name }) => name).filter(Boolean));
        return [...names].map((name) => ({ name, label: name }));
    }
    if (kind === "wait" && config.mode === "event") {
        return HAPPENED;
    }
    return NEXT;
}

export function exitLabel(step, name) {
    return exitsOf(step).find((exit) => exit.name === name)?.label || name;
}

/** Return a step of a kind as it is when it is added. */
export function makeStep(uid, key, values = {}) {
    const { label, config } = kindOf(key);
    return { uid, kind: key, name: String(label), config: structuredClone(config), branches: {}, ...values };
}

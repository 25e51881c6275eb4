// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { _t } from "@web/core/l10n/translation";
import { MESSAGES } from "./step_kinds";

/**
 * What the side panel asks for, per kind. A field is `{ name, type, label }` and what its
 * type needs; `show(config, info)` says when it is asked. The keys are those that
 * tools/step_config.py checks.
 */

const options = (...pairs) => pairs.map(([value, label]) => ({ value, label }));
const UNITS = options(
    ["hours", _t("hours")],
    ["days", _t("days")],
    ["weeks", _t("weeks")],
    ["months", _t("months")]
);
const is = (name, ...values) => (config) => values.includes(config[name]);

const AT = { name: "at", type: "time", label: _t("At"), help: _t("In the person's own time zone.") };
const OF = { name: "of", type: "step", label: _t("Message"), kinds: MESSAGES };
const TYPES = { name: "types", type: "types", label: _t("Interactions") };
const ACTION = {
    name: "action",
    type: "select",
    label: _t("What to do"),
    options: options(["add", _t("Add")], ["remove", _t("Remove")]),
};
const OWNER = [
    {
        name: "owner",
        type: "select",
        label: _t("Who"),
        options: options(
            ["journey", _t("The owner of the journey")],
            ["salesperson", _t("The customer's salesperson")],
            ["round_robin", _t("In turn")]
        ),
    },
    {
        name: "user_ids",
        type: "records",
        label: _t("Colleagues"),
        model: "res.users",
        domain: [["share", "=", false]],
        show: is("owner", "round_robin"),
    },
];
const DAYS = { name: "days", type: "number", label: _t("Due in days"), min: 0, max: 365 };
const ON_SKIP = {
    name: "on_skip",
    type: "select",
    label: _t("Whoever may not get it"),
    options: options(["next", _t("goes on")], ["exit", _t("leaves the journey")]),
    fallback: "next",
};

const WAIT = [
    {
        name: "mode",
        type: "select",
        label: _t("Wait"),
        options: options(
            ["duration", _t("for some time")],
            ["time", _t("until an hour of the day")],
            ["weekday", _t("until a day of the week")],
            ["date", _t("until a date")],
            ["field", _t("until a date of the record")],
            ["event", _t("until something happens")]
        ),
        reset: {
            duration: { amount: 3, unit: "days" },
            time: { at: "09:00" },
            weekday: { days: [0], at: "09:00" },
            date: { calendar: "solar", at: "09:00" },
            field: { offset_days: 0, at: "09:00" },
            event: { kind: "open", max_days: 7 },
        },
    },
    { name: "amount", type: "number", label: _t("How long"), min: 1, max: 5000, show: is("mode", "duration"), half: true },
    { name: "unit", type: "select", label: _t("Unit"), options: UNITS, show: is("mode", "duration"), half: true },
    { name: "days", type: "weekdays", label: _t("Days"), show: is("mode", "weekday") },
    {
        name: "calendar",
        type: "select",
        label: _t("Calendar"),
        options: options(["solar", _t("Solar")], ["lunar", _t("Lunar (Vietnam)")]),
        show: is("mode", "date"),
        half: true,
    },
    { name: "date", type: "date", label: _t("Date"), show: is("mode", "date"), half: true },
    { name: "field", type: "choice", label: _t("Date of the record"), choices: "date_fields", show: is("mode", "field") },
    {
        name: "offset_days",
        type: "number",
        label: _t("Days after (before: negative)"),
        min: -3650,
        max: 3650,
        show: is("mode", "field"),
    },
    {
        name: "kind",
        type: "select",
        label: _t("What"),
        options: options(
            ["open", _t("A message is opened")],
            ["click", _t("A link is clicked")],
            ["reply", _t("A reply comes")],
            ["interaction", _t("Something happens with the customer")]
        ),
        show: is("mode", "event"),
    },
    { ...OF, show: (config) => config.mode === "event" && config.kind !== "interaction" },
    { ...TYPES, show: (config) => config.mode === "event" && config.kind === "interaction" },
    { name: "max_days", type: "number", label: _t("At most, in days"), min: 1, max: 730, show: is("mode", "event") },
    { ...AT, show: is("mode", "duration", "time", "weekday", "date", "field") },
];

const CONDITION = [
    {
        name: "mode",
        type: "select",
        label: _t("Ask whether"),
        options: options(
            ["reaction", _t("a message was opened, clicked…")],
            ["segment", _t("the person is in a segment")],
            ["interaction", _t("something happened lately")],
            ["domain", _t("the record meets a filter")]
        ),
        reset: {
            reaction: { kind: "open", days: 3 },
            segment: {},
            interaction: { types: [], days: 30 },
            domain: { domain: [] },
        },
    },
    {
        name: "segment_id",
        type: "record",
        label: _t("Segment"),
        model: "crm.segment",
        domain: (info) => [["res_model", "=", info.journey.res_model]],
        show: is("mode", "segment"),
    },
    { name: "domain", type: "domain", label: _t("Filter"), show: is("mode", "domain") },
    { ...OF, show: is("mode", "reaction") },
    {
        name: "kind",
        type: "select",
        label: _t("Was it"),
        options: options(
            ["open", _t("opened")],
            ["click", _t("clicked")],
            ["reply", _t("replied to")],
            ["bounce", _t("bounced")],
            ["optout", _t("answered with an opt-out")]
        ),
        show: is("mode", "reaction"),
        half: true,
    },
    { ...TYPES, show: is("mode", "interaction") },
    {
        name: "days",
        type: "number",
        label: _t("Within days"),
        min: 0,
        max: 730,
        show: is("mode", "reaction", "interaction"),
        half: true,
    },
];

export const FIELDS = {
    mail: [ON_SKIP],
    sms: [ON_SKIP],
    chat: [
        { name: "account_id", type: "choice", label: _t("Channel account"), choices: "accounts" },
        {
            name: "text",
            type: "textarea",
            label: _t("What to write"),
            help: _t("{{ object.name }} stands for the person's name."),
        },
        {
            name: "template_id",
            type: "text",
            label: _t("ZNS template"),
            help: _t("Zalo: the number of an approved template. Then write its parameters above, one a line, as name: value. Empty: an ordinary message."),
        },
        ON_SKIP,
    ],
    wait: WAIT,
    condition: CONDITION,
    split: [{ name: "parts", type: "parts", label: _t("Shares") }],
    goal: [],
    exit: [],
    call: [{ name: "summary", type: "text", label: _t("What to call about") }, DAYS, ...OWNER],
    plan: [
        {
            name: "plan_id",
            type: "record",
            label: _t("Plan"),
            model: "mail.activity.plan",
            domain: (info) => [["res_model", "=", info.journey.res_model]],
        },
        { ...DAYS, label: _t("Starts in days") },
    ],
    notify: [{ name: "text", type: "textarea", label: _t("What to say") }, ...OWNER],
    field: [
        { name: "field", type: "choice", label: _t("Field"), choices: "fields", clears: "value" },
        { name: "value", type: "value", label: _t("New value"), show: (config) => Boolean(config.field) },
    ],
    tag: [
        ACTION,
        {
            name: "tag_ids",
            type: "records",
            label: _t("Tags"),
            model: (info) => (info.journey.res_model === "crm.lead" ? "crm.tag" : "res.partner.category"),
        },
    ],
    list: [ACTION, { name: "list_ids", type: "records", label: _t("Mailing lists"), model: "mailing.list" }],
    lead: [
        { name: "name", type: "text", label: _t("Title") },
        {
            name: "type",
            type: "select",
            label: _t("Create"),
            options: options(["opportunity", _t("An opportunity")], ["lead", _t("A lead")]),
        },
        { name: "team_id", type: "record", label: _t("Sales team"), model: "crm.team" },
        ...OWNER,
    ],
    quotation: [
        {
            name: "template_id",
            type: "record",
            label: _t("Template"),
            model: "sale.order.template",
            show: (_config, info) => info.has_templates,
        },
        { name: "lines", type: "lines", label: _t("Products"), show: (config) => !config.template_id },
    ],
    server_action: [
        {
            name: "action_id",
            type: "record",
            label: _t("Action"),
            model: "ir.actions.server",
            domain: (info) => [["model_id.model", "=", info.journey.res_model]],
        },
    ],
    webhook: [{ name: "account_id", type: "choice", label: _t("Connection"), choices: "accounts" }],
};

/** Return the fields to ask for, given what was answered so far. */
export function fieldsOf(step, info) {
    return (FIELDS[step.kind] || []).filter((field) => !field.show || field.show(step.config, info));
}

/** Return the configuration after an answer: what it makes meaningless is dropped. */
export function answer(config, field, value) {
    if (field.reset && config[field.name] !== value) {
        return { [field.name]: value, ...field.reset[value] };
    }
    const changed = { ...config, [field.name]: value };
    if (value === undefined || value === false || value === "") {
        delete changed[field.name];
    }
    if (field.clears && config[field.name] !== value) {
        delete changed[field.clears];
    }
    return changed;
}

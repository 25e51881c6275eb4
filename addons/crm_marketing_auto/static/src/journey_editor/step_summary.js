// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { _t } from "@web/core/l10n/translation";

const { Info } = luxon;

const LENGTHS = {
    hours: (count) => (count === 1 ? _t("1 hour") : _t("%s hours", count)),
    days: (count) => (count === 1 ? _t("1 day") : _t("%s days", count)),
    weeks: (count) => (count === 1 ? _t("1 week") : _t("%s weeks", count)),
    months: (count) => (count === 1 ? _t("1 month") : _t("%s months", count)),
};

/** Say in one line what a step does; `graph` and `names` give what it refers to a name. */
export function summarize(step, graph, names = {}) {
    return String(SUMMARIES[step.kind]?.(step.config, { step, graph, names }) || "");
}

function lengthOf(unit, count) {
    return count && LENGTHS[unit] ? LENGTHS[unit](count) : _t("not set");
}

function withTime(text, at) {
    return at ? _t("%(what)s, at %(time)s", { what: text, time: at }) : text;
}

function stepName(graph, uid) {
    return graph.steps[uid]?.name || _t("a message");
}

function typeNames(config, names) {
    const known = names.types || {};
    return (config.types || []).map((code) => known[code] || code).join(", ") || _t("not set");
}

const WAITS = {
    duration: ({ amount, unit, at }) => withTime(lengthOf(unit, amount), at),
    time: ({ at }) => _t("until %s", at || _t("not set")),
    weekday: ({ days, at }) => {
        const labels = (days || []).map((day) => Info.weekdays("short")[day]).join(", ");
        return withTime(_t("until %s", labels || _t("not set")), at);
    },
    date: ({ date, calendar, at }) => {
        const day = date || _t("not set");
        return withTime(calendar === "lunar" ? _t("until %s (lunar)", day) : _t("until %s", day), at);
    },
    field: ({ field, offset_days, at }, { names }) => {
        const label = names.date_fields?.[field] || field || _t("a date");
        if (!offset_days) {
            return withTime(_t("until %s", label), at);
        }
        const days = LENGTHS.days(Math.abs(offset_days));
        const text =
            offset_days < 0
                ? _t("until %(days)s before %(date)s", { days, date: label })
                : _t("until %(days)s after %(date)s", { days, date: label });
        return withTime(text, at);
    },
    event: (config, { graph, names }) => {
        const what = {
            open: () => _t("“%s” is opened", stepName(graph, config.of)),
            click: () => _t("“%s” is clicked", stepName(graph, config.of)),
            reply: () => _t("“%s” is answered", stepName(graph, config.of)),
            interaction: () => typeNames(config, names),
        }[config.kind]?.();
        return _t("until %(what)s, at most %(days)s", {
            what: what || _t("not set"),
            days: lengthOf("days", config.max_days),
        });
    },
};

const CONDITIONS = {
    segment: ({ segment_id }, { names }) =>
        segment_id ? _t("In segment %s?", names.segments?.[segment_id] || segment_id) : "",
    domain: ({ domain }) => (domain?.length ? _t("Meets a filter?") : _t("Filter not set")),
    reaction: (config, { graph }) => {
        const name = config.of ? stepName(graph, config.of) : _t("a message");
        const within = config.days ? lengthOf("days", config.days) : "";
        const text = {
            open: () => _t("“%s” opened?", name),
            click: () => _t("“%s” clicked?", name),
            reply: () => _t("“%s” answered?", name),
            bounce: () => _t("“%s” bounced?", name),
        }[config.kind]?.();
        return within ? _t("%(question)s Within %(days)s", { question: text, days: within }) : text;
    },
    interaction: (config, { names }) =>
        _t("%(types)s within %(days)s?", {
            types: typeNames(config, names),
            days: lengthOf("days", config.days),
        }),
};

const signed = (key) => (config, { names }) => {
    const labels = (config[key] || []).map((id) => names[key]?.[id] || `#${id}`);
    return labels.length ? `${config.action === "remove" ? "−" : "+"} ${labels.join(", ")}` : "";
};

/** A text; what stands for a person's name in it is left out. */
const said = (text) => text?.replace(/\{\{.*?\}\}/g, "…");

const content = (_config, { step, names }) => said(names.mailings?.[step.mailing_id]);

const SUMMARIES = {
    mail: content,
    sms: content,
    chat: ({ text }) => said(text),
    wait: (config, context) => WAITS[config.mode]?.(config, context),
    condition: (config, context) => CONDITIONS[config.mode]?.(config, context),
    split: ({ parts }) => (parts || []).map(({ name, weight }) => `${name} ${weight}`).join(" · "),
    goal: () => _t("Counts as reached"),
    exit: () => _t("The journey ends"),
    call: ({ summary }) => summary,
    notify: ({ text }) => text,
    field: ({ field }, { names }) => names.fields?.[field] || field,
    tag: signed("tag_ids"),
    list: signed("list_ids"),
    lead: ({ name }) => name,
    plan: ({ plan_id }, { names }) => names.plan_id?.[plan_id],
    server_action: ({ action_id }, { names }) => names.action_id?.[action_id],
    webhook: ({ account_id }, { names }) => names.account_id?.[account_id],
};

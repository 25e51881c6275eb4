// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { MultiRecordSelector } from "@web/core/record_selectors/multi_record_selector";
import { registry } from "@web/core/registry";
import { SelectMenu } from "@web/core/select_menu/select_menu";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const options = (...pairs) => pairs.map(([value, label]) => ({ value, label }));
const is = (name, ...values) => (config) => values.includes(config[name]);
const AT = { name: "at", type: "time", label: _t("At"), fallback: "08:00" };
const TYPES = { name: "types", type: "types", label: _t("What happens") };
const UNTIL = { name: "until", type: "time", label: _t("Found late that day: until"), fallback: "20:00" };
const LATE = { name: "late_days", type: "number", label: _t("At most so many days late"), fallback: 0 };

/** What each trigger asks; the keys are those of tools/journey_trigger.py. */
const FIELDS = {
    segment: [
        {
            name: "on",
            type: "select",
            label: _t("When somebody"),
            options: options(["enter", _t("is in it")], ["leave", _t("leaves it")]),
            fallback: "enter",
        },
    ],
    interaction: [
        TYPES,
        {
            name: "reactions",
            type: "types",
            label: _t("Or a message is"),
            options: options(
                ["open", _t("opened")],
                ["click", _t("clicked")],
                ["reply", _t("replied to")],
                ["bounce", _t("returned")],
                ["optout", _t("answered with an opt-out")]
            ),
        },
        {
            name: "journey_ids",
            type: "records",
            label: _t("Messages of which journeys"),
            model: "crm.journey",
            empty: _t("Any journey"),
            show: ({ reactions }) => reactions?.length,
        },
        {
            name: "direction",
            type: "select",
            label: _t("Direction"),
            options: options(["in", _t("from the customer")], ["out", _t("to the customer")]),
            empty: _t("Any"),
        },
        { name: "min_amount", type: "number", label: _t("Amount at least") },
        { name: "rating_max", type: "number", label: _t("Rating at most (1 to 5)") },
        { name: "rating_min", type: "number", label: _t("Rating at least (1 to 5)") },
    ],
    date: [
        {
            name: "source",
            type: "select",
            label: _t("Which date"),
            options: options(
                ["birthday", _t("The birthday")],
                ["field", _t("A date of the record")],
                ["fact", _t("A date somebody noted")],
                ["interaction", _t("When something happened last")]
            ),
        },
        { name: "field", type: "choice", label: _t("Date"), choices: "date_fields", show: is("source", "field") },
        { ...TYPES, show: is("source", "interaction") },
        { name: "unless", type: "types", label: _t("Unless since then"), show: is("source", "interaction") },
        { name: "offset_days", type: "number", label: _t("Days after (before: negative)"), fallback: 0 },
        {
            name: "offset_months",
            type: "number",
            label: _t("And months after"),
            fallback: 0,
            show: (config) => ["field", "fact", "interaction"].includes(config.source) && !config.yearly,
        },
        { name: "yearly", type: "flag", label: _t("Every year"), show: is("source", "field", "fact") },
        {
            name: "calendar",
            type: "select",
            label: _t("Calendar"),
            options: options(["solar", _t("Solar")], ["lunar", _t("Lunar (Vietnam)")]),
            fallback: "solar",
            show: (config) => config.source === "birthday" || config.yearly,
        },
        {
            name: "feb29",
            type: "select",
            label: _t("29 February in other years"),
            options: options(["02-28", _t("28 February")], ["03-01", _t("1 March")]),
            fallback: "02-28",
            show: is("source", "birthday"),
        },
        AT,
        UNTIL,
        LATE,
    ],
    calendar: [
        {
            name: "preset",
            type: "select",
            label: _t("Day"),
            options: options(
                ["tet", _t("Tết")],
                ["ong_tao", _t("Kitchen Gods, 23/12 lunar")],
                ["gio_to", _t("Hùng Kings, 10/3 lunar")],
                ["vu_lan", _t("Vu Lan, 15/7 lunar")],
                ["trung_thu", _t("Mid-autumn, 15/8 lunar")],
                ["mung_1", _t("First of the lunar month")],
                ["ram", _t("Full moon")],
                ["new_year", _t("New Year")],
                ["women_8_3", _t("8 March")],
                ["women_20_10", _t("20 October")],
                ["teachers_20_11", _t("20 November")]
            ),
            empty: _t("Another day"),
        },
        {
            name: "repeat",
            type: "select",
            label: _t("Repeats"),
            options: options(["yearly", _t("every year")], ["monthly", _t("every month")], ["once", _t("once")]),
            fallback: "yearly",
            show: (config) => !config.preset,
        },
        {
            name: "calendar",
            type: "select",
            label: _t("Calendar"),
            options: options(["solar", _t("Solar")], ["lunar", _t("Lunar (Vietnam)")]),
            fallback: "solar",
            show: (config) => !config.preset,
        },
        { name: "day", type: "number", label: _t("Day of the month"), show: (config) => !config.preset },
        { name: "month", type: "number", label: _t("Month"), show: (config) => !config.preset && config.repeat !== "monthly" },
        { name: "year", type: "number", label: _t("Year"), show: (config) => !config.preset && config.repeat === "once" },
        { name: "offset_days", type: "number", label: _t("Days after (before: negative)"), fallback: 0 },
        AT,
        UNTIL,
        LATE,
    ],
    webhook: [
        {
            name: "match",
            type: "select",
            label: _t("Finds people by"),
            options: options(["email", _t("E-mail")], ["phone", _t("Phone")], ["ref", _t("Reference")], ["id", _t("Id")]),
            fallback: "email",
        },
        { name: "rate_per_minute", type: "number", label: _t("Calls a minute, at most"), fallback: 120 },
    ],
    manual: [],
};

/** What the trigger of a journey needs to be told, asked in words. */
export class JourneyTrigger extends Component {
    static template = "crm_marketing_auto.JourneyTrigger";
    static components = { MultiRecordSelector, SelectMenu };
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.catalog = useState({ types: [], date_fields: {} });
        onWillStart(async () => {
            Object.assign(this.catalog, await this.orm.call("crm.journey", "trigger_catalog", []));
        });
    }

    get data() {
        return this.props.record.data;
    }

    get config() {
        return this.data[this.props.name] || {};
    }

    get fields() {
        const asked = FIELDS[this.data.trigger] || [];
        return asked.filter((field) => !field.show || field.show(this.config));
    }

    value(field) {
        return this.config[field.name] ?? field.fallback;
    }

    choices(field) {
        return field.choices ? this.catalog.date_fields[this.data.res_model] || [] : field.options;
    }

    get typeChoices() {
        return this.catalog.types.map(({ value, label }) => ({ value, label }));
    }

    update(field, value) {
        const config = { ...this.config };
        if (value === "" || value === undefined || (Array.isArray(value) && !value.length)) {
            delete config[field.name];
        } else {
            config[field.name] = value;
        }
        return this.props.record.update({ [this.props.name]: config });
    }

    updateNumber(field, text) {
        return this.update(field, text === "" ? undefined : Number(text));
    }
}

registry.category("fields").add("crm_journey_trigger", {
    component: JourneyTrigger,
    displayName: _t("Trigger of a journey"),
    supportedTypes: ["json"],
});

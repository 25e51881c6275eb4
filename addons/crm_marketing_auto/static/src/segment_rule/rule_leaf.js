// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { Component } from "@odoo/owl";
import { Domain } from "@web/core/domain";
import { DomainSelector } from "@web/core/domain_selector/domain_selector";
import { _t } from "@web/core/l10n/translation";
import { MultiRecordSelector } from "@web/core/record_selectors/multi_record_selector";
import { user } from "@web/core/user";
import { KINDS, newLeaf, windowMode, windowValues } from "./rule_kinds";
import { withValues } from "./rule_tree";

const WINDOW_MODES = [
    ["ever", _t("ever")],
    ["days", _t("in the last days")],
    ["dates", _t("between two days")],
];

/** A day that moves with today, as the server reads it. */
const MOVING = /^(today|now)\b/;

/** One condition of a rule, with the inputs of its kind. */
export class RuleLeaf extends Component {
    static template = "crm_marketing_auto.RuleLeaf";
    static components = { DomainSelector, MultiRecordSelector };
    static props = {
        leaf: Object,
        choices: Object,
        resModel: String,
        readonly: Boolean,
        update: Function,
        remove: Function,
    };

    get kinds() {
        return Object.entries(KINDS).map(([kind, { label }]) => [kind, label]);
    }

    get inputs() {
        return KINDS[this.props.leaf.kind]?.inputs(this.props.leaf) || [];
    }

    get windowModes() {
        return WINDOW_MODES;
    }

    get windowMode() {
        return windowMode(this.props.leaf);
    }

    get domain() {
        const { domain } = this.props.leaf;
        return typeof domain === "string" ? domain : new Domain(domain).toString();
    }

    get conditions() {
        try {
            return new Domain(this.props.leaf.domain).toList();
        } catch {
            return []; // the server says what is wrong with it
        }
    }

    /** Whether there is a moving day that core's editor has no words for: it knows ranges. */
    get hasMovingDay() {
        const days = this.conditions.filter((part) => Array.isArray(part) && MOVING.test(part[2]));
        return days.some(([path]) => days.filter(([other]) => other === path).length !== 2);
    }

    get months() {
        return luxon.Info.months("short", { locale: user.lang }).map((name, i) => [i + 1, name]);
    }

    get typeIds() {
        const codes = this.props.leaf.types || [];
        return this.props.choices.types.filter((t) => codes.includes(t.code)).map((t) => t.id);
    }

    set(values) {
        this.props.update(withValues(this.props.leaf, values));
    }

    setterOf(name) {
        return (value) => this.set({ [name]: value });
    }

    changeKind(kind) {
        this.props.update(newLeaf(kind));
    }

    setNumber(input, text) {
        const number = text.trim() === "" ? NaN : Number(text);
        const empty = input.optional ? undefined : null;
        this.set({ [input.name]: Number.isNaN(number) ? empty : number });
    }

    setTypes(ids) {
        const codes = this.props.choices.types.filter((t) => ids.includes(t.id)).map((t) => t.code);
        this.set({ types: codes });
    }

    setTexts(name, text) {
        this.set({ [name]: text.split(",").map((one) => one.trim()).filter(Boolean) });
    }

    setWindow(mode) {
        this.set(windowValues(mode));
    }

    setBirthday(mode) {
        const months = mode === "months" ? [luxon.DateTime.now().month] : undefined;
        this.set({ months, within_days: months ? undefined : 7 });
    }

    toggle(name, value) {
        const values = this.props.leaf[name] || [];
        const isIn = values.includes(value);
        this.set({ [name]: isIn ? values.filter((v) => v !== value) : [...values, value] });
    }

    setScore(name, index, text) {
        const score = [...(this.props.leaf[name] || [1, 5])];
        score[index] = Number(text);
        const isAny = score[0] <= 1 && score[1] >= 5;
        this.set({ [name]: isAny ? undefined : score });
    }
}

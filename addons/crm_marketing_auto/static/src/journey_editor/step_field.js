// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { Component } from "@odoo/owl";
import { DomainSelector } from "@web/core/domain_selector/domain_selector";
import { Domain } from "@web/core/domain";
import { _t } from "@web/core/l10n/translation";
import { MultiRecordSelector } from "@web/core/record_selectors/multi_record_selector";
import { RecordSelector } from "@web/core/record_selectors/record_selector";
import { SelectMenu } from "@web/core/select_menu/select_menu";

const { Info } = luxon;

/** One question of the side panel. */
export class StepField extends Component {
    static template = "crm_marketing_auto.StepField";
    static components = { DomainSelector, MultiRecordSelector, RecordSelector, SelectMenu };
    static props = { field: Object, step: Object, model: Object, update: Function };

    get info() {
        return this.props.model.info;
    }

    get isReadonly() {
        return this.props.model.isReadonly;
    }

    get id() {
        return `o_journey_field_${this.props.field.name}`;
    }

    get value() {
        const { field, step } = this.props;
        const value = step.config[field.name];
        return value === undefined ? field.fallback : value;
    }

    resolve(key) {
        const what = this.props.field[key];
        return typeof what === "function" ? what(this.info) : what;
    }

    get model() {
        return this.resolve("model");
    }

    get domain() {
        return this.resolve("domain") || [];
    }

    update(value) {
        this.props.update(this.props.field, value);
    }

    updateNumber(text) {
        const value = Number(text);
        this.update(text === "" || Number.isNaN(value) ? undefined : Math.round(value));
    }

    // Choices ------------------------------------------------------------------

    get choices() {
        const { field, model, step } = this.props;
        if (field.type === "step") {
            return model.steps
                .filter((other) => field.kinds.includes(other.kind) && other.uid !== step.uid)
                .map(({ uid, name }) => ({ value: uid, label: name }));
        }
        if (field.type === "choice") {
            return this.info.catalog[field.choices] || [];
        }
        return field.options || [];
    }

    choose(text) {
        const found = this.choices.find((choice) => String(choice.value) === text);
        this.update(found ? found.value : undefined);
    }

    get typeChoices() {
        return this.info.catalog.types.map(({ value, label }) => ({ value, label }));
    }

    get weekdays() {
        const chosen = this.value || [];
        return Info.weekdays("short").map((label, day) => ({
            day,
            label,
            title: Info.weekdays("long")[day],
            isOn: chosen.includes(day),
        }));
    }

    toggleDay(day) {
        const days = new Set(this.value || []);
        days.has(day) ? days.delete(day) : days.add(day);
        this.update([...days].sort());
    }

    // Filter -------------------------------------------------------------------

    get domainText() {
        return new Domain(this.value || []).toString();
    }

    updateDomain(text) {
        try {
            this.update(new Domain(text).toList());
        } catch {
            // what cannot be evaluated here is no filter that the server could keep
            this.props.model.announcement = String(_t("This filter cannot be used"));
        }
    }

    // Value of a field of the record -------------------------------------------

    get target() {
        return this.info.catalog.fields.find(({ value }) => value === this.props.step.config.field);
    }

    isChosen([value]) {
        return String(value) === String(this.value);
    }

    updateValue(value) {
        const { type } = this.target;
        const isNumber = ["integer", "float", "monetary"].includes(type);
        this.update(isNumber ? Number(value) : value);
    }

    // Shares of a split --------------------------------------------------------

    changePart(index, values) {
        const parts = this.value.map((part, at) => (at === index ? { ...part, ...values } : part));
        this.update(parts);
    }

    changeWeight(index, text) {
        this.changePart(index, { weight: Number(text) || 0 });
    }

    addPart() {
        const names = new Set((this.value || []).map(({ name }) => name));
        const letter = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"].find((one) => !names.has(one));
        this.update([...(this.value || []), { name: letter, weight: 50 }]);
    }

    removePart(index) {
        this.update(this.value.filter((_part, at) => at !== index));
    }

    shareOf(part) {
        const total = this.value.reduce((sum, { weight }) => sum + (Number(weight) || 0), 0);
        return total ? `${Math.round((100 * part.weight) / total)} %` : "";
    }

    // Lines of a quotation -----------------------------------------------------

    changeLine(index, values) {
        this.update(this.value.map((line, at) => (at === index ? { ...line, ...values } : line)));
    }

    changeQuantity(index, text) {
        this.changeLine(index, { quantity: Number(text) || 1 });
    }

    addLine(productId) {
        if (productId) {
            this.update([...(this.value || []), { product_id: productId, quantity: 1 }]);
        }
    }

    removeLine(index) {
        this.update(this.value.filter((_line, at) => at !== index));
    }
}

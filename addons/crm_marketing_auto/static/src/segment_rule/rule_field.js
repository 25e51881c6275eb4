// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { formatInteger } from "@web/views/fields/formatters";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { RuleGroup } from "./rule_group";
import { addAt, asGroup, removeAt, replaceAt } from "./rule_tree";

const PREVIEW_DELAY = 400;

/** The rule of a segment: its tree, how many meet it now, and ten of them. */
export class RuleField extends Component {
    static template = "crm_marketing_auto.RuleField";
    static components = { RuleGroup };
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.preview = useState({ count: null, sample: [], problems: [], words: "", isCounting: false });
        this.last = new KeepLast();
        this.askLater = useDebounced(() => this.ask(), PREVIEW_DELAY);
        this.edit = {
            add: (path, node) => this.change(addAt(this.rule, path, node)),
            remove: (path) => this.change(removeAt(this.rule, path)),
            replace: (path, node) => this.change(replaceAt(this.rule, path, node)),
        };
        onWillStart(async () => {
            this.choices = await this.loadChoices();
        });
        useRecordObserver((record) => {
            const question = this.question(record);
            if (question === this.asked) {
                return;
            }
            const isFirst = !this.asked;
            this.asked = question;
            // the form opens without waiting for the count
            isFirst ? void this.ask() : this.askLater();
        });
    }

    async loadChoices() {
        const [types, stat] = await Promise.all([
            this.orm.searchRead("crm.interaction.type", [], ["code"], {
                context: { active_test: false },
            }),
            this.orm.call("crm.segment", "rule_choices", []),
        ]);
        return { types, ...stat };
    }

    get rule() {
        return asGroup(this.props.record.data[this.props.name]);
    }

    get resModel() {
        return this.props.record.data.res_model || "res.partner";
    }

    get count() {
        return formatInteger(this.preview.count);
    }

    get hiddenCount() {
        const { count, sample } = this.preview;
        return count - sample.length;
    }

    change(rule) {
        return this.props.record.update({ [this.props.name]: rule });
    }

    /** Return what the preview depends on, as text. */
    question({ data, resId }) {
        const rule = data[this.props.name] || false;
        const company = data.company_id?.id || false;
        return JSON.stringify([data.res_model, rule, resId || false, company]);
    }

    async ask() {
        this.preview.isCounting = true;
        try {
            const answer = await this.last.add(
                this.orm.silent.call("crm.segment", "preview", JSON.parse(this.asked))
            );
            Object.assign(this.preview, answer, { isCounting: false });
        } catch (error) {
            Object.assign(this.preview, { count: null, sample: [], isCounting: false });
            throw error;
        }
    }
}

export const ruleField = {
    component: RuleField,
    displayName: _t("Conditions of a segment"),
    supportedTypes: ["json"],
    isEmpty: () => false,
    fieldDependencies: [
        { name: "res_model", type: "selection" },
        { name: "company_id", type: "many2one" },
    ],
};

registry.category("fields").add("crm_segment_rule", ruleField);

// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { Component } from "@odoo/owl";
import { GROUP_LABELS, newLeaf } from "./rule_kinds";
import { RuleLeaf } from "./rule_leaf";
import { isGroup } from "./rule_tree";

/** A group of conditions and groups. */
export class RuleGroup extends Component {
    static template = "crm_marketing_auto.RuleGroup";
    static components = { RuleLeaf };
    static props = {
        group: Object,
        path: Array,
        choices: Object,
        resModel: String,
        readonly: Boolean,
        edit: Object,
    };

    get options() {
        return Object.entries(GROUP_LABELS);
    }

    isGroup(node) {
        return isGroup(node);
    }

    pathOf(index) {
        return [...this.props.path, index];
    }

    changeKind(kind) {
        this.props.edit.replace(this.props.path, { ...this.props.group, kind });
    }

    addCondition() {
        this.props.edit.add(this.props.path, newLeaf("fields"));
    }

    addGroup() {
        const kind = this.props.group.kind === "or" ? "and" : "or";
        this.props.edit.add(this.props.path, { kind, rules: [newLeaf("fields")] });
    }
}
RuleGroup.components.RuleGroup = RuleGroup;

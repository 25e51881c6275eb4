// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { Component } from "@odoo/owl";
import { GROUPS, KINDS } from "./step_kinds";

/** The kinds of steps to choose from, at a plus. */
export class KindMenu extends Component {
    static template = "crm_marketing_auto.KindMenu";
    static props = { choose: Function, close: { type: Function, optional: true } };

    get groups() {
        return GROUPS.map((group) => ({
            ...group,
            kinds: KINDS.filter((kind) => kind.group === group.key),
        }));
    }
}

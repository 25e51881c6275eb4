// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { number } from "./earnings_model";
import { layout } from "./sankey_model";

const SIZE = { width: 860, height: 360 };
const LONGEST = 22;
const ENDS = ["done", "goal", "exited", "holdout", "error", "active"];

/** Who went where in a journey: the wider, the more. A list for those who listen. */
export class Sankey extends Component {
    static template = "crm_marketing_auto.Sankey";
    static props = { nodes: Array, links: Array };

    setup() {
        this.size = SIZE;
        this.format = { number };
    }

    get picture() {
        const { nodes, links, loops } = layout(this.props.nodes, this.props.links, SIZE);
        const named = new Map(nodes.map((node) => [node.id, node.name]));
        const title = (link) =>
            _t("%(from)s to %(to)s: %(count)s", {
                from: named.get(link.from) || link.from,
                to: named.get(link.to) || link.to,
                count: number(link.count),
            });
        return {
            nodes: nodes.map((node) => this.label(node)),
            links: links.map((link) => ({ ...link, title: title(link) })),
            loops: loops.map((link) => ({ key: `${link.from}>${link.to}`, title: title(link) })),
        };
    }

    /** Put the name where there is room for it. */
    label(node) {
        const isRight = node.x + node.width > SIZE.width - 1;
        return {
            ...node,
            text: node.name.length > LONGEST ? `${node.name.slice(0, LONGEST)}…` : node.name,
            isEnd: ENDS.includes(node.kind),
            labelX: isRight ? node.x - 6 : node.x + node.width + 6,
            labelY: node.y + Math.max(6, node.height / 2) + 4,
            anchor: isRight ? "end" : "start",
        };
    }
}

// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { heightOf } from "./geometry";
import { START } from "./graph_model";
import { messageFigures, percentOf, startFigures, stepFigures } from "./figures";
import { exitsOf, kindOf } from "./step_kinds";
import { summarize } from "./step_summary";

/** One step of the drawing. */
export class StepCard extends Component {
    static template = "crm_marketing_auto.StepCard";
    static props = {
        step: Object,
        model: Object,
        isTarget: { type: Boolean, optional: true },
    };

    get isStart() {
        return this.props.step.uid === START;
    }

    get kind() {
        return kindOf(this.props.step.kind);
    }

    get title() {
        return this.isStart ? _t("Who comes in") : this.props.step.name;
    }

    get summary() {
        const { model, step } = this.props;
        if (this.isStart) {
            return model.info.journey.trigger;
        }
        const text = summarize(step, model.graph, model.names);
        return text && text !== step.name ? text : String(this.kind.label);
    }

    get icon() {
        return this.isStart ? "fa-sign-in" : this.kind.icon;
    }

    get exits() {
        const exits = this.isStart ? [] : exitsOf(this.props.step);
        if (exits.length < 2) {
            return [];
        }
        const counts = this.props.model.figures?.steps[this.props.step.uid]?.branches || {};
        const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
        return exits.map((exit) => ({
            ...exit,
            count: counts[exit.name] || 0,
            share: total ? percentOf(counts[exit.name] || 0, total) : "",
        }));
    }

    get hasPort() {
        return !this.isStart && exitsOf(this.props.step).length === 1;
    }

    get figures() {
        const { figures } = this.props.model;
        if (!figures) {
            return null;
        }
        const { step } = this.props;
        return this.isStart ? startFigures(figures.people) : stepFigures(step, figures.steps[step.uid]);
    }

    get reactions() {
        const { figures } = this.props.model;
        const { step } = this.props;
        return figures ? messageFigures(step, figures.steps[step.uid]) : [];
    }

    get problems() {
        return this.props.model.isReadonly ? [] : this.props.model.problemsOf(this.props.step.uid);
    }

    get style() {
        const { step, model } = this.props;
        const height = heightOf(step, Boolean(model.figures));
        return `left: ${step.x}px; top: ${step.y}px; height: ${height}px`;
    }

    get visit() {
        return this.props.model.path?.visits[this.props.step.uid];
    }

    get classes() {
        const { model, step } = this.props;
        const { path } = model;
        const isOnPath = path && (this.isStart || step.uid in path.visits);
        return {
            [`o_journey_${this.isStart ? "start" : this.kind.group}`]: true,
            o_journey_selected: model.selection === step.uid,
            o_journey_problem: this.problems.length > 0,
            o_journey_target: this.props.isTarget,
            o_journey_dim: path && !isOnPath,
            o_journey_on_path: isOnPath,
            o_journey_here: path && path.at === step.uid,
        };
    }

    /** What the card shows, for those who do not see it. */
    get label() {
        const { step, model } = this.props;
        const parts = [this.isStart ? this.title : `${this.kind.label}: ${step.name}`, this.summary];
        for (const { name, label } of this.isStart ? [] : exitsOf(step)) {
            const target = model.step(step.branches[name]);
            parts.push(
                target
                    ? _t("%(exit)s: leads to %(step)s", { exit: label, step: target.name })
                    : _t("%(exit)s: leads nowhere", { exit: label })
            );
        }
        parts.push(...[...(this.figures || []), ...this.reactions].map((figure) => figure.title));
        parts.push(...this.problems.map((problem) => problem.text));
        if (this.visit) {
            parts.push(this.visit.text);
        }
        return parts.filter(Boolean).join(". ");
    }
}

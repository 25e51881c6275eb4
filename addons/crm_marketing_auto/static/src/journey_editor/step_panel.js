// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { messageFigures, percentOf, stepFigures } from "./figures";
import { START } from "./graph_model";
import { StepField } from "./step_field";
import { answer, fieldsOf } from "./step_fields";
import { exitsOf, kindOf } from "./step_kinds";

/** The side panel: everything about the step that is selected. */
export class StepPanel extends Component {
    static template = "crm_marketing_auto.StepPanel";
    static components = { StepField };
    static props = { model: Object, close: Function, openJourney: Function };

    setup() {
        this.model = useState(this.props.model);
        this.action = useService("action");
        this.orm = useService("orm");
    }

    get step() {
        return this.model.selectedStep;
    }

    get isStart() {
        return this.step.uid === START;
    }

    get title() {
        return this.isStart ? _t("Who comes in") : this.step.name;
    }

    onKeydown(ev) {
        if (ev.key === "Escape") {
            this.props.close();
        }
    }

    get kind() {
        return kindOf(this.step.kind);
    }

    get fields() {
        return fieldsOf(this.step, this.model.info);
    }

    get problems() {
        return this.model.isReadonly ? [] : this.model.problemsOf(this.step.uid);
    }

    update(field, value) {
        const config = answer(this.step.config, field, value);
        const isTyped = ["text", "textarea", "number", "time", "date"].includes(field.type);
        this.model.configure(this.step.uid, config, isTyped ? field.name : null);
    }

    rename(ev) {
        this.model.rename(this.step.uid, ev.target.value);
    }

    // Ways out -------------------------------------------------------------

    get exits() {
        const { step, model } = this;
        if (this.isStart) {
            return [{ name: "next", label: _t("First step"), target: model.graph.entry || "" }];
        }
        return exitsOf(step).map((exit) => ({
            ...exit,
            target: step.branches[exit.name] in model.graph.steps ? step.branches[exit.name] : "",
        }));
    }

    get targets() {
        return this.model.steps.filter(({ uid }) => uid !== this.step.uid);
    }

    connect(exit, ev) {
        this.model.connect(this.step.uid, exit, ev.target.value || false);
    }

    // Content ----------------------------------------------------------------

    get hasContent() {
        return ["mail", "sms"].includes(this.step.kind);
    }

    get contentName() {
        return this.model.names.mailings?.[this.step.mailing_id];
    }

    /** Open the content in the core form of mailings; make it where there is none yet. */
    async openContent() {
        const { uid } = this.step;
        await this.model.save();
        const { info } = this.model;
        const { mailing_id, action, revision } = await this.orm.call(
            "crm.journey.version",
            "open_content",
            [[info.version.id], uid, this.model.revision]
        );
        if (!this.model.isReadonly) {
            this.model.adoptContent(uid, mailing_id, revision);
        }
        return this.action.doAction(action, { onClose: () => this.model.load(info.version.id) });
    }

    // Figures ----------------------------------------------------------------

    get counts() {
        return this.model.figures?.steps[this.step.uid] || {};
    }

    get figures() {
        return [...stepFigures(this.step, this.counts), ...messageFigures(this.step, this.counts)];
    }

    get people() {
        const { people } = this.model.figures;
        const labels = {
            active: _t("inside now"),
            done: _t("went through"),
            goal: _t("reached the goal"),
            exited: _t("left"),
            holdout: _t("left out on purpose"),
            error: _t("stopped by an error"),
        };
        return Object.entries(labels)
            .filter(([key]) => people[key])
            .map(([key, label]) => ({ key, label, count: people[key] }));
    }

    get shares() {
        const { branches = {} } = this.counts;
        const total = Object.values(branches).reduce((sum, count) => sum + count, 0);
        return exitsOf(this.step).length < 2 || !total
            ? []
            : exitsOf(this.step).map(({ name, label }) => ({
                  name,
                  label,
                  count: branches[name] || 0,
                  share: percentOf(branches[name] || 0, total),
                  width: (100 * (branches[name] || 0)) / total,
              }));
    }

    openTraces(domain, name) {
        const { version } = this.model.info;
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: name || this.step.name,
            res_model: "crm.journey.trace",
            views: [
                [false, "list"],
                [false, "form"],
            ],
            domain: [["version_id", "=", version.id], ["step_uid", "=", this.step.uid], ...domain],
        });
    }

    openPeople(state) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: _t("People"),
            res_model: "crm.journey.participant",
            views: [
                [false, "list"],
                [false, "form"],
            ],
            domain: [
                ["version_id", "=", this.model.info.version.id],
                ["state", "=", state],
            ],
        });
    }
}

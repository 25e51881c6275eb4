// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { Component, onMounted, onWillStart, onWillUnmount, useEffect, useExternalListener, useRef, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { router } from "@web/core/browser/router";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { EditorModel } from "./editor_model";
import { START } from "./graph_model";
import { JourneyCanvas } from "./journey_canvas";
import { exitsOf } from "./step_kinds";
import { Keyboard } from "./keyboard";
import { Palette } from "./palette";
import { StepPanel } from "./step_panel";

const REFRESH = 30000;

/** The page on which a journey is drawn, and read while it runs. */
export class JourneyEditor extends Component {
    static template = "crm_marketing_auto.JourneyEditor";
    static components = { Dropdown, DropdownItem, JourneyCanvas, Layout, Palette, StepPanel };
    static props = { ...standardActionServiceProps };
    static displayName = _t("Journey");

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.ui = useService("ui");
        this.root = useRef("root");
        this.model = useState(new EditorModel(this.orm));
        this.state = useState({ isListOpen: false });
        this.canvas = null;
        this.keyboard = new Keyboard(this);
        useSetupAction({
            beforeLeave: () => this.model.save(),
            beforeVisibilityChange: () => document.visibilityState === "hidden" && this.model.save(),
            beforeUnload: () => this.model.save(),
        });
        useExternalListener(window, "keydown", (ev) => this.keyboard.onKey(ev));
        onWillStart(() => this.load(...this.address()));
        onMounted(() => {
            this.timer = browser.setInterval(() => this.refresh(), REFRESH);
        });
        onWillUnmount(() => browser.clearInterval(this.timer));
        // a step that is added, or gone to by the keyboard, has the focus
        useEffect(
            (selection) => this.focusCard(selection),
            () => [this.model.selection]
        );
    }

    /** Return the version to show and the person whose path is asked for. */
    address() {
        const { action, resId } = this.props;
        const context = action.context || {};
        const versionId = resId || context.version_id || context.active_id || false;
        return [versionId, context.participant_id || router.current.participant || false];
    }

    async load(versionId, participantId = false) {
        if (!versionId && !participantId) {
            await this.action.doAction("crm_marketing_auto.crm_journey_action", { clearBreadcrumbs: true });
            return;
        }
        const data = await this.model.load(versionId, participantId);
        this.env.config.setDisplayName?.(data.journey.name);
        const participant = participantId || undefined;
        this.props.updateActionState?.({ resId: data.version.id, participant });
    }

    refresh() {
        if (this.model.figures && document.visibilityState === "visible") {
            return this.model.refreshFigures();
        }
    }

    // What is shown ------------------------------------------------------------

    get hasPalette() {
        return !this.model.isReadonly && !this.ui.isSmall;
    }

    get statusText() {
        const { status, isReadonly, info } = this.model;
        if (isReadonly) {
            return info.version.why_readonly;
        }
        return {
            saved: _t("Saved"),
            changed: _t("Saving…"),
            saving: _t("Saving…"),
            refused: _t("Not saved: %s", status.text),
            conflict: status.text,
        }[status.code];
    }

    get problemText() {
        const count = this.model.problems.length;
        return count === 1 ? _t("1 problem") : _t("%s problems", count);
    }

    // What is done -------------------------------------------------------------

    choose(kind) {
        const { model } = this;
        const selected = model.selectedStep;
        const exits = selected && selected.uid !== START ? exitsOf(selected) : [];
        const free = exits.find(({ name }) => !selected.branches[name]);
        let via = null;
        if (free) {
            via = { from: selected.uid, exit: free.name };
        } else if (!model.graph.entry) {
            via = { from: START, exit: "next" };
        } else if (exits.length) {
            via = { from: selected.uid, exit: exits[0].name };
        } else {
            const open = model.steps.find((step) => exitsOf(step).some(({ name }) => !step.branches[name]));
            via = open
                ? { from: open.uid, exit: exitsOf(open).find(({ name }) => !open.branches[name]).name }
                : null;
        }
        this.canvas.reveal(model.add(kind, { via }));
    }

    drop(kind, ev) {
        if (!this.canvas.contains(ev)) {
            return;
        }
        const { connection, step } = this.canvas.under(ev);
        const crossed = connection && this.model.connection(connection);
        const under = step && step !== START && this.model.step(step);
        const exit = under && exitsOf(under)[0];
        if (crossed) {
            this.model.add(kind, { via: { from: crossed.from, exit: crossed.exit } });
        } else if (step === START) {
            this.model.add(kind, { via: { from: START, exit: "next" } });
        } else if (exit) {
            this.model.add(kind, { via: { from: step, exit: exit.name } });
        } else {
            const { x, y } = this.canvas.toDrawing(ev);
            const via = this.model.graph.entry ? null : { from: START, exit: "next" };
            this.model.add(kind, { via, position: { x: Math.round(x - 108), y: Math.round(y - 28) } });
        }
    }

    async publish() {
        await this.model.save();
        const { version, journey } = this.model.info;
        const result = await this.orm.call("crm.journey.version", "publish_from_editor", [[version.id]]);
        if (result.problems) {
            this.model.problems = result.problems;
            this.state.isListOpen = true;
            this.notification.add(_t("Some steps need something first."), { type: "warning" });
            return;
        }
        this.notification.add(_t("“%s” is published.", journey.name), { type: "success" });
        await this.load(version.id);
    }

    async edit() {
        const id = await this.orm.call("crm.journey", "draft_for_editor", [[this.model.info.journey.id]]);
        await this.load(id);
    }

    openVersion(version) {
        return this.model.save().then(() => this.load(version.id));
    }

    leavePath() {
        return this.load(this.model.info.version.id);
    }

    openJourney() {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "crm.journey",
            res_id: this.model.info.journey.id,
            views: [[false, "form"]],
        });
    }

    showProblem(problem) {
        if (problem.step_uid) {
            this.model.select(problem.step_uid);
            this.canvas.reveal(problem.step_uid);
        }
    }

    closePanel() {
        const { selection } = this.model;
        this.model.select(null);
        this.root.el?.querySelector(`[data-step="${CSS.escape(selection)}"]`)?.blur();
    }

    // Keyboard -----------------------------------------------------------------

    focusCard(selection) {
        const card = selection && this.root.el?.querySelector(`[data-step="${CSS.escape(selection)}"]`);
        const active = document.activeElement;
        if (card && (active === document.body || active?.closest(".o_journey_canvas, .o_journey_palette, .o_popover"))) {
            card.focus({ preventScroll: true });
        }
    }
}

registry.category("actions").add("crm_journey_editor", JourneyEditor);

// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { START } from "./graph_model";
import { exitsOf } from "./step_kinds";

/** Return where an arrow key leads from a step: along connections, or to what is beside it. */
export function neighbour(model, uid, direction) {
    const step = model.step(uid);
    if (!step) {
        return START;
    }
    if (direction === "right") {
        return step.uid === START ? model.graph.entry : firstTarget(model, step);
    }
    if (direction === "left") {
        return model.connections.find(({ to }) => to === uid)?.from || null;
    }
    const sign = direction === "down" ? 1 : -1;
    const cost = (other) => Math.abs(other.y - step.y) + 2 * Math.abs(other.x - step.x);
    const beside = [model.start, ...model.steps]
        .filter((other) => other.uid !== uid && sign * (other.y - step.y) > 0)
        .sort((a, b) => cost(a) - cost(b));
    return beside[0]?.uid || null;
}

function firstTarget(model, step) {
    const targets = exitsOf(step).map(({ name }) => step.branches[name]);
    return targets.find((target) => target in model.graph.steps) || null;
}

/** What keys do on the page of the editor. */
export class Keyboard {
    constructor(editor) {
        this.editor = editor;
    }

    onKey(ev) {
        const isTyping = ev.target.closest?.("input, textarea, select, [contenteditable=true], .modal, .o_popover");
        if (isTyping || !this.editor.root.el || document.querySelector(".o_dialog")) {
            return;
        }
        const key = (ev.ctrlKey || ev.metaKey ? "ctrl+" : "") + (ev.shiftKey ? "shift+" : "") + ev.key.toLowerCase();
        const done = this.keys[key]?.(ev);
        if (done !== undefined) {
            ev.preventDefault();
        }
    }

    get keys() {
        const { model, canvas } = this.editor;
        const go = (direction) => () => this.go(direction);
        const nudge = (x, y) => () => this.nudge(x, y);
        return {
            "ctrl+z": () => model.undo() ?? true,
            "ctrl+shift+z": () => model.redo() ?? true,
            "ctrl+y": () => model.redo() ?? true,
            "ctrl+s": () => this.editor.model.save() && true,
            delete: () => this.remove(),
            backspace: () => this.remove(),
            arrowright: go("right"),
            arrowleft: go("left"),
            arrowup: go("up"),
            arrowdown: go("down"),
            "shift+arrowright": nudge(24, 0),
            "shift+arrowleft": nudge(-24, 0),
            "shift+arrowup": nudge(0, -24),
            "shift+arrowdown": nudge(0, 24),
            enter: () => this.focusPanel(),
            escape: () => model.selection && (this.editor.closePanel() ?? true),
            a: () => this.openPlus(),
            "+": () => canvas.zoom(1.2) ?? true,
            "shift++": () => canvas.zoom(1.2) ?? true,
            "-": () => canvas.zoom(1 / 1.2) ?? true,
            0: () => canvas.fit(true) ?? true,
        };
    }

    go(direction) {
        if (!document.activeElement?.closest(".o_journey_canvas") && document.activeElement !== document.body) {
            return undefined;
        }
        const next = neighbour(this.editor.model, this.editor.model.selection, direction);
        if (next) {
            this.editor.model.select(next);
            this.editor.canvas.reveal(next);
        }
        return true;
    }

    nudge(x, y) {
        const step = this.editor.model.selectedStep;
        if (step && step.uid !== START) {
            this.editor.model.move(step.uid, step.x + x, step.y + y, `nudge/${step.uid}`);
            return true;
        }
    }

    remove() {
        const { selection, isReadonly } = this.editor.model;
        if (selection && selection !== START && !isReadonly) {
            this.editor.model.removeSelected();
            return true;
        }
    }

    focusPanel() {
        const field = this.editor.root.el.querySelector(".o_journey_panel input, .o_journey_panel button");
        if (this.editor.model.selectedStep && field && document.activeElement?.closest(".o_journey_step")) {
            field.focus();
            return true;
        }
    }

    openPlus() {
        const { selectedStep, isReadonly } = this.editor.model;
        const step = selectedStep || this.editor.model.start;
        const exits = step.uid === START ? [{ name: "next" }] : exitsOf(step);
        const exit = exits.find(({ name }) => !step.branches[name]) || exits[0];
        const card = this.editor.root.el.querySelector(`[data-step="${CSS.escape(step.uid)}"]`);
        if (exit && card && !isReadonly) {
            this.editor.canvas.openMenu(card, { from: step.uid, exit: exit.name });
            return true;
        }
    }
}

// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { useExternalListener } from "@odoo/owl";

const FAR_ENOUGH = 5;
export const MIN_ZOOM = 0.2;
export const MAX_ZOOM = 2;

/**
 * Fingers and mice on the canvas: pan on the ground, move a step, pull a connection out of
 * a way out, pinch with two fingers. `canvas` says what each of them does.
 */
export class Gestures {
    constructor(canvas) {
        this.canvas = canvas;
        this.pointers = new Map();
        this.drag = null;
        useExternalListener(window, "pointermove", (ev) => this.onMove(ev));
        useExternalListener(window, "pointerup", (ev) => this.onUp(ev));
        useExternalListener(window, "pointercancel", (ev) => this.onUp(ev, true));
    }

    onDown(ev) {
        if (ev.button > 1 || ev.target.closest("[data-no-drag]")) {
            return;
        }
        this.pointers.set(ev.pointerId, { x: ev.clientX, y: ev.clientY });
        if (this.pointers.size === 2) {
            this.drag = { kind: "pinch", ...this.spread() };
            return;
        }
        const port = ev.target.closest("[data-port]");
        const step = ev.target.closest("[data-step]");
        const at = { x: ev.clientX, y: ev.clientY };
        if (port && !this.canvas.isReadonly) {
            const { from, exit } = port.dataset;
            this.drag = { kind: "connect", from, exit, at, target: port };
        } else if (step && !this.canvas.isReadonly && step.dataset.movable) {
            this.drag = { kind: "step", uid: step.dataset.step, at, origin: this.canvas.placeOf(step.dataset.step) };
        } else {
            this.drag = { kind: "pan", at, view: this.canvas.view };
        }
    }

    onMove(ev) {
        if (!this.pointers.has(ev.pointerId) || !this.drag) {
            return;
        }
        this.pointers.set(ev.pointerId, { x: ev.clientX, y: ev.clientY });
        const { drag, canvas } = this;
        if (drag.kind === "pinch") {
            this.pinch();
            return;
        }
        const by = { x: ev.clientX - drag.at.x, y: ev.clientY - drag.at.y };
        if (!drag.isMoving && Math.hypot(by.x, by.y) < FAR_ENOUGH) {
            return;
        }
        drag.isMoving = true;
        if (drag.kind === "pan") {
            canvas.setView({ ...drag.view, x: drag.view.x + by.x, y: drag.view.y + by.y });
        } else if (drag.kind === "step") {
            const k = canvas.view.k;
            canvas.dragStep(drag.uid, drag.origin.x + by.x / k, drag.origin.y + by.y / k);
        } else {
            canvas.dragConnection(drag, ev);
        }
    }

    onUp(ev, isCancelled = false) {
        this.pointers.delete(ev.pointerId);
        const { drag, canvas } = this;
        if (!drag) {
            return;
        }
        this.drag = null;
        if (drag.kind === "step" && drag.isMoving) {
            canvas.dropStep(drag.uid);
        } else if (drag.kind === "connect" && !isCancelled) {
            canvas.dropConnection(drag, ev);
        } else if (drag.kind === "connect") {
            canvas.cancelConnection();
        } else if (drag.kind === "pan" && !drag.isMoving) {
            canvas.clickGround(ev);
        }
        this.hasMoved = Boolean(drag.isMoving);
    }

    spread() {
        const [one, other] = [...this.pointers.values()];
        return {
            distance: Math.hypot(one.x - other.x, one.y - other.y),
            middle: { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 },
        };
    }

    pinch() {
        if (this.pointers.size < 2) {
            return;
        }
        const { distance, middle } = this.spread();
        this.canvas.zoomAt(middle.x, middle.y, distance / (this.drag.distance || distance));
        this.canvas.panBy(middle.x - this.drag.middle.x, middle.y - this.drag.middle.y);
        Object.assign(this.drag, { distance, middle });
    }
}

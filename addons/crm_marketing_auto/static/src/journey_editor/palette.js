// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { Component, useExternalListener, useState } from "@odoo/owl";
import { GROUPS, KINDS } from "./step_kinds";

const FAR_ENOUGH = 5;

/** The steps there are, to be dragged onto the drawing or clicked. */
export class Palette extends Component {
    static template = "crm_marketing_auto.JourneyPalette";
    static props = { drop: Function, choose: Function };

    setup() {
        this.state = useState({ ghost: null });
        this.drag = null;
        useExternalListener(window, "pointermove", (ev) => this.onMove(ev));
        useExternalListener(window, "pointerup", (ev) => this.onUp(ev));
        useExternalListener(window, "pointercancel", () => this.stop());
    }

    get groups() {
        return GROUPS.map((group) => ({
            ...group,
            kinds: KINDS.filter((kind) => kind.group === group.key),
        }));
    }

    onDown(ev, kind) {
        if (ev.button === 0) {
            this.drag = { kind, x: ev.clientX, y: ev.clientY, id: ev.pointerId };
        }
    }

    onMove(ev) {
        const { drag } = this;
        if (!drag || drag.id !== ev.pointerId) {
            return;
        }
        if (!this.state.ghost && Math.hypot(ev.clientX - drag.x, ev.clientY - drag.y) < FAR_ENOUGH) {
            return;
        }
        this.state.ghost = { ...drag.kind, x: ev.clientX, y: ev.clientY };
    }

    onUp(ev) {
        const { drag } = this;
        if (!drag || drag.id !== ev.pointerId) {
            return;
        }
        this.wasDragged = Boolean(this.state.ghost);
        this.stop();
        if (this.wasDragged) {
            this.props.drop(drag.kind.key, ev);
        }
    }

    stop() {
        this.drag = null;
        this.state.ghost = null;
    }

    onClick(kind) {
        if (!this.wasDragged) {
            this.props.choose(kind.key);
        }
        this.wasDragged = false;
    }
}

// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { Component, onMounted, useEffect, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { usePopover } from "@web/core/popover/popover_hook";
import { clamp } from "@web/core/utils/numbers";
import { Gestures, MAX_ZOOM, MIN_ZOOM } from "./canvas_gestures";
import { boundsOf, curve, entryPoint, exitPoint, snap } from "./geometry";
import { START } from "./graph_model";
import { KindMenu } from "./kind_menu";
import { StepCard } from "./step_card";
import { exitLabel, exitsOf } from "./step_kinds";

const STUB = 40;
const MARGIN = 32;

/** The drawing itself: steps as cards, connections as curves, zoomed and panned. */
export class JourneyCanvas extends Component {
    static template = "crm_marketing_auto.JourneyCanvas";
    static components = { StepCard };
    static props = { model: Object, handle: { type: Function, optional: true } };

    setup() {
        this.model = useState(this.props.model);
        this.state = useState({ view: { x: 24, y: 24, k: 1 }, line: null, moved: null });
        this.root = useRef("root");
        this.menu = usePopover(KindMenu, { position: "bottom-start", popoverClass: "o_journey_menu_popover" });
        this.gestures = new Gestures(this);
        this.props.handle?.(this);
        onMounted(() => this.fit());
        useEffect(
            () => this.fit(),
            () => [this.model.info.version.id]
        );
    }

    get isReadonly() {
        return this.model.isReadonly;
    }

    get hasFigures() {
        return Boolean(this.model.figures);
    }

    /** The beginning and the steps, one of them where it is being dragged to. */
    get cards() {
        const { moved } = this.state;
        return [this.model.start, ...this.model.steps].map((step) =>
            moved?.uid === step.uid ? { ...step, x: moved.x, y: moved.y } : step
        );
    }

    get edges() {
        const cards = Object.fromEntries(this.cards.map((step) => [step.uid, step]));
        const taken = this.model.path?.taken;
        return this.model.connections.map((connection) => {
            const from = exitPoint(cards[connection.from], connection.exit, this.hasFigures);
            const { path, middle } = curve(from, entryPoint(cards[connection.to]));
            const isTaken = taken?.includes(connection.id);
            return { ...connection, path, middle, isTaken, isDim: Boolean(taken) && !isTaken };
        });
    }

    /** Ways out that lead nowhere yet: a stub with a plus. */
    get stubs() {
        if (this.isReadonly) {
            return [];
        }
        const open = this.model.graph.entry ? [] : [{ from: START, exit: "next" }];
        for (const step of this.model.steps) {
            for (const { name } of exitsOf(step)) {
                if (!(step.branches[name] in this.model.graph.steps)) {
                    open.push({ from: step.uid, exit: name });
                }
            }
        }
        const cards = Object.fromEntries(this.cards.map((step) => [step.uid, step]));
        return open.map(({ from, exit }) => {
            const point = exitPoint(cards[from], exit, this.hasFigures);
            const label = this.addLabel(from, exit);
            return { id: `${from}/${exit}`, from, exit, point, label, end: { x: point.x + STUB, y: point.y } };
        });
    }

    addLabel(from, exit) {
        const step = this.model.step(from);
        if (from === START) {
            return _t("Add the first step");
        }
        return exitsOf(step).length > 1
            ? _t("Add a step after %(step)s, %(exit)s", { step: step.name, exit: exitLabel(step, exit) })
            : _t("Add a step after %s", step.name);
    }

    get transform() {
        const { x, y, k } = this.state.view;
        return `transform: translate(${x}px, ${y}px) scale(${k})`;
    }

    get ground() {
        const { x, y, k } = this.state.view;
        const size = 24 * k;
        return `background-size: ${size}px ${size}px; background-position: ${x}px ${y}px`;
    }

    // View -------------------------------------------------------------------

    get view() {
        return { ...this.state.view };
    }

    setView(view) {
        this.state.view = view;
    }

    panBy(x, y) {
        this.setView({ ...this.view, x: this.view.x + x, y: this.view.y + y });
    }

    zoomAt(clientX, clientY, factor) {
        const box = this.root.el.getBoundingClientRect();
        const { x, y, k } = this.view;
        const next = clamp(k * factor, MIN_ZOOM, MAX_ZOOM);
        const at = { x: clientX - box.left, y: clientY - box.top };
        this.setView({ x: at.x - ((at.x - x) * next) / k, y: at.y - ((at.y - y) * next) / k, k: next });
    }

    zoom(factor) {
        const box = this.root.el.getBoundingClientRect();
        this.zoomAt(box.left + box.width / 2, box.top + box.height / 2, factor);
    }

    /** Show the drawing; `isWhole`: all of it, however small that makes it. */
    fit(isWhole = false) {
        const box = this.root.el?.getBoundingClientRect();
        if (!box?.width) {
            return;
        }
        const bounds = boundsOf(this.cards, this.hasFigures);
        const width = bounds.right - bounds.left + STUB;
        const height = bounds.bottom - bounds.top;
        const room = { x: box.width - 2 * MARGIN, y: box.height - 2 * MARGIN };
        // what would be too small to be read is shown from its beginning, unless asked for
        const least = isWhole ? MIN_ZOOM : box.width < 600 ? 0.75 : 0.65;
        const k = clamp(Math.min(room.x / width, room.y / height), least, 1);
        const isCut = width * k > room.x;
        const x = isCut ? MARGIN - bounds.left * k : (box.width - width * k) / 2 - bounds.left * k;
        const spare = box.height - height * k;
        const y = Math.max(MARGIN, Math.min(spare / 2, 120)) - bounds.top * k;
        this.setView({ x: Math.round(x), y: Math.round(y), k });
    }

    /** Bring a step into view when it is not. */
    reveal(uid) {
        const step = this.model.step(uid);
        const box = this.root.el?.getBoundingClientRect();
        if (!step || !box) {
            return;
        }
        const { x, y, k } = this.view;
        const { left, top, right, bottom } = boundsOf([step], this.hasFigures);
        const overX = Math.max(0, right * k + x - box.width + MARGIN) || Math.min(0, left * k + x - MARGIN);
        const overY = Math.max(0, bottom * k + y - box.height + MARGIN) || Math.min(0, top * k + y - MARGIN);
        if (overX || overY) {
            this.panBy(-overX, -overY);
        }
    }

    onWheel(ev) {
        if (ev.ctrlKey || ev.metaKey) {
            this.zoomAt(ev.clientX, ev.clientY, Math.exp(-ev.deltaY / 300));
        } else {
            this.panBy(-(ev.shiftKey ? ev.deltaY : ev.deltaX), ev.shiftKey ? 0 : -ev.deltaY);
        }
    }

    // What gestures do ---------------------------------------------------------

    placeOf(uid) {
        const { x, y } = this.model.step(uid);
        return { x, y };
    }

    toDrawing(ev) {
        const box = this.root.el.getBoundingClientRect();
        const { x, y, k } = this.view;
        return { x: (ev.clientX - box.left - x) / k, y: (ev.clientY - box.top - y) / k };
    }

    contains(ev) {
        const box = this.root.el.getBoundingClientRect();
        return (
            ev.clientX >= box.left && ev.clientX <= box.right && ev.clientY >= box.top && ev.clientY <= box.bottom
        );
    }

    /** Return the step and the connection under a pointer. */
    under(ev) {
        const found = document.elementsFromPoint(ev.clientX, ev.clientY);
        const one = (key) => found.map((el) => el.closest?.(`[data-${key}]`)?.dataset[key]).find(Boolean);
        return { step: one("step"), connection: one("connection") };
    }

    dragStep(uid, x, y) {
        this.state.moved = { uid, x: snap(x), y: snap(y) };
    }

    dropStep(uid) {
        const { moved } = this.state;
        this.state.moved = null;
        if (moved) {
            this.model.move(uid, moved.x, moved.y);
        }
    }

    dragConnection({ from, exit }, ev) {
        const point = exitPoint(this.model.step(from), exit, this.hasFigures);
        const { step } = this.under(ev);
        const target = step && step !== START && step !== from ? step : null;
        const to = target ? entryPoint(this.model.step(target)) : this.toDrawing(ev);
        this.state.line = { path: curve(point, to).path, target };
    }

    dropConnection({ from, exit, isMoving, target: port }, ev) {
        const target = this.state.line?.target;
        this.state.line = null;
        if (target) {
            this.model.connect(from, exit, target);
        } else if (isMoving) {
            this.openMenu(port, { from, exit }, this.toDrawing(ev));
        }
    }

    cancelConnection() {
        this.state.line = null;
    }

    clickGround(ev) {
        const { step, connection } = this.under(ev);
        if (!step && !connection) {
            this.model.select(null);
        }
    }

    /** Offer the kinds of steps; the chosen one is put behind a way out. */
    openMenu(target, via, position = null) {
        if (this.isReadonly) {
            return;
        }
        const place = position && { x: snap(position.x), y: snap(position.y - 28) };
        this.menu.open(target, {
            choose: (kind) => {
                this.menu.close();
                this.reveal(this.model.add(kind, { via, position: place }));
            },
        });
    }

    onPlus(ev, via) {
        if (!this.gestures.hasMoved) {
            this.openMenu(ev.currentTarget, via);
        }
        this.gestures.hasMoved = false;
    }

    onEdge(edge) {
        this.model.select(edge.id);
    }

    edgeLabel(edge) {
        return _t("From %(from)s to %(to)s", {
            from: edge.from === START ? _t("the beginning") : this.model.step(edge.from).name,
            to: this.model.step(edge.to).name,
        });
    }
}

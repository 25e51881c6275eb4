// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { START } from "./graph_model";
import { exitsOf, MESSAGES } from "./step_kinds";

/** Sizes of the drawing in its own pixels; scss has the same ones. */
export const WIDTH = 216;
export const HEAD = 58;
export const ROW = 24;
export const FIGURES = 26;
export const GAP_X = 96;
export const GAP_Y = 34;
export const GRID = 8;

export function snap(value) {
    return Math.round(value / GRID) * GRID;
}

/** Return how high the figures of a step are: messages have two rows of them. */
export function figuresHeight(step, hasFigures) {
    return hasFigures ? FIGURES * (MESSAGES.includes(step.kind) ? 2 : 1) : 0;
}

/** Return how high a step is drawn. */
export function heightOf(step, hasFigures) {
    const exits = step.uid === START ? [] : exitsOf(step);
    const rows = exits.length > 1 ? exits.length * ROW : 0;
    return HEAD + figuresHeight(step, hasFigures) + rows;
}

/** Return where a connection leaves a step by a way out. */
export function exitPoint(step, exit, hasFigures) {
    const exits = step.uid === START ? [] : exitsOf(step);
    const x = step.x + WIDTH;
    if (exits.length < 2) {
        return { x, y: step.y + HEAD / 2 };
    }
    const index = exits.findIndex(({ name }) => name === exit);
    const top = HEAD + figuresHeight(step, hasFigures);
    return { x, y: step.y + top + ROW * (index + 0.5) };
}

export function entryPoint(step) {
    return { x: step.x, y: step.y + HEAD / 2 };
}

/** Return the way from one point to another as SVG and its middle. */
export function curve(from, to) {
    const isForward = to.x >= from.x + 24;
    const reach = isForward ? Math.max(28, (to.x - from.x) / 2) : 72;
    // backwards the line goes around the steps, not through them
    const drop = isForward ? 0 : Math.max(70, Math.abs(to.y - from.y) / 2 + 40);
    const first = { x: from.x + reach, y: from.y + drop };
    const second = { x: to.x - reach, y: to.y + drop };
    const middle = {
        x: (from.x + 3 * first.x + 3 * second.x + to.x) / 8,
        y: (from.y + 3 * first.y + 3 * second.y + to.y) / 8,
    };
    const path = `M ${from.x} ${from.y} C ${first.x} ${first.y}, ${second.x} ${second.y}, ${to.x} ${to.y}`;
    return { path, middle };
}

/** Return the box around steps, in the drawing's pixels. */
export function boundsOf(steps, hasFigures) {
    const boxes = steps.map((step) => ({
        left: step.x,
        top: step.y,
        right: step.x + WIDTH,
        bottom: step.y + heightOf(step, hasFigures),
    }));
    return {
        left: Math.min(...boxes.map((box) => box.left)),
        top: Math.min(...boxes.map((box) => box.top)),
        right: Math.max(...boxes.map((box) => box.right)),
        bottom: Math.max(...boxes.map((box) => box.bottom)),
    };
}

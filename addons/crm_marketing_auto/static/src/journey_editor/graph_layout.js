// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { GAP_X, GAP_Y, heightOf, WIDTH } from "./geometry";
import { START } from "./graph_model";
import { exitsOf } from "./step_kinds";

/**
 * Place the steps in columns from left to right: a step stands right of everything that
 * leads to it (a connection that closes a loop does not count), and within a column in the
 * order in which the ways out of the column before lead to it.
 */
export function arrange(graph, hasFigures = false) {
    const { depth, order } = columnsOf(graph);
    const columns = [];
    for (const uid of order) {
        (columns[depth[uid]] ||= []).push(uid);
    }
    const steps = { ...graph.steps };
    const center = {};
    const parents = parentsOf(graph);
    columns.forEach((uids = [], column) => {
        placeColumn(uids, column, { steps, center, parents, hasFigures });
    });
    return { ...graph, steps };
}

function placeColumn(uids, column, { steps, center, parents, hasFigures }) {
    const wish = {};
    uids.forEach((uid, index) => {
        const known = (parents[uid] || []).filter((parent) => parent.uid in center);
        const sum = known.reduce((total, parent) => total + center[parent.uid] + parent.offset, 0);
        wish[uid] = { y: known.length ? sum / known.length : 0, index };
    });
    uids.sort((a, b) => wish[a].y - wish[b].y || wish[a].index - wish[b].index);
    let bottom = -Infinity;
    for (const uid of uids) {
        const y = Math.max(wish[uid].y, bottom);
        steps[uid] = { ...steps[uid], x: (column + 1) * (WIDTH + GAP_X), y };
        bottom = y + heightOf(steps[uid], hasFigures) + GAP_Y;
    }
    shiftToWish(uids, steps, wish);
    uids.forEach((uid) => (center[uid] = steps[uid].y));
}

/** Move a column as one towards where its steps would like to be. */
function shiftToWish(uids, steps, wish) {
    const excess = uids.reduce((total, uid) => total + steps[uid].y - wish[uid].y, 0);
    const shift = Math.round(excess / uids.length / 2);
    for (const uid of uids) {
        steps[uid] = { ...steps[uid], y: Math.round(steps[uid].y - shift) };
    }
}

/** Return who leads to whom, with how far above or below its way out wants it. */
function parentsOf(graph) {
    const parents = {};
    for (const step of Object.values(graph.steps)) {
        const exits = exitsOf(step);
        exits.forEach(({ name }, index) => {
            const to = step.branches[name];
            if (to) {
                const offset = (index - (exits.length - 1) / 2) * 90;
                (parents[to] ||= []).push({ uid: step.uid, offset });
            }
        });
    }
    return parents;
}

/** Return the column of every step, and the steps in the order they are met. */
function columnsOf(graph) {
    const depth = {};
    const order = [];
    const open = new Set();
    const visit = (uid, level) => {
        if (!(uid in graph.steps) || open.has(uid) || depth[uid] >= level) {
            return;
        }
        if (!(uid in depth)) {
            order.push(uid);
        }
        depth[uid] = level;
        open.add(uid);
        for (const { name } of exitsOf(graph.steps[uid])) {
            visit(graph.steps[uid].branches[name], level + 1);
        }
        open.delete(uid);
    };
    visit(graph.entry, 0);
    const targets = new Set(Object.values(graph.steps).flatMap((step) => Object.values(step.branches)));
    for (const uid of Object.keys(graph.steps)) {
        if (!(uid in depth) && !targets.has(uid)) {
            visit(uid, 0);
        }
    }
    Object.keys(graph.steps).forEach((uid) => uid in depth || visit(uid, 0));
    return { depth, order };
}

/** Tell whether the steps were never placed: all of them stand at one point. */
export function isUnplaced(graph) {
    const steps = Object.values(graph.steps);
    return steps.length > 0 && steps.every((step) => !step.x && !step.y);
}

/** The beginning: drawn as a step, left of the first one. */
export function startStep(graph) {
    const first = graph.steps[graph.entry];
    const steps = Object.values(graph.steps);
    const left = Math.min(...steps.map((step) => step.x), WIDTH + GAP_X);
    return {
        uid: START,
        kind: START,
        name: "",
        config: {},
        branches: graph.entry ? { next: graph.entry } : {},
        x: left - WIDTH - GAP_X,
        y: first ? first.y : 0,
    };
}

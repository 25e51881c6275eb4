// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { GAP_X, GAP_Y, heightOf, snap, WIDTH } from "./geometry";
import { START, targetOf } from "./graph_model";
import { exitsOf } from "./step_kinds";

/** Return where a step is put that is added behind a way out. */
export function placeFor(model, via) {
    if (!via) {
        const bottom = model.steps.map((step) => step.y + heightOf(step, Boolean(model.figures)));
        return { x: model.start.x + WIDTH + GAP_X, y: Math.max(0, ...bottom) + 2 * GAP_Y };
    }
    const from = model.step(via.from);
    const following = model.step(targetOf(model.graph, via.from, via.exit));
    if (following && following.x > from.x) {
        return { x: from.x + WIDTH + GAP_X, y: following.y };
    }
    const exits = via.from === START ? [] : exitsOf(from);
    const index = Math.max(0, exits.findIndex(({ name }) => name === via.exit));
    const shift = exits.length > 1 ? (index - (exits.length - 1) / 2) * 130 : 0;
    return freePlace(model, from.x + WIDTH + GAP_X, snap(from.y + shift));
}

/** Return the first free place in a column, from a height downwards. */
function freePlace(model, x, y) {
    const near = model.steps.filter((step) => Math.abs(step.x - x) < WIDTH);
    const isTaken = (top) =>
        near.some(
            (step) => top < step.y + heightOf(step, Boolean(model.figures)) + 16 && step.y < top + 96
        );
    while (isTaken(y)) {
        y += 40;
    }
    return { x, y };
}

/** Push what follows an inserted step to the right when it stands in the way. */
export function makeRoom(graph, uid) {
    const { x, y } = graph.steps[uid];
    const blocking = Object.values(graph.steps).some(
        (step) => step.uid !== uid && Math.abs(step.x - x) < WIDTH + 24 && Math.abs(step.y - y) < 80
    );
    if (!blocking) {
        return graph;
    }
    const steps = { ...graph.steps };
    for (const step of Object.values(graph.steps)) {
        if (step.uid !== uid && step.x >= x - 24) {
            steps[step.uid] = { ...step, x: step.x + WIDTH + GAP_X };
        }
    }
    return { ...graph, steps };
}

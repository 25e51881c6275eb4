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

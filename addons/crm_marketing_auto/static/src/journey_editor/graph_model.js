// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { exitsOf } from "./step_kinds";

/**
 * The drawing: `{ entry, steps: { uid: step } }`, where a step is
 * `{ uid, kind, name, config, branches, mailing_id, x, y }` and `branches` leads from a
 * way out to the uid of the next step. Every function returns a new drawing and leaves
 * the one it was given as it was, so that the past can be kept (see `History`).
 */

/** The way out of the beginning: it is kept as `entry`. */
export const START = "__start__";

export function makeGraph(data = {}) {
    const steps = {};
    for (const step of data.steps || []) {
        steps[step.uid] = { ...step, config: step.config || {}, branches: step.branches || {} };
    }
    return { entry: data.entry || false, steps };
}

/** Return what the server keeps: the steps in the order they were added. */
export function serialize(graph) {
    return { entry: graph.entry, steps: Object.values(graph.steps) };
}

export function newUid(graph) {
    let uid;
    do {
        uid = `s${Math.random().toString(36).slice(2, 9)}`;
    } while (uid in graph.steps);
    return uid;
}

/** Return every connection: where it starts, by which way out, where it leads. */
export function connectionsOf(graph) {
    const connections = graph.entry
        ? [{ id: `${START}/next`, from: START, exit: "next", to: graph.entry }]
        : [];
    for (const step of Object.values(graph.steps)) {
        for (const { name } of exitsOf(step)) {
            if (step.branches[name]) {
                const to = step.branches[name];
                connections.push({ id: `${step.uid}/${name}`, from: step.uid, exit: name, to });
            }
        }
    }
    return connections.filter(({ to }) => to in graph.steps);
}

export function connect(graph, from, exit, to) {
    if (from === START) {
        return { ...graph, entry: to || false };
    }
    const { [exit]: _former, ...branches } = graph.steps[from].branches;
    if (to) {
        branches[exit] = to;
    }
    return changeStep(graph, from, { branches });
}

export function changeStep(graph, uid, values) {
    return { ...graph, steps: { ...graph.steps, [uid]: { ...graph.steps[uid], ...values } } };
}

/** Change what a step needs; ways out that were renamed keep leading where they led. */
export function changeConfig(graph, uid, config) {
    const step = graph.steps[uid];
    const before = exitsOf(step);
    const after = exitsOf({ ...step, config });
    const branches = {};
    after.forEach(({ name }, index) => {
        const isRenamed = after.length === before.length;
        const former = isRenamed ? before[index].name : name;
        const target = step.branches[former] || (index === 0 && step.branches[before[0]?.name]);
        if (target) {
            branches[name] = target;
        }
    });
    return changeStep(graph, uid, { config, branches });
}

/** Add a step; `via` names the way out it is put behind: what followed follows it. */
export function addStep(graph, step, via = null) {
    let added = { config: {}, branches: {}, mailing_id: false, x: 0, y: 0, ...step };
    const following = via && targetOf(graph, via.from, via.exit);
    const [first] = exitsOf(added);
    if (following && first) {
        added = { ...added, branches: { [first.name]: following } };
    }
    const grown = { ...graph, steps: { ...graph.steps, [added.uid]: added } };
    return via ? connect(grown, via.from, via.exit, added.uid) : grown;
}

export function targetOf(graph, from, exit) {
    return from === START ? graph.entry : graph.steps[from]?.branches[exit] || false;
}

/** Remove steps; where one led to one place only, what came before leads there now. */
export function removeSteps(graph, uids) {
    return uids.reduce(removeStep, graph);
}

function removeStep(graph, uid) {
    const { [uid]: gone, ...steps } = graph.steps;
    if (!gone) {
        return graph;
    }
    const targets = new Set(Object.values(gone.branches).filter((to) => to !== uid));
    const heir = targets.size === 1 ? [...targets][0] : false;
    let healed = { ...graph, steps };
    for (const { from, exit, to } of connectionsOf(graph)) {
        if (to === uid && from !== uid) {
            healed = connect(healed, from, exit, heir === from ? false : heir);
        }
    }
    return healed.entry === uid ? { ...healed, entry: heir } : healed;
}

/** Return a copy of the step beside it, not connected. */
export function duplicateStep(graph, uid, name) {
    const step = graph.steps[uid];
    const copy = {
        ...step,
        uid: newUid(graph),
        name,
        branches: {},
        mailing_id: false,
        x: step.x + 40,
        y: step.y + 40,
    };
    return [addStep(graph, copy), copy.uid];
}

/** Return the steps that a way leads to from the beginning. */
export function reachable(graph) {
    const seen = new Set();
    const todo = graph.entry ? [graph.entry] : [];
    while (todo.length) {
        const uid = todo.pop();
        if (!seen.has(uid) && uid in graph.steps) {
            seen.add(uid);
            todo.push(...Object.values(graph.steps[uid].branches));
        }
    }
    return seen;
}

/** What was drawn before and undone since. Drawings do not change, so they are shared. */
export class History {
    constructor(graph, limit = 100) {
        this.limit = limit;
        this.past = [];
        this.future = [];
        this.present = graph;
        this.mergeKey = null;
    }

    /** Keep a drawing; changes with the same key in a row are undone as one. */
    push(graph, mergeKey = null) {
        if (!mergeKey || mergeKey !== this.mergeKey) {
            this.past = [...this.past, this.present].slice(-this.limit);
        }
        this.mergeKey = mergeKey;
        this.future = [];
        this.present = graph;
    }

    undo() {
        if (this.past.length) {
            this.future = [this.present, ...this.future];
            this.present = this.past.pop();
            this.mergeKey = null;
        }
        return this.present;
    }

    redo() {
        if (this.future.length) {
            this.past = [...this.past, this.present];
            [this.present, ...this.future] = this.future;
            this.mergeKey = null;
        }
        return this.present;
    }
}

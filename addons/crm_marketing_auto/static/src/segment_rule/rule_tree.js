// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

/**
 * The rule of a segment as a tree that never changes: each edit returns a new one.
 *
 * A group is `{kind: "and" | "or" | "not", rules: [...]}`, a condition has another kind.
 * A path is the list of indexes that lead from the root to a node.
 */
export const GROUPS = ["and", "or", "not"];

export function isGroup(node) {
    return GROUPS.includes(node.kind);
}

/** Return a tree whose root is a group, so that conditions can be added to it. */
export function asGroup(rule) {
    if (!rule || !rule.kind) {
        return { kind: "and", rules: [] };
    }
    return isGroup(rule) ? rule : { kind: "and", rules: [rule] };
}

/** Return the tree with another node at a path. */
export function replaceAt(tree, path, node) {
    if (!path.length) {
        return node;
    }
    const [index, ...rest] = path;
    const rules = tree.rules.map((child, i) => (i === index ? replaceAt(child, rest, node) : child));
    return { ...tree, rules };
}

/** Return the node at a path. */
export function nodeAt(tree, path) {
    return path.reduce((node, index) => node.rules[index], tree);
}

/** Return the tree with a node added to the group at a path. */
export function addAt(tree, path, node) {
    const group = nodeAt(tree, path);
    return replaceAt(tree, path, { ...group, rules: [...group.rules, node] });
}

/** Return the tree without the node at a path, and without groups that it empties. */
export function removeAt(tree, path) {
    const parentPath = path.slice(0, -1);
    const parent = nodeAt(tree, parentPath);
    const rules = parent.rules.filter((_child, index) => index !== path.at(-1));
    if (!rules.length && parentPath.length) {
        return removeAt(tree, parentPath);
    }
    return replaceAt(tree, parentPath, { ...parent, rules });
}

/** Return a condition with some values; what is undefined is left out. */
export function withValues(leaf, values) {
    const entries = Object.entries({ ...leaf, ...values });
    return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

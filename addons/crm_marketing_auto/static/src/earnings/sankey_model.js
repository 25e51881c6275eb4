// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
/**
 * Where the parts of a Sankey picture are. Nodes stand in columns from left to right,
 * each in the one after its last predecessor; a link that leads back to an earlier node
 * (a loop) does not move it. The height of nodes and links is their count.
 */

const GAP = 14;
const NODE_WIDTH = 12;

/** Return the links without those that close a loop, which are given apart. */
export function untangle(nodes, links) {
    const out = Map.groupBy(links, (link) => link.from);
    const state = new Map();
    const loops = new Set();
    const visit = (id) => {
        state.set(id, "open");
        for (const link of out.get(id) || []) {
            if (state.get(link.to) === "open") {
                loops.add(link);
            } else if (!state.has(link.to)) {
                visit(link.to);
            }
        }
        state.set(id, "done");
    };
    const entered = new Set(links.map((link) => link.to));
    const roots = nodes.filter((node) => !entered.has(node.id));
    for (const node of [...roots, ...nodes]) {
        if (!state.has(node.id)) {
            visit(node.id);
        }
    }
    return { forward: links.filter((link) => !loops.has(link)), loops: [...loops] };
}

/** Return {id: column}. */
export function columnsOf(nodes, links) {
    const column = Object.fromEntries(nodes.map((node) => [node.id, 0]));
    // a path is at most as long as there are nodes
    for (let round = 0; round < nodes.length; round++) {
        let moved = false;
        for (const link of links) {
            if (column[link.to] < column[link.from] + 1) {
                column[link.to] = column[link.from] + 1;
                moved = true;
            }
        }
        if (!moved) {
            break;
        }
    }
    return column;
}

function weigh(nodes, links) {
    const sum = (key, id) =>
        links.filter((link) => link[key] === id).reduce((total, link) => total + link.count, 0);
    return nodes.map((node) => ({
        ...node,
        count: Math.max(sum("to", node.id), sum("from", node.id)),
    }));
}

/** Return nodes and links with their places in a picture of this size. */
export function layout(nodes, links, { width, height }) {
    const known = new Set(nodes.map((node) => node.id));
    const sound = links.filter((link) => link.count && known.has(link.from) && known.has(link.to));
    const { forward, loops } = untangle(nodes, sound);
    const column = columnsOf(nodes, forward);
    const last = Math.max(1, ...Object.values(column));
    const weighed = weigh(nodes, forward).filter((node) => node.count);
    const stacks = Map.groupBy(weighed, (node) => column[node.id]);
    const scale = Math.min(
        ...[...stacks.values()].map((stack) => {
            const room = height - GAP * (stack.length - 1);
            return room / stack.reduce((total, node) => total + node.count, 0);
        })
    );
    const placed = new Map();
    for (const [index, stack] of [...stacks].sort((a, b) => a[0] - b[0])) {
        let y = 0;
        for (const node of byParents(stack, forward, placed)) {
            const size = Math.max(1, node.count * scale);
            const x = (index / last) * (width - NODE_WIDTH);
            placed.set(node.id, { ...node, x, y, width: NODE_WIDTH, height: size, out: y, in: y });
            y += size + GAP;
        }
    }
    return { nodes: [...placed.values()], links: draw(forward, placed, scale), loops };
}

/** Order the nodes of a column by where those stand that lead to them. */
function byParents(stack, links, placed) {
    const middle = (node) => {
        const parents = links.filter((link) => link.to === node.id && placed.has(link.from));
        const total = parents.reduce((sum, link) => sum + link.count, 0);
        const weight = (link) => placed.get(link.from).y * link.count;
        return total ? parents.reduce((sum, link) => sum + weight(link), 0) / total : 0;
    };
    return [...stack].sort((a, b) => middle(a) - middle(b) || b.count - a.count);
}

function draw(links, placed, scale) {
    const ordered = links
        .filter((link) => placed.has(link.from) && placed.has(link.to))
        .sort((a, b) => placed.get(a.to).y - placed.get(b.to).y);
    return ordered.map((link) => {
        const source = placed.get(link.from);
        const target = placed.get(link.to);
        const size = Math.max(1, link.count * scale);
        const from = { x: source.x + source.width, y: source.out };
        const to = { x: target.x, y: target.in };
        source.out += size;
        target.in += size;
        return {
            ...link,
            key: `${link.from}>${link.to}`,
            size,
            path: ribbon(from, to, size),
        };
    });
}

/** Return the outline of a link: a broad stroke would have spikes where it bends. */
function ribbon(from, to, size) {
    const bend = (from.x + to.x) / 2;
    const top = `M${from.x},${from.y} C${bend},${from.y} ${bend},${to.y} ${to.x},${to.y}`;
    const [low, high] = [to.y + size, from.y + size];
    return `${top} V${low} C${bend},${low} ${bend},${high} ${from.x},${high} Z`;
}

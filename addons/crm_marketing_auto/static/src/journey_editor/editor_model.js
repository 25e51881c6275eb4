// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { markRaw, reactive } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { snap } from "./geometry";
import { arrange, isUnplaced, startStep } from "./graph_layout";
import * as graphs from "./graph_model";
import { makeRoom, placeFor } from "./placing";
import { makeStep } from "./step_kinds";

const { START } = graphs;
export const SAVE_AFTER = 700;

/** What is being drawn, what is selected, and how it gets to the server and back. */
export class EditorModel {
    constructor(orm) {
        this.orm = markRaw(orm);
        this.isReady = false;
        this.selection = null;
        // saved, changed, saving, refused or conflict; with what the server said
        this.status = { code: "saved", text: "" };
        this.announcement = "";
        this.timer = null;
        this.pending = null;
        return reactive(this);
    }

    // Server ---------------------------------------------------------------

    async load(versionId, participantId = false) {
        const data = await this.orm.call("crm.journey", "get_editor", [versionId, participantId]);
        this.receive(data);
        return data;
    }

    receive(data) {
        let graph = graphs.makeGraph(data.graph);
        if (isUnplaced(graph)) {
            graph = arrange(graph, Boolean(data.figures));
        }
        this.info = markRaw(data);
        this.names = data.names || {};
        this.revision = data.version.revision;
        this.isReadonly = !data.version.can_edit;
        this.problems = data.problems || [];
        this.figures = data.figures || null;
        this.path = data.path || null;
        this.history = markRaw(new graphs.History(graph));
        this.show(graph);
        this.selection = this.path?.at || (this.selection in graph.steps ? this.selection : null);
        this.status = { code: "saved", text: "" };
        this.isReady = true;
    }

    async refreshFigures() {
        const { id } = this.info.version;
        this.figures = await this.orm.call("crm.journey.version", "get_figures", [[id]]);
    }

    schedule() {
        if (this.status.code === "conflict") {
            return;
        }
        this.status = { code: "changed", text: "" };
        browser.clearTimeout(this.timer);
        this.timer = browser.setTimeout(() => this.save(), SAVE_AFTER);
    }

    /** Save what is not saved yet; wait for what is on its way. */
    async save() {
        browser.clearTimeout(this.timer);
        await this.pending;
        if (this.status.code !== "changed" && this.status.code !== "refused") {
            return;
        }
        this.status = { code: "saving", text: "" };
        this.pending = this.send();
        await this.pending;
        this.pending = null;
    }

    async send() {
        const graph = graphs.serialize(this.graph);
        const { id } = this.info.version;
        try {
            const args = [[id], graph, this.revision];
            const saved = await this.orm.call("crm.journey.version", "save_graph", args);
            this.revision = saved.revision;
            this.problems = saved.problems;
            this.names = saved.names;
            if (this.status.code === "saving") {
                this.status = { code: "saved", text: "" };
            }
        } catch (error) {
            const isConflict = error.exceptionName?.endsWith("GraphConflict");
            const text = error.data?.message || error.message || "";
            this.status = { code: isConflict ? "conflict" : "refused", text };
        }
    }

    /** Keep the content that the server made for a step: that is nothing to undo. */
    adoptContent(uid, mailingId, revision) {
        this.revision = revision;
        if (this.graph.steps[uid].mailing_id !== mailingId) {
            const graph = graphs.changeStep(this.graph, uid, { mailing_id: mailingId });
            this.history.present = graph;
            this.show(graph);
        }
    }

    // Drawing --------------------------------------------------------------

    show(graph) {
        this.graph = markRaw(graph);
        this.start = markRaw(startStep(graph));
    }

    apply(graph, mergeKey = null) {
        if (this.isReadonly) {
            return;
        }
        this.history.push(graph, mergeKey);
        this.show(graph);
        this.schedule();
    }

    undo() {
        this.travel(this.history.undo(), _t("Undone"));
    }

    redo() {
        this.travel(this.history.redo(), _t("Done again"));
    }

    travel(graph, text) {
        if (graph === this.graph || this.isReadonly) {
            return;
        }
        this.show(graph);
        if (this.selection && !this.step(this.selection) && !this.connection(this.selection)) {
            this.selection = null;
        }
        this.announcement = String(text);
        this.schedule();
    }

    get canUndo() {
        return !this.isReadonly && this.history.past.length > 0;
    }

    get canRedo() {
        return !this.isReadonly && this.history.future.length > 0;
    }

    get steps() {
        return Object.values(this.graph.steps);
    }

    get connections() {
        return graphs.connectionsOf(this.graph);
    }

    step(uid) {
        return uid === START ? this.start : this.graph.steps[uid];
    }

    connection(id) {
        return this.connections.find((connection) => connection.id === id);
    }

    get selectedStep() {
        return this.selection ? this.step(this.selection) : null;
    }

    select(id) {
        this.selection = id;
    }

    /** Add a step of a kind: behind a way out, or where it was dropped. */
    add(kind, { via = null, position = null } = {}) {
        const uid = graphs.newUid(this.graph);
        const step = makeStep(uid, kind, position || placeFor(this, via));
        this.fillIn(step, via);
        let graph = graphs.addStep(this.graph, step, via);
        graph = via && !position ? makeRoom(graph, uid) : graph;
        this.apply(graph);
        this.selection = uid;
        this.announcement = String(_t("%s added", step.name));
        return uid;
    }

    /** A question about a message is first about the one before it. */
    fillIn(step, via) {
        const asks = step.kind === "condition" && step.config.mode === "reaction";
        let before = asks && via ? this.step(via.from) : null;
        const seen = new Set();
        while (before && !seen.has(before.uid)) {
            seen.add(before.uid);
            if (["mail", "sms", "chat"].includes(before.kind)) {
                step.config.of = before.uid;
                return;
            }
            const uid = before.uid;
            const leading = this.connections.find((connection) => connection.to === uid);
            before = leading && this.step(leading.from);
        }
    }

    connect(from, exit, to) {
        this.apply(graphs.connect(this.graph, from, exit, to));
        const text = to
            ? _t("Connected to %s", this.step(to).name)
            : _t("Connection removed");
        this.announcement = String(text);
    }

    removeSelected() {
        const connection = this.connection(this.selection);
        if (connection) {
            this.connect(connection.from, connection.exit, false);
            this.selection = connection.from;
        } else if (this.graph.steps[this.selection]) {
            this.remove(this.selection);
        }
    }

    remove(uid) {
        const { name } = this.graph.steps[uid];
        const before = this.connections.find(({ to }) => to === uid);
        this.apply(graphs.removeSteps(this.graph, [uid]));
        this.selection = before ? before.from : null;
        this.announcement = String(_t("%s removed", name));
    }

    duplicate(uid) {
        const name = String(_t("%s (copy)", this.graph.steps[uid].name));
        const [graph, copy] = graphs.duplicateStep(this.graph, uid, name);
        this.apply(graph);
        this.selection = copy;
    }

    move(uid, x, y, mergeKey) {
        this.apply(graphs.changeStep(this.graph, uid, { x: snap(x), y: snap(y) }), mergeKey);
    }

    rename(uid, name) {
        this.apply(graphs.changeStep(this.graph, uid, { name }), `name/${uid}`);
    }

    configure(uid, config, mergeKey = null) {
        this.apply(graphs.changeConfig(this.graph, uid, config), mergeKey && `${mergeKey}/${uid}`);
    }

    arrange() {
        this.apply(arrange(this.graph, Boolean(this.figures)));
        this.announcement = String(_t("Steps arranged"));
    }

    problemsOf(uid) {
        return this.problems.filter((problem) => problem.step_uid === uid);
    }
}

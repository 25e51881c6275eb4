// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast, Mutex } from "@web/core/utils/concurrency";
import { useBus, useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { announceChange, formMemory, loadStamp } from "../timeline/form_memory";
import { errorText } from "../timeline/timeline_loader";

const INPUT_TYPES = { number: "text", text: "text", date: "date" };

/** The questions of a lead on one screen; each answer is saved when it is given. */
export class Qualification extends Component {
    static template = "crm_relationship.Qualification";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.memory = formMemory(this.props.record);
        this.keepLast = new KeepLast();
        this.mutex = new Mutex();
        this.inputTypes = INPUT_TYPES;
        this.state = useState({ data: null, error: "" });
        useRecordObserver((record) => this.onRecord(record));
        useBus(this.memory.bus, "changed", () => this.load(this.props.record));
    }

    onRecord(record) {
        const stamp = loadStamp(record);
        if (record.resId && stamp !== this.stamp) {
            this.stamp = stamp;
            if (!this.isShowingGrade) {
                this.load(record);
            }
        }
    }

    async load(record) {
        this.state.error = "";
        try {
            this.state.data = await this.keepLast.add(
                this.orm.call("crm.lead", "qualification_panel", [[record.resId]])
            );
        } catch (error) {
            this.state.error = errorText(error);
        }
    }

    // What is shown ----------------------------------------------------------

    get isEmpty() {
        return !this.state.data.groups.length;
    }

    get missing() {
        const questions = this.state.data.groups.flatMap((group) => group.questions);
        return questions.filter((question) => question.is_required && question.value === null);
    }

    get parts() {
        const { lines } = this.state.data;
        return [
            { key: "fit", name: _t("Fit"), lines: lines.filter((l) => l.part === "fit") },
            {
                key: "engagement",
                name: _t("Engagement"),
                lines: lines.filter((l) => l.part === "engagement"),
            },
        ];
    }

    isChosen(question, choice) {
        return question.kind === "multi"
            ? (question.value || []).includes(choice.id)
            : question.value === choice.id;
    }

    text(question) {
        return question.value === null || question.value === false ? "" : String(question.value);
    }

    signed(points) {
        return points > 0 ? `+${points}` : String(points);
    }

    // What is answered -------------------------------------------------------

    choose(question, choice) {
        if (question.kind !== "multi") {
            return this.save(question, question.value === choice.id ? null : choice.id);
        }
        const chosen = new Set(question.value || []);
        if (!chosen.delete(choice.id)) {
            chosen.add(choice.id);
        }
        return this.save(question, [...chosen]);
    }

    sayYesOrNo(question, isYes) {
        return this.save(question, question.value === isYes ? null : isYes);
    }

    write(question, ev) {
        const text = ev.target.value.trim();
        if (text !== this.text(question)) {
            this.save(question, text);
        }
    }

    /** Answers go one after the other, so that the last one given is the one kept. */
    save(question, value) {
        const { resId } = this.props.record;
        const before = question.value;
        question.value = value; // shown at once; the server has the last word
        return this.mutex.exec(async () => {
            this.state.error = "";
            try {
                this.state.data = await this.orm.call("crm.lead", "qualification_answer", [
                    [resId],
                    question.id,
                    value,
                ]);
                await this.showGrade();
            } catch (error) {
                question.value = before;
                this.state.error = errorText(error);
            }
        });
    }

    /** The grade in the head of the form follows, unless somebody is editing there. */
    async showGrade() {
        const { record } = this.props;
        if (!(await record.isDirty())) {
            this.isShowingGrade = true;
            await record.load();
            this.isShowingGrade = false;
        }
    }

    openHistory() {
        this.action.doAction("crm_relationship.crm_qualification_answer_action", {
            additionalContext: { search_default_lead_id: this.props.record.resId, search_default_current: 0 },
        });
    }
}

registry.category("fields").add("crm_qualification", {
    component: Qualification,
    displayName: _t("Qualification"),
    supportedTypes: ["integer"],
});

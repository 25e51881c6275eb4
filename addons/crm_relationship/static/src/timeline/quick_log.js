// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { Component, useRef, useState } from "@odoo/owl";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { DateTimeInput } from "@web/core/datetime/datetime_input";
import { getActiveHotkey } from "@web/core/hotkeys/hotkey_service";
import { _t } from "@web/core/l10n/translation";
import { RecordSelector } from "@web/core/record_selectors/record_selector";
import { useAutofocus, useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { NextStep } from "./next_step";
import { changeType, hasTyped, toServerNextStep, toServerValues } from "./quick_log_model";
import { errorText } from "./timeline_loader";
import { DIRECTIONS, SHARE_LEVELS } from "./timeline_model";

const OPEN_OVERLAYS = ".o_datetime_picker, .o-autocomplete--dropdown-menu, .o-dropdown--menu";

/** Inline panel that logs one contact and, if wished, the next step in one save. */
export class QuickLog extends Component {
    static template = "crm_relationship.QuickLog";
    static components = { DateTimeInput, NextStep, RecordSelector };
    static props = {
        draft: Object,
        header: Object,
        resModel: String,
        resId: Number,
        onSaved: Function,
        onClose: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.directions = Object.entries(DIRECTIONS);
        this.shareLevels = Object.entries(SHARE_LEVELS);
        this.draft = useState(this.props.draft);
        this.state = useState({ isSaving: false, error: "" });
        this.rootRef = useRef("root");
        useAutofocus({ refName: "subject" });
        useSetupAction({
            beforeLeave: () => this.confirmLoss(),
            beforeUnload: (ev) => {
                if (hasTyped(this.draft)) {
                    ev.preventDefault();
                }
            },
        });
    }

    get manualTypes() {
        return this.props.header.types.filter((type) => type.is_manual);
    }

    get type() {
        return this.props.header.types.find((type) => type.id === this.draft.typeId);
    }

    get outcomes() {
        const { outcome_ids } = this.type;
        return this.props.header.outcomes.filter((outcome) => outcome_ids.includes(outcome.id));
    }

    get contactDomain() {
        return [["commercial_partner_id", "=", this.props.header.commercial_partner_id]];
    }

    get saveLabel() {
        return this.draft.next.kind ? _t("Log and schedule next step") : _t("Log");
    }

    setType(ev) {
        const id = Number(ev.target.value);
        changeType(
            this.draft,
            this.props.header.types.find((type) => type.id === id)
        );
    }

    toggleOutcome(outcome) {
        this.draft.outcomeId = this.draft.outcomeId === outcome.id ? false : outcome.id;
    }

    onKeydown(ev) {
        const hotkey = getActiveHotkey(ev);
        if (hotkey === "control+enter") {
            ev.preventDefault();
            ev.stopPropagation();
            if (ev.target.matches(".o_datetime_input")) {
                ev.target.blur(); // a picker hands over its text when it is left
            }
            this.save();
        } else if (hotkey === "escape" && !document.querySelector(OPEN_OVERLAYS)) {
            ev.preventDefault();
            ev.stopPropagation();
            this.close();
        }
    }

    async save() {
        if (this.state.isSaving) {
            return;
        }
        this.state.isSaving = true;
        this.state.error = "";
        try {
            const { resModel, resId } = this.props;
            const logged = await this.orm.call("crm.interaction", "timeline_log", [resModel, resId], {
                values: toServerValues(this.draft),
                next_step: toServerNextStep(this.draft),
            });
            if (logged?.warning) {
                this.notification.add(logged.warning, { type: "warning", sticky: true });
            }
        } catch (error) {
            this.state.isSaving = false;
            this.state.error = errorText(error);
            return;
        }
        this.state.isSaving = false;
        this.props.onSaved();
    }

    async close() {
        if (await this.confirmLoss()) {
            this.props.onClose();
        }
    }

    confirmLoss() {
        if (this.state.isSaving || !hasTyped(this.draft)) {
            return true;
        }
        return new Promise((resolve) => {
            this.dialog.add(ConfirmationDialog, {
                title: _t("Discard this log?"),
                body: _t("What you typed has not been saved yet."),
                confirmLabel: _t("Discard"),
                confirm: () => resolve(true),
                cancelLabel: _t("Keep writing"),
                cancel: () => resolve(false),
            });
        });
    }
}

// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("crm_marketing_auto_segment", {
    steps: () => [
        {
            content: "Make a segment",
            trigger: ".o-kanban-button-new, .o_list_button_add",
            run: "click",
        },
        { trigger: ".o_field_widget[name=name] textarea, .o_field_widget[name=name] input", run: "edit Born in May" },
        { content: "Nobody is in it yet", trigger: ".o_crm_rule_tree p:contains('no condition')" },
        { trigger: ".o_crm_rule_add", run: "click" },
        { trigger: ".o_crm_rule_leaf select[name=kind]", run: "select birthday" },
        { trigger: ".o_crm_rule_leaf select[name=mode]", run: "select months" },
        {
            content: "Choose a month that is not chosen yet, or keep it",
            trigger: ".o_crm_rule_leaf [role=group] button:contains('May')",
            run({ anchor }) {
                if (anchor.getAttribute("aria-pressed") !== "true") {
                    anchor.click();
                }
            },
        },
        { content: "The count and a name", trigger: ".o_crm_rule_preview li:contains('Tour May')" },
        { trigger: "button[name=action_refresh]:not(:visible), .o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
        { content: "Refresh it", trigger: "button[name=action_refresh]", run: "click" },
        { content: "It has members", trigger: ".o_stat_value:not(:contains('^0$'))" },
        { trigger: ".oe_stat_button:has(.fa-users)", run: "click" },
        { content: "The member is listed", trigger: ".o_data_row:contains('Tour May')" },
    ],
});

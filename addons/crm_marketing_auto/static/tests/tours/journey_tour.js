// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("crm_marketing_auto_journey_draw", {
    steps: () => [
        { content: "Draw it", trigger: "button[name=action_draw]:contains('Draw')", run: "click" },
        { content: "A condition first", trigger: ".o_journey_palette [data-kind=condition]", run: "click" },
        { content: "It lacks something", trigger: "[data-kind=condition] .o_journey_step_warning" },
        { content: "Ask for a filter", trigger: "#o_journey_field_mode", run: "select domain" },
        { content: "Yes: wait", trigger: ".o_journey_plus_open:first", run: "click" },
        { trigger: ".o_journey_menu [data-kind=wait]", run: "click" },
        { content: "No: it ends", trigger: ".o_journey_plus_open[data-exit=no]", run: "click" },
        { trigger: ".o_journey_menu [data-kind=exit]", run: "click" },
        { content: "Nothing is missing", trigger: ".o_journey_problems_button:contains('Ready')" },
        { trigger: ".o_journey_status:contains('Saved')" },
        { content: "Publish it", trigger: ".o_journey_publish", run: "click" },
        { content: "It does not change any more", trigger: ".o_journey_edit" },
        { content: "Back to the journey", trigger: ".o_breadcrumb a:last, .breadcrumb-item a:last", run: "click" },
        { content: "What would happen?", trigger: "button[name=action_open_dry_run]", run: "click" },
        { content: "Everybody was looked at", trigger: "[name=looked_text]:contains('All 2 of the audience')" },
        { content: "Both wait", trigger: "[name=steps_html] tr:contains('Wait') td:contains('2')" },
        { content: "Nobody has come in", trigger: ".o_breadcrumb a:last, .breadcrumb-item a:last", run: "click" },
        { content: "It is kept", trigger: "button[name=action_open_dry_runs]:contains('1')" },
        { content: "Start it", trigger: "button[name=action_start]", run: "click" },
        { trigger: ".modal .btn-primary", run: "click" },
        { content: "It runs", trigger: ".o_arrow_button_current:contains('Running')" },
    ],
});

registry.category("web_tour.tours").add("crm_marketing_auto_journey_read", {
    steps: () => [
        { content: "Who is in it?", trigger: ".o_notebook a[name=people]", run: "click" },
        { trigger: "[name=recent_participant_ids] .o_data_row:contains('Person 0')" },
        { content: "What came of it?", trigger: ".o_notebook a[name=results]", run: "click" },
        { trigger: "[name=steps_html] tr:contains('Wait') td:contains('2')" },
        { trigger: "button[name=action_draw]:contains('Draw')", run: "click" },
        { content: "Two are inside", trigger: "[data-step=__start__] [data-figure=active]:contains('2')" },
        { content: "Both wait here", trigger: "[data-kind=wait] [data-figure=waiting]:contains('2')" },
        { trigger: "[data-kind=wait]", run: "click" },
        { content: "Who are they?", trigger: ".o_journey_panel .o_journey_number:contains('are here now')", run: "click" },
        { content: "They are listed by name", trigger: ".o_data_row:contains('Person 0')" },
    ],
});

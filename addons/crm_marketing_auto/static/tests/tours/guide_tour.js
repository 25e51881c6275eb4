// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
// The jobs of the guides, on the story of the demo. No step reads a word of the
// interface: the same tours make the pictures of every language.
import { go, picture } from "@crm_relationship/../tests/tours/picture";
import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

tours.add("crm_marketing_auto_guide_marketer", {
    steps: () => [
        { content: "Begin from a ready-made one", trigger: ".o_journey_new_from", run: "click" },
        { trigger: ".modal .o_journey_ready[data-key=birthday]" },
        picture("journey-ready-made", ".modal .o_journey_ready[data-key=birthday]"),
        { trigger: ".modal .o_journey_ready[data-key=birthday]", run: "click" },
        { content: "It is drawn", trigger: ".o_journey_step[data-kind=mail]" },
        picture("journey-editor", ".o_journey_step[data-kind=mail]"),
        {
            content: "Nothing is missing: publish it",
            trigger: ".o_journey_page:has(.o_journey_problems_button.text-success)",
        },
        { trigger: ".o_journey_publish", run: "click" },
        { trigger: ".o_journey_edit" },
    ],
});

tours.add("crm_marketing_auto_guide_start", {
    steps: () => [
        { content: "Who would get what", trigger: "button[name=action_open_dry_run]", run: "click" },
        { trigger: "[name=steps_html] td" },
        picture("journey-dry-run", "[name=steps_html] td"),
        { trigger: ".o_breadcrumb a:last, .breadcrumb-item a:last", run: "click" },
        {
            content: "Try it on one contact, and get the mail oneself",
            trigger: '.o_statusbar_buttons button[name]:not([name^="action_"])',
            run: "click",
        },
        { trigger: ".modal .o_field_widget[name=partner_id] input", run: "edit Nguyễn" },
        { trigger: '.o-autocomplete--dropdown-item a:contains("Nguyễn")', run: "click" },
        { trigger: ".modal button[name=action_try]", run: "click" },
        { trigger: "button[name=action_try_to_end]", run: "click" },
        {
            trigger: '.o_statusbar_status .o_arrow_button_current[data-value="done"]',
        },
        { trigger: ".o_breadcrumb a:last, .breadcrumb-item a:last", run: "click" },
        { content: "Start it", trigger: "button[name=action_start]", run: "click" },
        { trigger: ".modal .btn-primary", run: "click" },
        {
            trigger: '.o_statusbar_status .o_arrow_button_current[data-value="running"]',
        },
    ],
});

tours.add("crm_marketing_auto_guide_figures", {
    steps: () => [
        { content: "The drawing", trigger: "button[name=action_draw]", run: "click" },
        { content: "How many, at each step", trigger: ".o_journey_step [data-figure]" },
        { trigger: ".o_journey_fit", run: "click" },
        picture("journey-results", ".o_journey_step [data-figure]"),
        go("crm_marketing_auto.crm_earnings_action_dashboard"),
        { trigger: ".o_crm_earnings_tiles .o_crm_tile" },
        picture("earnings-dashboard", ".o_crm_earnings_tiles .o_crm_tile"),
        go("crm_marketing_auto.crm_segment_action"),
        {
            content: "Somebody has a birthday soon",
            trigger: '.o_kanban_record:contains("Sinh nhật tháng này")',
            run: "click",
        },
        { content: "Who that is", trigger: ".o_crm_rule_preview li" },
        picture("segment-builder", ".o_crm_rule_preview li"),
    ],
});

tours.add("crm_marketing_auto_guide_preferences", {
    steps: () => [
        { content: "Offers by mail", trigger: 'input[id="mail-marketing"]', run: "check" },
        picture("consent-preferences", 'form:has(input[id="mail-marketing"])'),
        {
            trigger: "form button.btn-primary[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        { content: "It is kept", trigger: ".alert-success" },
        { trigger: 'input[id="mail-marketing"]:checked' },
    ],
});

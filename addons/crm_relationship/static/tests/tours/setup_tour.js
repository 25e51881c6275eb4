// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { registry } from "@web/core/registry";

/** A manager sees what is left, loads the story, and removes it again. */
registry.category("web_tour.tours").add("crm_setup_tour", {
    url: "/odoo/crm-dashboard",
    steps: () => [
        { trigger: ".o_crm_setup_banner .o_crm_setup_open", run: "click" },
        { trigger: ".o_crm_setup_step[data-key=tiers]" },
        { trigger: ".o_crm_setup_load", run: "click" },
        { trigger: ".modal .btn-primary:contains(Load)", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_crm_setup_remove", run: "click" },
        { trigger: ".modal .btn-primary:contains(Remove)", run: "click" },
        { trigger: ".modal:contains(Nothing of the sample data is left) .btn-primary", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_crm_setup_load" },
        { trigger: ".o_crm_setup_hide:contains(Tell no more)", run: "click" },
        { trigger: ".o_crm_setup_hide:contains(again)" },
    ],
});

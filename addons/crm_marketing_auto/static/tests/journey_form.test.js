// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { describe, expect, test } from "@odoo/hoot";
import { queryAll, queryAllTexts } from "@odoo/hoot-dom";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import { mailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    MockServer,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");

// JourneyTrigger -------------------------------------------------------------------

class CrmJourney extends models.Model {
    _name = "crm.journey";
    name = fields.Char();
    res_model = fields.Char();
    trigger = fields.Selection({
        selection: [
            ["manual", "By hand"],
            ["date", "A date"],
            ["calendar", "A day of the calendar"],
        ],
    });
    trigger_config = fields.Json();
}

async function mountTrigger(trigger, config) {
    defineModels({ ...mailModels, CrmJourney });
    CrmJourney._records = [
        { id: 1, name: "J", res_model: "res.partner", trigger, trigger_config: config },
    ];
    onRpc("has_group", () => true);
    onRpc("crm.journey", "trigger_catalog", () => ({
        types: [{ value: "call", label: "Call" }],
        date_fields: { "res.partner": [{ value: "create_date", label: "Created on" }] },
    }));
    onRpc("crm.journey", "web_save", ({ args }) => expect.step(args[1].trigger_config));
    await mountView({
        type: "form",
        resModel: "crm.journey",
        resId: 1,
        arch: `<form>
            <field name="res_model" invisible="1"/><field name="trigger"/>
            <field name="trigger_config" widget="crm_journey_trigger"/>
        </form>`,
    });
}

const asked = () => queryAll(".o_journey_trigger [data-field]").map((el) => el.dataset.field);

test("JourneyTrigger: only what the trigger needs is asked", async () => {
    await mountTrigger("date", { source: "birthday" });
    expect(asked()).toEqual(["source", "offset_days", "calendar", "feb29", "at", "until", "late_days"]);

    await contains("#o_trigger_source").select("field");
    expect(asked()).toInclude("field");
    expect(asked()).not.toInclude("feb29");
    expect(queryAllTexts("#o_trigger_field option")).toEqual(["Choose…", "Created on"]);
});

test("JourneyTrigger: what is chosen is saved, what is emptied goes", async () => {
    await mountTrigger("date", { source: "birthday", offset_days: 3 });
    await contains("#o_trigger_offset_days").edit("14");
    await contains("#o_trigger_calendar").select("lunar");
    await contains(".o_form_button_save").click();
    expect.verifySteps([{ source: "birthday", offset_days: 14, calendar: "lunar" }]);

    await contains("#o_trigger_offset_days").edit("");
    await contains(".o_form_button_save").click();
    expect.verifySteps([{ source: "birthday", calendar: "lunar" }]);
});

test("JourneyTrigger: a feast asks for no day of its own, and nothing is asked by hand", async () => {
    await mountTrigger("calendar", { preset: "tet" });
    expect(asked()).toEqual(["preset", "offset_days", "at", "until", "late_days"]);
    await contains("#o_trigger_preset").select("");
    expect(asked()).toInclude("month");
});

// DryProgress ----------------------------------------------------------------------

class CrmJourneyDryRun extends models.Model {
    _name = "crm.journey.dry.run";
    state = fields.Selection({
        selection: [
            ["running", "Running"],
            ["done", "Done"],
        ],
    });
    progress = fields.Float();
    looked_text = fields.Char();
    _records = [{ id: 1, state: "running", progress: 40.4, looked_text: "40 of 99" }];
}

test("DryProgress: it is followed as long as it goes on", async () => {
    defineModels({ ...mailModels, CrmJourneyDryRun });
    onRpc("has_group", () => true);
    await mountView({
        type: "form",
        resModel: "crm.journey.dry.run",
        resId: 1,
        arch: `<form><widget name="crm_journey_dry_progress"/></form>`,
    });
    onRpc("crm.journey.dry.run", "web_read", () => expect.step("read"));
    expect(".o_journey_dry_progress").toHaveText("40 of 99");
    expect(".o_journey_dry_progress [role=progressbar]").toHaveAttribute("aria-valuenow", "40");

    const values = { state: "done", progress: 100, looked_text: "All 99" };
    MockServer.env["crm.journey.dry.run"].write([1], values);
    await advanceTime(2100);
    await animationFrame();
    expect.verifySteps(["read"]);
    expect(".o_journey_dry_progress").toHaveText("All 99");

    await advanceTime(4100);
    expect.verifySteps([]);
});

// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { describe, expect, test } from "@odoo/hoot";
import { queryAllTexts, setInputFiles } from "@odoo/hoot-dom";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import { mailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    MockServer,
    mockService,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");

class CrmCustomerImport extends models.Model {
    _name = "crm.customer.import";
    name = fields.Char();
    report = fields.Json();
    target = fields.Selection({
        selection: [
            ["name", "Name"],
            ["phone", "Phone"],
            ["amount", "Amount"],
        ],
    });
    allowed = fields.Json();
    attachment_ids = fields.Many2many({ relation: "ir.attachment" });
}

function makeReport(extra = {}) {
    return {
        is_running: false,
        is_checked: true,
        state: "checked",
        progress: 0,
        rows: 4,
        header: 1,
        blank: 0,
        continued: 0,
        lines: 5,
        verdicts: [
            { name: "new", label: "New", count: 3, tone: "new" },
            { name: "error", label: "Error", count: 1, tone: "error" },
            { name: "owned", label: "Owned by others", count: 0, tone: "owned" },
        ],
        ended: [],
        ...extra,
    };
}

async function mountImport(values, field) {
    defineModels({ ...mailModels, CrmCustomerImport });
    CrmCustomerImport._records = [{ id: 1, name: "The old list", ...values }];
    onRpc("has_group", () => true);
    await mountView({
        type: "form",
        resModel: "crm.customer.import",
        resId: 1,
        arch: `<form><field name="name"/>${field}</form>`,
    });
}

const REPORT = `<field name="report" widget="crm_import_report"/>`;

test("ImportReport: what became of the rows adds up, and opens", async () => {
    mockService("action", { doAction: (action) => expect.step(action) });
    onRpc("crm.customer.import", "action_open_rows", ({ kwargs }) => kwargs.context.wanted_filter);
    await mountImport({ report: makeReport() }, REPORT);

    expect(queryAllTexts(".o_crm_import_part strong")).toEqual(["3", "1"]);
    expect(".o_crm_import_report").toHaveText(/4 rows \+ 1 header lines = 5 lines of the files/);
    await contains(".o_crm_import_part:last").click();
    expect.verifySteps(["error"]);
});

test("ImportReport: it is followed while the job is at work, and not after", async () => {
    await mountImport({ report: makeReport({ is_running: true, state: "importing", progress: 42.7 }) }, REPORT);
    expect(".o_crm_import_report [role=progressbar]").toHaveAttribute("aria-valuenow", "42");
    expect(".o_crm_import_report strong:first").toHaveText("Importing");

    onRpc("crm.customer.import", "web_read", () => expect.step("read"));
    const ended = [{ name: "done", label: "Imported", count: 3 }];
    MockServer.env["crm.customer.import"].write([1], { report: makeReport({ ended }) });
    await advanceTime(2100);
    await animationFrame();
    expect.verifySteps(["read"]);
    expect(".o_crm_import_report").toHaveText(/In the end:\s*3 Imported/);
    await advanceTime(4100);
    expect.verifySteps([]);
});

test("ImportColumnField: a column becomes only what its file can have", async () => {
    const field = `<field name="allowed" invisible="1"/><field name="target" widget="crm_import_column"/>`;
    await mountImport({ target: "name", allowed: ["name", "phone"] }, field);
    await contains(".o_field_widget[name=target] input").click();
    expect(queryAllTexts(".o_select_menu_item")).toEqual(["Name", "Phone"]);
});

test("ImportFilesField: files are saved as they are added, no other button is needed", async () => {
    onRpc("crm.customer.import", "web_save", ({ args }) => expect.step(args[1].attachment_ids[0][0]));
    mockService("http", {
        post(_route, { ufile }) {
            const attachments = MockServer.env["ir.attachment"];
            const ids = attachments.create(ufile.map(({ name }) => ({ name, mimetype: "text/csv" })));
            return JSON.stringify(attachments.read(ids));
        },
    });
    await mountImport({}, `<field name="attachment_ids" widget="crm_import_files"/>`);
    await contains(".o_file_input_trigger").click();
    await setInputFiles([new File(["SĐT"], "khach.csv", { type: "text/csv" })]);
    await animationFrame();
    expect.verifySteps([4]);
});

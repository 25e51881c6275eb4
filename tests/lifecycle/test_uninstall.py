# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Installed, used and uninstalled, the addon leaves the ERP as it was."""

from lifecycle.snapshot import counts, rows, schema

#: Made by the use of the ERP between installation and removal, not by the addon.
USE = """
partner = env["res.partner"].create({"name": "Kept", "email": "kept@customer.test"})
order = env["sale.order"].create({
    "partner_id": partner.id,
    "order_line": [(0, 0, {"product_id": env["product.product"].create(
        {"name": "Desk", "type": "service", "list_price": 10}).id})],
})
order.action_confirm()
env["calendar.event"].create({"name": "Met", "start": "2026-01-05 08:00:00",
    "stop": "2026-01-05 09:00:00", "partner_ids": [(4, partner.id)]})
env.cr.commit()
assert env["crm.interaction"].search_count([]) >= 1, "nothing was captured"
env["crm.interaction.backfill"]._run()
env["crm.partner.stat"]._refresh_batch()
env.cr.commit()
"""
ADDON_COUNTS = """
SELECT count(*) FROM ir_model_data WHERE module LIKE 'crm\\_relationship%'
"""


def test_uninstall_leaves_schema_and_data_as_they_were(work, scratch, tmp_path):
    log = tmp_path / "odoo.log"
    schema_before = schema(work, scratch)
    counts_before = counts(work, scratch)
    quiet = ("--stop-after-init", "--no-http", "--log-level=warn")
    assert work.odoo("-d", scratch, "-i", "crm_relationship", *quiet, log=log) == 0, (
        log.read_text()
    )
    assert schema(work, scratch) - schema_before, "nothing was installed"
    assert work.shell(scratch, USE, log) == 0, log.read_text()

    code = work.odoo("module", "uninstall", "-d", scratch, "crm_relationship", log=log)

    assert code == 0, log.read_text()
    assert schema(work, scratch) == schema_before
    assert rows(work, scratch, ADDON_COUNTS) == [(0,)]
    changed = {
        table: (counts_before[table], number)
        for table, number in counts(work, scratch).items()
        if counts_before[table] > number
    }
    assert not changed, "rows of the ERP were lost"
    assert rows(work, scratch, "SELECT state FROM sale_order") == [("sale",)]

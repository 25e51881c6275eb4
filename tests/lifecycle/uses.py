# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What somebody does with the addons between installing and removing them."""

#: Without the addons' background jobs nothing of a company's own tables is written.
USE = """
def installed(name):
    return env["ir.module.module"].search([("name", "=", name)]).state == "installed"

partner = env["res.partner"].search(
    [("is_company", "=", True), ("type", "=", "contact")], order="id desc", limit=1)
row = env["crm.interaction"].create({
    "partner_id": partner.id, "user_id": env.ref("base.user_admin").id,
    "type_id": env["crm.interaction.type"].search([("code", "=", "call")]).id,
    "subject": "Called"})
assert row.commercial_partner_id == partner.commercial_partner_id
env["crm.interaction.backfill"]._run()
env["crm.partner.stat"]._refresh_batch()
assert env["crm.interaction"].search_count([("partner_id", "=", partner.id)])
env.cr.commit()
if installed("crm_ticket_sla"):
    ticket = env["crm.ticket"].create({"name": "Broken", "partner_id": partner.id})
    ticket.message_post(body="It works again", subtype_xmlid="mail.mt_comment")
    assert ticket.number
if installed("crm_marketing_auto"):
    mailing = env["mailing.mailing"].create({
        "subject": "Hello", "body_html": "<p>Hello</p>",
        "mailing_model_id": env["ir.model"]._get_id("res.partner")})
    journey = env["crm.journey"].create({
        "name": "Welcome", "trigger": "manual", "quiet_start": 0, "quiet_end": 24})
    version = journey._get_draft_version()
    env["crm.journey.step"].create({
        "version_id": version.id, "step_uid": "letter", "name": "Letter",
        "kind": "mail", "config": {}, "branches": {}, "mailing_id": mailing.id})
    version.entry_uid = "letter"
    journey.action_start()
env.cr.commit()
"""

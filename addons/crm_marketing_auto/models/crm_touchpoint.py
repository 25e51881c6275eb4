# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from .link import forget

KINDS = [
    ("ad_click", "Click on an ad"),
    ("utm", "Campaign link or source"),
    ("form", "Web form"),
    ("mail_click", "Click in a mail"),
    ("sms_click", "Click in an SMS"),
    ("reply", "Reply"),
    ("call", "Call"),
    ("chat", "Chat"),
    ("visit", "Visit"),
    ("meeting", "Meeting"),
    ("order", "Order with a source"),
]
CLICK_IDS = ("gclid", "fbclid", "ttclid")


class CrmTouchpoint(models.Model):
    """One time that marketing touched a person. Rows are only added.

    Written from facts (leads, orders, clicks, replies, interactions) by a cron; the
    event key says which, so that a fact is a touch once. Clicks by machines are none.
    The contact is a plain number, re-pointed when contacts are merged; it is filled in
    later where it was not known yet.
    """

    _name = "crm.touchpoint"
    _description = "Touchpoint"
    _inherit = ["crm.contact.shown"]
    _order = "at desc, id desc"
    _rec_name = "event_key"

    event_key = fields.Char(required=True, readonly=True)
    kind = fields.Selection(KINDS, required=True, readonly=True)
    at = fields.Datetime(required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    source_id = fields.Many2one("utm.source", readonly=True, ondelete="set null")
    medium_id = fields.Many2one("utm.medium", readonly=True, ondelete="set null")
    campaign_id = fields.Many2one("utm.campaign", readonly=True, ondelete="set null")
    journey_id = fields.Many2one("crm.journey", readonly=True, ondelete="set null")
    step_uid = fields.Char(readonly=True)
    click_kind = fields.Selection(
        [(name, name) for name in CLICK_IDS], readonly=True, string="Click id of"
    )
    click_id = fields.Char(readonly=True)

    _key_uniq = models.Constraint("UNIQUE (event_key)", "This touch is known already.")
    _person_idx = models.Index("(partner_id, at) WHERE partner_id IS NOT NULL")
    _lead_idx = models.Index("(lead_id) WHERE partner_id IS NULL")
    _company_idx = models.Index("(company_id, at)")
    _source_idx = models.Index("(source_id) WHERE source_id IS NOT NULL")
    _medium_idx = models.Index("(medium_id) WHERE medium_id IS NOT NULL")
    _campaign_idx = models.Index("(campaign_id) WHERE campaign_id IS NOT NULL")
    _journey_idx = models.Index("(journey_id) WHERE journey_id IS NOT NULL")

    def unlink(self):
        # sudo: credits go with what they are of; they have no foreign key
        forget(self.env["crm.attribution"].sudo(), "touchpoint_id", self.ids)
        return super().unlink()

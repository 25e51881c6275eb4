# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.send_gate import Cap
from ..tools.send_window import Window
from .crm_consent import CHANNELS


class CrmSendRule(models.Model):
    """What the law of a country allows on a channel. No journey can lift it.

    The rule without a country holds where no other does.
    """

    _name = "crm.send.rule"
    _description = "Sending Rule"
    _order = "country_id, channel"
    _rec_name = "channel"

    active = fields.Boolean(default=True)
    country_id = fields.Many2one(
        "res.country", ondelete="restrict", help="Empty: every other country."
    )
    channel = fields.Selection(CHANNELS, required=True)
    consent_needed = fields.Boolean(
        string="Prior consent",
        help="Advertising only to those who agreed before. Otherwise to all who did "
        "not say no.",
    )
    hour_start = fields.Float(string="From", default=0.0)
    hour_end = fields.Float(string="Until", default=24.0)
    tz = fields.Selection(
        "_selection_tz",
        string="Time zone",
        help="The clock these hours are in; empty: that of the contact.",
    )
    cap_count = fields.Integer(
        string="At most", help="Messages of one company to one person; 0: no limit."
    )
    cap_hours = fields.Integer(string="In hours", default=24)
    label = fields.Char(help="What advertising begins with, as [QC].")
    way_out = fields.Char(
        string="Opt-out text",
        translate=True,
        help="What advertising ends with: how to say no.",
    )
    uses_dnc = fields.Boolean(
        string="Do-Not-Call list", help="Numbers of the national list get nothing."
    )
    brandname_needed = fields.Boolean(
        help="Advertising only under a registered brand name."
    )
    note = fields.Text(help="The law behind it.")
    place = fields.Char(string="Country or region", compute="_compute_place")

    _country_uniq = models.UniqueIndex(
        "(COALESCE(country_id, 0), channel) WHERE active IS TRUE",
        "This country has a rule for this channel already.",
    )
    _hours_check = models.Constraint(
        "CHECK (hour_start >= 0 AND hour_end <= 24 AND hour_start <= 24"
        " AND hour_end >= 0)",
        "Hours are between 0 and 24.",
    )
    _cap_check = models.Constraint(
        "CHECK (cap_count >= 0 AND cap_hours > 0)",
        "A limit is a number of messages in a number of hours.",
    )

    @api.depends("channel", "country_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        channels = dict(self._fields["channel"]._description_selection(self.env))
        for rule in self:
            name = channels.get(rule.channel) or self.env._("New rule")
            rule.display_name = f"{name}, {rule.place}"

    @api.depends("country_id")
    @api.depends_context("lang")
    def _compute_place(self):
        for rule in self:
            rule.place = rule.country_id.name or self.env._("Every other country")

    @api.model
    def _selection_tz(self):
        return (
            self.env["res.partner"]._fields["tz"].get_description(self.env)["selection"]
        )

    @api.model
    def _by_country(self):
        """Return {(country code or None, channel): rule}."""
        # sudo: the law holds for whoever sends
        rules = self.sudo().search_fetch([], [])
        return {(rule.country_id.code or None, rule.channel): rule for rule in rules}

    def _window(self, contact_tz):
        self.ensure_one()
        return Window(self.tz or contact_tz, self.hour_start, self.hour_end)


class CrmSendCap(models.Model):
    """How often the company writes to one person, whatever the journeys want."""

    _name = "crm.send.cap"
    _description = "Frequency Limit"
    _order = "company_id, channel, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    channel = fields.Selection(CHANNELS, help="Empty: all channels together.")
    count = fields.Integer(string="At most", required=True, default=2)
    days = fields.Float(string="In days", required=True, default=7.0)

    _count_check = models.Constraint(
        "CHECK (count > 0)", "A limit lets at least one message through."
    )

    @api.constrains("days")
    def _check_days(self):
        for cap in self:
            if not 0 < cap.days <= 366:
                raise ValidationError(
                    self.env._("%(cap)s: between an hour and a year.", cap=cap.name)
                )

    def _cap(self, sent=()):
        self.ensure_one()
        return Cap(self.count, max(1, round(self.days * 24)), tuple(sent))

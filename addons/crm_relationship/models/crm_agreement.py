# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from .interaction_event import InteractionDocument, InteractionEvent

STATES = [
    ("draft", "Draft"),
    ("sent", "Sent"),
    ("signed", "Signed"),
    ("ended", "Ended"),
    ("cancelled", "Cancelled"),
]
#: What the customer reads and signs: changed in a draft only.
AGREED = {
    "template_id",
    "order_id",
    "partner_id",
    "company_id",
    "body",
    "content",
    "date_from",
    "date_to",
    "name",
}


class CrmAgreement(models.Model):
    """A contract or an agreement with a customer, made of a confirmed order.

    A draft follows its order; the text is fixed when it is sent, signed by the customer
    in the portal and never changed again. Before its end somebody is told to renew it.
    """

    _name = "crm.agreement"
    _inherit = [
        "portal.mixin",
        "mail.thread",
        "mail.activity.mixin",
        "crm.interaction.mixin",
    ]
    _description = "Agreement"
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(string="Number", readonly=True, copy=False, index="trigram")
    template_id = fields.Many2one(
        "crm.agreement.template", required=True, ondelete="restrict", check_company=True
    )
    title = fields.Char(related="template_id.name")
    order_id = fields.Many2one(
        "sale.order",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
        domain=[("state", "=", "sale")],
    )
    lead_id = fields.Many2one(
        related="order_id.opportunity_id", string="Opportunity", store=True
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        compute="_compute_of_order",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
        check_company=True,
        tracking=True,
    )
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id",
        string="Company of the customer",
        store=True,
        index=True,
    )
    company_id = fields.Many2one(related="order_id.company_id", store=True, index=True)
    user_id = fields.Many2one(
        "res.users",
        string="Salesperson",
        compute="_compute_of_order",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        check_company=True,
        tracking=True,
    )
    team_id = fields.Many2one(related="order_id.team_id", store=True)
    currency_id = fields.Many2one(related="order_id.currency_id", store=True)
    amount_total = fields.Monetary(related="order_id.amount_total", store=True)
    state = fields.Selection(
        STATES, required=True, default="draft", readonly=True, copy=False, tracking=True
    )
    date_from = fields.Date(
        string="From", required=True, default=fields.Date.context_today
    )
    date_to = fields.Date(
        string="To",
        compute="_compute_date_to",
        store=True,
        readonly=False,
        precompute=True,
        help="Last day. Empty: without an end.",
        tracking=True,
    )
    notice_days = fields.Integer(
        string="Notice",
        compute="_compute_of_template",
        store=True,
        readonly=False,
        precompute=True,
        help="Days before the end when the salesperson is told to renew it.",
    )
    body = fields.Html(
        string="Text",
        compute="_compute_of_template",
        store=True,
        readonly=False,
        precompute=True,
        sanitize=True,
    )
    content = fields.Html(
        string="Text as sent", readonly=True, copy=False, sanitize=True
    )
    text = fields.Html(compute="_compute_text", string="Preview")
    renewed_from_id = fields.Many2one(
        "crm.agreement",
        string="Renews",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )
    sent_at = fields.Datetime(string="Sent on", readonly=True, copy=False)
    signature = fields.Image(copy=False, readonly=True, max_width=1024, max_height=1024)
    signed_by = fields.Char(copy=False, readonly=True, tracking=True)
    signed_on = fields.Datetime(copy=False, readonly=True, tracking=True)
    signed_attachment_id = fields.Many2one(
        "ir.attachment", string="Signed document", readonly=True, copy=False
    )

    _name_uniq = models.Constraint(
        "UNIQUE (name, company_id)", "Another agreement has this number."
    )
    _dates_check = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)",
        "An agreement cannot end before it starts.",
    )
    _notice_check = models.Constraint(
        "CHECK (coalesce(notice_days, 0) >= 0)", "Notice: give 0 days or more."
    )
    _ending_idx = models.Index("(date_to) WHERE state = 'signed'")

    # ------------------------------------------------------------
    # Values
    # ------------------------------------------------------------

    @api.depends("order_id")
    def _compute_of_order(self):
        for agreement in self:
            agreement.partner_id = agreement.order_id.partner_id
            agreement.user_id = agreement.order_id.user_id

    @api.depends("template_id")
    def _compute_of_template(self):
        for agreement in self:
            lang = agreement.order_id.partner_id.lang
            template = agreement.template_id.with_context(lang=lang)
            agreement.body = template.body
            agreement.notice_days = template.notice_days

    @api.depends("date_from", "template_id")
    def _compute_date_to(self):
        for agreement in self:
            months = agreement.template_id.months
            agreement.date_to = (
                months
                and agreement.date_from
                and agreement.date_from + relativedelta(months=months, days=-1)
            )

    def _compute_access_url(self):
        result = super()._compute_access_url()
        for agreement in self:
            agreement.access_url = f"/my/agreements/{agreement.id}"
        return result

    @api.constrains("order_id")
    def _check_order_id(self):
        for agreement in self:
            if agreement.order_id.state != "sale":
                raise ValidationError(
                    self.env._(
                        "%(order)s is not confirmed: an agreement is made of a "
                        "confirmed order.",
                        order=agreement.order_id.name,
                    )
                )

    # ------------------------------------------------------------
    # What may be changed
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        orders = self.env["sale.order"]
        numbered = []
        for vals in vals_list:
            company = orders.browse(vals.get("order_id")).company_id
            sequence = self.env["ir.sequence"].with_company(company)
            numbered.append({**vals, "name": sequence.next_by_code("crm.agreement")})
        return super().create(numbered)

    def write(self, vals):
        fixed = self.filtered(lambda a: a.state != "draft")
        if fixed and AGREED & vals.keys():
            raise UserError(
                self.env._(
                    "%(number)s was sent to the customer: its text, dates and parties "
                    "stay. Cancel it and make another one.",
                    number=fixed[0].name,
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        fixed = self.filtered(lambda a: a.state not in ("draft", "cancelled"))
        if fixed:
            raise UserError(
                self.env._(
                    "%(number)s was sent to the customer: cancel it instead.",
                    number=fixed[0].name,
                )
            )

    # ------------------------------------------------------------
    # The interaction log
    # ------------------------------------------------------------

    def _interaction_document(self):
        return InteractionDocument(lead="lead_id")

    def _interaction_events(self):
        common = {
            "lead": "lead_id",
            "user": "user_id",
            "team": "team_id",
            "subject": "name",
            "amount": "amount_total",
            "currency": "currency_id",
        }
        return {
            **super()._interaction_events(),
            "sent": InteractionEvent(
                type="agreement_sent",
                direction="out",
                at="sent_at",
                where=SQL("o.state <> 'draft'"),
                trigger=("state", frozenset({"sent"})),
                **common,
            ),
            "signed": InteractionEvent(
                type="agreement_signed",
                direction="in",
                at="signed_on",
                where=SQL("o.signed_on IS NOT NULL"),
                trigger=("state", frozenset({"signed"})),
                **common,
            ),
        }

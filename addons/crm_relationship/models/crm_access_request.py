# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

DEFAULT_DAYS = 30


class CrmAccessRequest(models.Model):
    """A salesperson asks to see a customer who is somebody else's.

    Until it is granted, the one who asks reads the customer's code and owner only.
    """

    _name = "crm.access.request"
    _description = "Request for Access to a Customer"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"

    # read by managers only: the name of a many2one shows to whoever reads the row
    partner_id = fields.Many2one(
        "res.partner",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
        groups="sales_team.group_sale_salesman_all_leads",
    )
    visible_partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        compute="_compute_customer",
        compute_sudo=False,
        help="Empty as long as one does not see the customer.",
    )
    code = fields.Char(string="Customer code", compute="_compute_customer")
    owner_id = fields.Many2one(
        "res.users", string="Salesperson", compute="_compute_customer"
    )
    may_decide = fields.Boolean(compute="_compute_customer")
    user_id = fields.Many2one(
        "res.users",
        string="Asked by",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
        ondelete="cascade",
        index=True,
    )
    reason = fields.Char(required=True, readonly=True)
    state = fields.Selection(
        [
            ("pending", "Waiting"),
            ("granted", "Granted"),
            ("refused", "Refused"),
        ],
        string="Status",
        required=True,
        readonly=True,
        default="pending",
    )
    date_to = fields.Date(string="Granted until", readonly=True)
    answer = fields.Char(readonly=True)
    decided_by_id = fields.Many2one(
        "res.users", string="Decided by", readonly=True, ondelete="set null"
    )
    decided_at = fields.Datetime(string="Decided", readonly=True)

    @api.depends_context("uid")
    @api.depends("partner_id", "state")
    def _compute_customer(self):
        # sudo: the code and the owner are what a masked customer shows
        customers = self.sudo().partner_id.commercial_partner_id
        visible = customers.sudo(False)._filtered_access("read")
        for request in self:
            customer = request.sudo().partner_id.commercial_partner_id
            request.code = customer.ref
            request.owner_id = customer.user_id
            request.visible_partner_id = customer.sudo(False) & visible
            request.may_decide = (
                request.state == "pending" and customer.sudo(False)._may_give_access()
            )

    @api.depends_context("lang")
    @api.depends("partner_id")
    def _compute_display_name(self):
        for request in self:
            # sudo: the owner's name is what a masked customer shows
            owner = request.sudo().owner_id.name or self.env._("nobody")
            request.display_name = (
                self.env._(
                    "Access to customer %(code)s of %(owner)s",
                    code=request.code,
                    owner=owner,
                )
                if request.code
                else self.env._("Access to a customer of %(owner)s", owner=owner)
            )

    # ------------------------------------------------------------
    # Asking
    # ------------------------------------------------------------

    @api.model
    def _ask(self, customer, reason):
        """Return the current user's request for a customer that they do not see.

        Asking twice is one request.
        """
        customer = customer.commercial_partner_id
        if customer.sudo(False).has_access("read"):
            raise UserError(self.env._("You see this customer already."))
        # sudo: nobody else writes requests; the user is on it
        requests = self.sudo()
        request = requests.search(
            [
                ("partner_id", "=", customer.id),
                ("user_id", "=", self.env.uid),
                ("state", "=", "pending"),
            ],
            limit=1,
        )
        if not request:
            request = requests.with_context(
                mail_create_nosubscribe=True, mail_create_nolog=True
            ).create(
                {
                    "partner_id": customer.id,
                    "user_id": self.env.uid,
                    "reason": reason,
                }
            )
            request._tell_deciders()
        return request.sudo(False)

    def _tell_deciders(self):
        """Put the request on the list of whoever decides."""
        for request in self:
            decider = request._decider()
            words = request.with_context(lang=decider.lang or request.env.lang)
            request.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=decider.id,
                summary=words.env._(
                    "%(name)s asks for access", name=request.user_id.name
                ),
                note=request.reason,
            )

    def _decider(self):
        """Return who is asked first: the owner, a leader above, or a manager."""
        self.ensure_one()
        # sudo: whoever asks sees neither the customer nor all colleagues
        owner = self.sudo().partner_id.user_id
        managers = self.env.ref("sales_team.group_sale_manager").sudo().all_user_ids
        candidates = (
            owner.filtered("active")
            or owner._sales_leaders().filtered("active")
            or managers.filtered(lambda u: u.active and not u.share)
        )
        return candidates[:1] or self.env.ref("base.user_admin")

    # ------------------------------------------------------------
    # Deciding
    # ------------------------------------------------------------

    def grant(self, date_to=None, access="read"):
        """Show the customer to whoever asked, until a day.

        :param date_to: the last day, by default thirty days from now
        """
        for request in self._to_decide():
            until = fields.Date.to_date(date_to) or fields.Date.context_today(
                self
            ) + timedelta(days=DEFAULT_DAYS)
            self.env["crm.customer.share"].create(
                {
                    # sudo: only which one; sharing asks whether one sees it
                    "partner_id": request.sudo().partner_id.id,
                    "user_id": request.user_id.id,
                    "access": access,
                    "date_to": until,
                    "reason": self.env._("Asked: %(reason)s", reason=request.reason),
                }
            )
            request._decide({"state": "granted", "date_to": until})

    def refuse(self, answer):
        """Refuse, and say why."""
        if not (answer or "").strip():
            raise UserError(self.env._("Say why the access is refused."))
        for request in self._to_decide():
            request._decide({"state": "refused", "answer": answer})

    def _to_decide(self):
        """Return these requests, refusing who may not decide them and decided ones."""
        for request in self:
            # sudo: which customer it is; the right is the user's own
            if not request.sudo().partner_id.sudo(False)._may_give_access():
                raise AccessError(
                    self.env._(
                        "Only the customer's salesperson, the team's leader or a "
                        "manager can answer this request."
                    )
                )
            if request.state != "pending":
                raise UserError(self.env._("This request has been answered already."))
        return self

    def _decide(self, vals):
        """Write the answer, close the activity and tell whoever asked."""
        self.ensure_one()
        # sudo: requests are answered in no other way; the right was checked
        request = self.sudo()
        request.write(
            {
                **vals,
                "decided_by_id": self.env.uid,
                "decided_at": fields.Datetime.now(),
            }
        )
        request.activity_ids.action_feedback()
        text = self.env._("Refused: %(answer)s", answer=request.answer)
        if request.state == "granted":
            text = self.env._(
                "Granted until %(day)s", day=format_date(self.env, request.date_to)
            )
        request.message_post(
            body=text,
            partner_ids=request.user_id.partner_id.ids,
            author_id=self.env.user.partner_id.id,
            subtype_xmlid="mail.mt_comment",
        )
        # sudo: in the words of whoever asked; a request is called by the code that they
        # know and the owner's name, as `_compute_display_name` says
        title = request.with_user(request.user_id).sudo().display_name
        # beside the message, which may go by mail: whoever asked may be waiting
        request.user_id._bus_send(
            "simple_notification",
            {
                "type": "success" if request.state == "granted" else "warning",
                "title": title,
                "message": text,
            },
        )

    def action_open_customer(self):
        """Open the customer, as far as the user sees it."""
        self.ensure_one()
        if not self.visible_partner_id:
            raise UserError(self.env._("You do not see this customer yet."))
        return self.visible_partner_id.get_formview_action()

    def action_answer(self):
        """Open the dialog that grants or refuses."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Answer"),
            "res_model": "crm.access.answer",
            "view_mode": "form",
            "target": "new",
            "context": {"default_request_id": self.id},
        }

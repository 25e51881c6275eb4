# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL


class CrmPartnerHandle(models.Model):
    """Somebody as a provider knows them: a page-scoped id of Messenger, a Zalo user id.

    Whose id it is, a person says once; then every message finds the contact.
    """

    _name = "crm.partner.handle"
    _description = "Person at a Provider"
    _order = "id desc"
    _rec_name = "name"

    account_id = fields.Many2one(
        "crm.channel.account",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(related="account_id.company_id", store=True)
    handle = fields.Char(string="Id", required=True, readonly=True)
    name = fields.Char(help="As the person is called at the provider.")
    partner_id = fields.Many2one(
        "res.partner", string="Contact", ondelete="set null", index="btree_not_null"
    )
    follow_state = fields.Selection(
        [("unknown", "Unknown"), ("following", "Following"), ("left", "Left")],
        required=True,
        default="unknown",
        readonly=True,
    )
    followed_at = fields.Datetime(string="Followed or left", readonly=True)

    conversation_ids = fields.One2many("crm.conversation", "handle_id")

    _handle_uniq = models.Constraint(
        "UNIQUE (account_id, handle)", "This person is known at this account already."
    )

    @api.depends("name", "handle")
    def _compute_display_name(self):
        for person in self:
            end = (person.handle or "")[-4:]
            person.display_name = person.name or self.env._(
                "Stranger …%(end)s", end=end
            )

    @api.model
    def _get(self, account, handle, name=None):
        """Return somebody at an account, made when it is a stranger."""
        self.flush_model(["account_id", "handle"])
        self.env.cr.execute(
            SQL(
                "INSERT INTO crm_partner_handle (account_id, company_id, handle, name,"
                " follow_state, create_uid, create_date, write_uid, write_date)"
                " VALUES (%(account)s, %(company)s, %(handle)s, %(name)s, 'unknown',"
                " %(uid)s, %(now)s, %(uid)s, %(now)s) ON CONFLICT DO NOTHING",
                account=account.id,
                company=account.company_id.id,
                handle=handle,
                name=name or None,
                uid=self.env.uid,
                now=fields.Datetime.now(),
            )
        )
        found = [("account_id", "=", account.id), ("handle", "=", handle)]
        person = self.search(found, limit=1)
        if name and not person.name:
            person.name = name
        return person

    def _contact_value(self):
        """Return how an interaction names somebody who is no contact yet."""
        self.ensure_one()
        return f"{self.account_id.kind}:{self.account_id.id}:{self.handle}"

    def _link(self, partner):
        """Say whose id this is; what was logged of the stranger becomes the contact's."""
        for person in self:
            person.partner_id = partner
            if not partner:
                continue
            if not person.name:
                person.name = partner.name
            self.env["crm.interaction"]._claim(
                SQL(
                    "p.id = %s AND i.contact_value = %s AND i.company_id = %s",
                    partner.id,
                    person._contact_value(),
                    person.company_id.id,
                ),
                SQL("res_partner p"),
            )

    def _follow(self, is_following, at):
        """Note that somebody follows the page, or left it, unless it is old news."""
        self.ensure_one()
        if self.followed_at and self.followed_at > at:
            return False
        state = "following" if is_following else "left"
        changed = self.follow_state != state
        self.write({"follow_state": state, "followed_at": at})
        return changed

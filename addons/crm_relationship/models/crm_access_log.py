# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

AUDIT_READS = "crm_relationship.audit_manager_reads"
READER = "sales_team.group_sale_salesman_all_leads"


class CrmAccessLog(models.Model):
    """A manager looked at somebody else's customer on a day; off unless set.

    One row per person, customer and day. The technical key makes it so, and not the
    columns: merged customers keep the rows of both.
    """

    _name = "crm.access.log"
    _description = "Log of Opened Customers"
    _inherit = "crm.system.row"
    _order = "day DESC, id DESC"
    _rec_name = "partner_id"

    user_id = fields.Many2one(
        "res.users", required=True, readonly=True, index=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        readonly=True,
        index=True,
        ondelete="set null",
    )
    owner_id = fields.Many2one("res.users", string="Customer of", readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    day = fields.Date(required=True, readonly=True)
    opened_at = fields.Datetime(string="First opened", readonly=True)
    key = fields.Char(required=True, readonly=True)

    _key_uniq = models.UniqueIndex("(key)")

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("The log of opened customers cannot be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("The log of opened customers cannot be deleted."))

    @api.model
    def _note(self, partner):
        """Write that the user opened a customer of somebody else, if that is audited.

        Looked up before it is written: opening a customer is a read-only request,
        which core repeats with a cursor that writes, once a day and customer.
        """
        customer = self._audited(partner)
        if not customer:
            return
        day = fields.Date.context_today(self)
        key = f"{self.env.uid}:{customer.id}:{day}"
        # sudo: nobody may write the log themself
        log = self.sudo()
        if log.search_count([("key", "=", key)], limit=1):
            return
        log.env.execute_query(
            SQL(
                "INSERT INTO crm_access_log (user_id, partner_id, owner_id, company_id,"
                " day, opened_at, key, create_uid, write_uid, create_date, write_date)"
                " VALUES (%(user)s, %(customer)s, %(owner)s, %(company)s, %(day)s,"
                " %(now)s, %(key)s, %(user)s, %(user)s, %(now)s, %(now)s)"
                " ON CONFLICT (key) DO NOTHING RETURNING id",
                user=self.env.uid,
                customer=customer.id,
                owner=customer.user_id.id,
                company=self.env.company.id,
                day=day,
                now=fields.Datetime.now(),
                key=key,
            )
        )

    @api.model
    def _audited(self, partner):
        """Return the customer whose opening is to be written, if it is."""
        if self.env.su or not self.env.user.has_group(READER):
            return partner.browse()
        # sudo: a setting, and whose customer it is
        if not self.env["ir.config_parameter"].sudo().get_param(AUDIT_READS):
            return partner.browse()
        customer = partner.sudo().commercial_partner_id
        is_others = customer.user_id and customer.user_id != self.env.user
        return customer if is_others else partner.browse()

# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL

#: Where the reading of older leads is; see the same for phone numbers.
POSITION = "crm_relationship.sources_read_below"
#: Finding the next customers reads the leads: the more at once, the fewer times.
AT_LEAST = 10_000
CUSTOMERS = """
    SELECT DISTINCT p.commercial_partner_id FROM crm_lead l
      JOIN res_partner p ON p.id = l.partner_id
     WHERE l.source_id IS NOT NULL AND p.commercial_partner_id < %s
     ORDER BY 1 DESC LIMIT %s
"""
#: The first lead that names a source, unless the customer bought before it.
TAKE_OVER = """
    UPDATE res_partner c SET acquisition_source_id = f.source_id FROM (
        SELECT DISTINCT ON (p.commercial_partner_id) p.commercial_partner_id AS id,
            l.source_id, l.create_date AS at
          FROM res_partner p JOIN crm_lead l ON l.partner_id = p.id
         WHERE p.commercial_partner_id = ANY(%(ids)s) AND l.source_id IS NOT NULL
         ORDER BY p.commercial_partner_id, l.create_date, l.id) f
     WHERE c.id = f.id AND c.acquisition_source_id IS NULL
       AND NOT EXISTS (SELECT 1 FROM sale_order o
             JOIN res_partner b ON b.id = o.partner_id
            WHERE b.commercial_partner_id = c.id AND o.state = 'sale'
              AND o.date_order < f.at)
       AND NOT EXISTS (SELECT 1 FROM account_move m
            WHERE m.commercial_partner_id = c.id AND m.move_type = 'out_invoice'
              AND m.state = 'posted' AND m.invoice_date < f.at::date)
    RETURNING c.id
"""


class ResPartner(models.Model):
    _inherit = "res.partner"

    acquisition_source_id = fields.Many2one(
        "utm.source",
        string="Acquired through",
        ondelete="set null",
        index="btree_not_null",
        groups="base.group_user",
        help="What brought this customer to you. Taken from the lead that became the "
        "customer; profit is counted for it where an invoice names no source.",
    )

    # ------------------------------------------------------------
    # Customers of before
    # ------------------------------------------------------------

    @api.model
    def _take_over_old_sources(self, limit):
        """Give the next customers the source of the lead that brought them.

        The position is committed together with the rows: killed anywhere, the job
        goes on where it was. What somebody said of a customer stays, and customers
        that somebody is writing are left for the next time.

        :return: how many customers were looked at
        """
        # sudo: a mark of the system's
        settings = self.env["ir.config_parameter"].sudo()
        limit = max(limit, AT_LEAST)
        self.env.flush_all()
        query = SQL(CUSTOMERS, self._below_position(settings), limit)
        ids = [row[0] for row in self.env.execute_query(query)]
        locked = self.env.execute_query(
            SQL(
                "SELECT id FROM res_partner WHERE id = ANY(%s)"
                " FOR NO KEY UPDATE SKIP LOCKED",
                ids,
            )
        )
        free = {row[0] for row in locked}
        position = ids[-1] if len(ids) == limit else 0
        if skipped := set(ids) - free:
            # the job goes on there the next time
            position = max(skipped) + 1
            free = {key for key in free if key >= position}
        if free:
            self.env.execute_query(SQL(TAKE_OVER, ids=sorted(free)))
            self.invalidate_model(["acquisition_source_id"])
        settings.set_param(POSITION, str(position))
        return len(free)

    @api.model
    def _below_position(self, settings):
        """Return the id below which customers were not looked at yet, 0 for none."""
        position = settings.get_param(POSITION)
        if position is not False:
            return int(position)
        [(newest,)] = self.env.execute_query(SQL("SELECT max(id) FROM res_partner"))
        return (newest or 0) + 1


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def _prepare_customer_values(self, partner_name, is_company=False, parent_id=False):
        values = super()._prepare_customer_values(partner_name, is_company, parent_id)
        if self.source_id and not parent_id:
            values["acquisition_source_id"] = self.source_id.id
        return values

# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class CrmPartnerStatQueue(models.Model):
    """Customers whose statistics are out of date.

    Append-only for whoever makes them stale, so that no two transactions wait for
    each other; the refresh job takes rows away. No foreign key: a customer may be
    gone by then.
    """

    _name = "crm.partner.stat.queue"
    _description = "Customer Statistics to Refresh"
    _log_access = False

    partner_id = fields.Integer(required=True)
    company_id = fields.Integer(required=True)

# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL

#: Sold extensions ``e``, with their products ``x``.
EXTENSIONS = """
    FROM sale_order_line e JOIN product_product ev ON ev.id = e.product_id
    JOIN product_template x ON x.id = ev.product_tmpl_id
     AND x.ticket_service = 'warranty'
   WHERE e.state = 'sale'
"""
#: As tools/warranty.py counts them: what names a serial number of the line, and what is
#: for each serial number of the order.
EXTRA = """(
    COALESCE((SELECT max(named.months) FROM (
        SELECT sum(x.extension_months * floor(e.product_uom_qty)) AS months
        %(extensions)s AND e.warranty_lot_id IN (
            SELECT ml.lot_id FROM stock_move_line ml JOIN stock_move sm
                ON sm.id = ml.move_id
             WHERE sm.sale_line_id = l.id AND ml.state = 'done')
         GROUP BY e.warranty_lot_id) named), 0)
    + COALESCE((SELECT sum(o.extension_months * floor(o.product_uom_qty / s.each))
        FROM (SELECT GREATEST(count(DISTINCT ml.lot_id), 1) AS each
                FROM sale_order_line ol JOIN stock_move sm ON sm.sale_line_id = ol.id
                JOIN stock_move_line ml ON ml.move_id = sm.id AND ml.state = 'done'
                JOIN stock_location d ON d.id = ml.location_dest_id
                 AND d.usage = 'customer'
               WHERE ol.order_id = l.order_id) s,
            LATERAL (SELECT e.product_uom_qty, x.extension_months
                %(extensions)s AND e.order_id = l.order_id
                 AND e.warranty_lot_id IS NULL) o), 0)
)::int"""
REACH = """(SELECT COALESCE(max(x.extension_months * ceil(e.product_uom_qty)), 0)::int
    %(extensions)s)"""

MONTHS = 12
#: Which months a service runs for.
MONTHS_OF = {"warranty": "extension_months", "plan": "plan_months"}
SERVICES = [("warranty", "Warranty extension"), ("plan", "Support plan")]


class ProductTemplate(models.Model):
    """What a product promises after it was sold."""

    _inherit = "product.template"

    ticket_service = fields.Selection(
        SERVICES,
        string="Sells",
        help="What a confirmed order of this product gives the customer.",
    )
    extension_months = fields.Integer(
        string="Longer by",
        default=MONTHS,
        help="Months that are added to the warranty of the serial number on the order "
        "line, else of every one on the order, if there is one for each.",
    )
    plan_months = fields.Integer(
        string="Runs for", default=MONTHS, help="Months from the order's confirmation."
    )
    plan_hours = fields.Float(
        string="Hours included", help="0: not limited. For each unit ordered."
    )
    plan_tickets = fields.Integer(
        string="Tickets included", help="0: not limited. For each unit ordered."
    )
    plan_calendar_id = fields.Many2one(
        "resource.calendar",
        string="Hours of support",
        ondelete="restrict",
        help="Clocks on tickets under this plan count these hours. Empty: those of the "
        "customer or the team.",
    )

    _service_check = models.Constraint(
        "CHECK (coalesce(warranty_months, 0) >= 0 AND coalesce(extension_months, 0) >= 0"
        " AND coalesce(plan_months, 0) >= 0 AND coalesce(plan_hours, 0) >= 0"
        " AND coalesce(plan_tickets, 0) >= 0)",
        "Warranty and support plan: months, hours and tickets cannot be negative.",
    )

    def _auto_init(self):
        # goods of before sell no service: none of them is written for its months
        self._create_empty_columns("extension_months", "plan_months")
        return super()._auto_init()

    @api.onchange("ticket_service")
    def _onchange_ticket_service(self):
        """Propose months for goods that were there before the addon."""
        for product in self.filtered("ticket_service"):
            field = MONTHS_OF[product.ticket_service]
            product[field] = product[field] or MONTHS

    def write(self, vals):
        service = vals.get("ticket_service")
        field = MONTHS_OF.get(service)
        if not field or field in vals:
            return super().write(vals)
        changed = self.filtered(lambda product: product.ticket_service != service)
        result = super().write(vals)
        # goods of before the addon get what new ones have by default
        changed.filtered(lambda product: not product[field]).write({field: MONTHS})
        return result

    @api.model
    def _warranty_extra_sql(self):
        extra = SQL(EXTRA, extensions=SQL(EXTENSIONS))
        return SQL("%s + %s", super()._warranty_extra_sql(), extra)

    @api.model
    def _warranty_reach_sql(self):
        reach = SQL(REACH, extensions=SQL(EXTENSIONS))
        return SQL("%s + %s", super()._warranty_reach_sql(), reach)

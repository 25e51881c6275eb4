# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.tools import SQL


class CrmTicketStageReport(models.Model):
    """One row for each time a ticket stood in a stage, the present one included.

    Hours are those of the clock on the wall: what working time the promises count is
    on the clocks.
    """

    _name = "crm.ticket.stage.report"
    _description = "Time in Stages"
    _inherit = ["crm.ticket.report.mixin"]
    _auto = False
    _order = "ended_at desc, id desc"
    _rec_name = "ticket_id"
    _depends = {
        "crm.ticket": [
            "company_id",
            "team_id",
            "user_id",
            "category_id",
            "commercial_partner_id",
            "priority",
            "channel",
            "opened_at",
            "stage_id",
            "stage_at",
            "active",
        ],
        "crm.ticket.change": ["ticket_id", "kind", "at", "old_value", "seconds"],
    }

    stage_id = fields.Many2one("crm.ticket.stage", readonly=True)
    ended_at = fields.Datetime(string="Until", readonly=True)
    is_current = fields.Boolean(string="Still there", readonly=True)
    hours = fields.Float("Hours (mean)", aggregator="avg", readonly=True)
    hours_median = fields.Float("Hours (median)", aggregator="median", readonly=True)
    hours_p90 = fields.Float("Hours (90th percentile)", aggregator="p90", readonly=True)
    hours_total = fields.Float("Hours (total)", readonly=True)

    @property
    def _table_query(self):
        """Odd ids are changes, even ones tickets where they stand now."""
        return SQL("%s UNION ALL %s", self._select_past(), self._select_present())

    def _select_past(self):
        query = self._ticket_query()
        change = query.make_alias(query.table, "change")
        query.add_join(
            "JOIN",
            change,
            "crm_ticket_change",
            SQL(
                "%s = %s AND %s = 'stage_id' AND %s IS NOT NULL",
                SQL.identifier(change, "ticket_id"),
                SQL.identifier(query.table, "id"),
                SQL.identifier(change, "kind"),
                SQL.identifier(change, "old_value"),
            ),
        )
        return self._select(
            query,
            SQL("%s * 2 + 1", SQL.identifier(change, "id")),
            SQL("%s::int", SQL.identifier(change, "old_value")),
            SQL.identifier(change, "at"),
            SQL("%s / 3600.0", SQL.identifier(change, "seconds")),
            is_current=False,
        )

    def _select_present(self):
        query = self._ticket_query()
        ticket = self.env["crm.ticket"]
        since = ticket._field_to_sql(query.table, "stage_at", query)
        return self._select(
            query,
            SQL("%s * 2", SQL.identifier(query.table, "id")),
            ticket._field_to_sql(query.table, "stage_id", query),
            SQL("NULL::timestamp"),
            SQL("EXTRACT(EPOCH FROM NOW() AT TIME ZONE 'UTC' - %s) / 3600", since),
            is_current=True,
        )

    def _select(self, query, row_id, stage, ended_at, hours, is_current):
        return query.select(
            SQL("%s AS id", row_id),
            SQL("%s AS ticket_id", SQL.identifier(query.table, "id")),
            *self._ticket_columns(query),
            SQL("%s AS stage_id", stage),
            SQL("%s AS ended_at", ended_at),
            SQL("%s AS is_current", is_current),
            SQL("%s AS hours", hours),
            SQL("%s AS hours_median", hours),
            SQL("%s AS hours_p90", hours),
            SQL("%s AS hours_total", hours),
        )

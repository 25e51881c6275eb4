# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL

from .calendar_event import IS_PRIVATE
from .handover_part import HandoverPart
from .interaction_event import is_customer

#: A document stays in its team when the successor is in it, else it follows him.
TEAM = SQL(
    "CASE WHEN EXISTS (SELECT 1 FROM crm_team_member m WHERE m.user_id = t.to_user_id"
    " AND m.crm_team_id = o.team_id AND m.active) OR EXISTS (SELECT 1 FROM crm_team c"
    " WHERE c.id = o.team_id AND c.user_id = t.to_user_id) THEN o.team_id"
    " ELSE COALESCE((SELECT m.crm_team_id FROM crm_team_member m"
    " JOIN crm_team c ON c.id = m.crm_team_id AND c.active"
    " AND (c.company_id IS NULL OR c.company_id = o.company_id)"
    " WHERE m.user_id = t.to_user_id AND m.active ORDER BY c.sequence, c.id LIMIT 1),"
    " o.team_id) END"
)


class CrmHandover(models.Model):
    """What is handed over: each kind of record, and whose it is."""

    _inherit = "crm.handover"

    @api.model
    def _parts(self, user):
        """Return what a user is responsible for, by name. To extend.

        On no record it answers what an archived user may not leave behind.

        :return: ``{name: HandoverPart}``; names are stored, so keep them once released
        """
        return {
            "customers": self._part_customers(),
            "leads": self._part_leads(),
            "orders": self._part_orders(),
            "activities": self._part_activities(),
            "meetings": self._part_meetings(user),
            "followers": self._part_followers(user),
        }

    def _part_customers(self):
        return HandoverPart(
            model="res.partner",
            label=self.env._("customers and contacts"),
            partner=SQL("o.id"),
            count="contact_count",
        )

    def _part_leads(self):
        return HandoverPart(
            model="crm.lead",
            label=self.env._("leads and opportunities"),
            lead=SQL("o.id"),
            where=SQL("o.active AND o.won_status = 'pending'"),
            amount=SQL("o.expected_revenue"),
            follows={"team_id": TEAM},
            count="lead_count",
            total="pipeline",
        )

    def _part_orders(self):
        is_open = SQL("o.state IN ('draft', 'sent')")
        if self.order_scope == "uninvoiced":
            is_open = SQL(
                "(%s OR o.state = 'sale' AND o.invoice_status IN ('no', 'to invoice'))",
                is_open,
            )
        return HandoverPart(
            model="sale.order",
            label=self.env._("quotations"),
            where=is_open,
            amount=SQL("o.amount_untaxed / COALESCE(NULLIF(o.currency_rate, 0), 1)"),
            follows={"team_id": TEAM},
            watches=("state",),  # what the successor sold is his
            count="order_count",
            total="quoted",
        )

    def _part_activities(self):
        """Return the planned activities on documents; personal to-dos stay."""
        document = self.env["crm.interaction.mixin"]._sql_interaction_document(
            SQL("o.res_model"), SQL("o.res_id")
        )
        return HandoverPart(
            model="mail.activity",
            label=self.env._("planned activities"),
            where=SQL("o.active AND o.res_model IS NOT NULL AND o.res_id <> 0"),
            joins=SQL("LEFT JOIN LATERAL (%s) d ON TRUE", document),
            partner=SQL("d.partner_id"),
            lead=SQL("d.lead_id"),
            company=SQL("d.company_id"),
            document=(SQL("o.res_model"), SQL("o.res_id")),
            count="activity_count",
        )

    def _part_meetings(self, user):
        """Return the coming meetings with customers; private ones stay."""
        return HandoverPart(
            model="calendar.event",
            label=self.env._("coming meetings"),
            mine=SQL(
                "o.id IN (SELECT id FROM calendar_event WHERE user_id = %s UNION"
                " SELECT event_id FROM calendar_attendee WHERE partner_id = %s"
                " AND state <> 'declined')",
                user.id,
                user.partner_id.id,
            ),
            joins=SQL(
                "%s LEFT JOIN LATERAL (SELECT cp.id FROM calendar_attendee ca"
                " JOIN res_partner cp ON cp.id = ca.partner_id AND %s"
                " WHERE ca.event_id = o.id ORDER BY ca.id LIMIT 1) met ON TRUE",
                self.env["calendar.event"]._sql_about(),
                is_customer("cp"),
            ),
            where=SQL(
                "o.active AND o.stop > %s AND NOT %s AND"
                " COALESCE(d.partner_id, d.lead_id, o.opportunity_id, met.id)"
                " IS NOT NULL",
                fields.Datetime.now(),
                IS_PRIVATE,
            ),
            partner=SQL("COALESCE(d.partner_id, met.id)"),
            lead=SQL("COALESCE(o.opportunity_id, d.lead_id)"),
            company=SQL("d.company_id"),
            count="meeting_count",
            moves="_move_meetings",
            restores="_restore_meetings",
        )

    def _part_followers(self, user):
        """Return where the user follows documents of customers."""
        document = self.env["crm.interaction.mixin"]._sql_interaction_document(
            SQL("o.res_model"), SQL("o.res_id")
        )
        return HandoverPart(
            model="mail.followers",
            label=self.env._("documents followed"),
            mine=SQL("o.partner_id = %s", user.partner_id.id),
            joins=SQL("JOIN LATERAL (%s) d ON TRUE", document),
            partner=SQL("d.partner_id"),
            lead=SQL("d.lead_id"),
            company=SQL("d.company_id"),
            count="follower_count",
            moves="_move_followers",
            restores="_restore_followers",
            stands_alone=False,
        )

    @api.model
    def _open_counts(self, user, companies=None):
        """Return ``{label: number}`` of what customers would miss without the user."""
        parts = {n: p for n, p in self._parts(user).items() if p.stands_alone}
        self.env.flush_all()  # raw SQL reads them
        rows = SQL(" UNION ALL ").join(
            part.select(self.env, name, user, companies) for name, part in parts.items()
        )
        counts = dict(
            self.env.execute_query(
                SQL(
                    "SELECT part, count(*) FROM (%s) o"
                    " WHERE owner_model IN ('res.partner', 'crm.lead') GROUP BY part",
                    rows,
                )
            )
        )
        return {parts[name].label: counts[name] for name in parts if name in counts}

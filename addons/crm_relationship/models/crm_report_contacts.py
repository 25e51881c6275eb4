# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.comparison import compare
from ..tools.report_table import Measure
from .crm_report_meetings import HAPPENED

#: Customers that a tier obliges us to be in contact with, by colleague and tier, as of
#: an instant: how many, in time, waiting for our reply, and in time without waiting.
CARE = """
    SELECT p.user_id, s.tier_id, count(*), count(*) FILTER (WHERE k.in_time),
        count(*) FILTER (WHERE k.waiting),
        count(*) FILTER (WHERE k.in_time AND NOT k.waiting)
      FROM crm_partner_stat s
      JOIN res_partner p ON p.id = s.partner_id
      JOIN crm_customer_tier t ON t.id = s.tier_id
      LEFT JOIN (%(last)s) l ON l.partner_id = s.partner_id
       AND l.company_id = s.company_id
     CROSS JOIN LATERAL (
        SELECT COALESCE(l.touched_at, p.create_date) + t.cadence_days * interval '1 day'
                >= %(at)s AS in_time,
            COALESCE(l.in_at > COALESCE(l.out_at, '-infinity'), FALSE) AS waiting) k
     WHERE s.id IN %(obliged)s AND p.create_date < %(at)s
     GROUP BY 1, 2
"""


class CrmReport(models.Model):
    """Reports on contacts: how many there are, and whether customers are looked after."""

    _inherit = "crm.report"

    # ------------------------------------------------------------
    # Traffic
    # ------------------------------------------------------------

    def _report_contact_traffic(self, period):
        """Human contacts by channel, colleague and day, from and to the customer.

        Automatic messages and documents are none; a call nobody answered is one.
        """
        touches = Domain("type_id.counts_as_touch", "=", True)
        base = touches & Domain("state", "=", "done") & self._filtered()
        asked = [
            (base, "__count"),
            (base & Domain("direction", "=", "in"), "__count"),
            (base & Domain("direction", "=", "out"), "__count"),
            (base, "commercial_partner_id:count_distinct"),
        ]
        measures = self._traffic_measures()
        return [
            self._traffic_by("type_id.channel", period, base, asked, measures),
            self._traffic_by("user_id", period, base, asked, measures),
            self._over_time(
                self.env._("Over time"),
                period,
                [
                    self._grouped(
                        "crm.interaction",
                        f"occurred_at:{period.grain}",
                        [(self._occurred(part) & what, how) for what, how in asked[:3]],
                    )
                    for part in (period, period.before)
                ],
                measures[:3],
                chart={"type": "line", "values": [4, 7]},
            ),
        ]

    def _traffic_measures(self):
        return [
            Measure(self.env._("Contacts")),
            Measure(self.env._("From customers")),
            Measure(self.env._("To customers")),
            Measure(self.env._("Customers")),
        ]

    def _traffic_by(self, key, period, base, asked, measures):
        """Return the contacts by channel or colleague."""
        rows = self._compare("crm.interaction", key, period, self._occurred, asked)
        by_channel = key != "user_id"
        return self._compared(
            self.env._("By channel") if by_channel else self.env._("By colleague"),
            self.env._("Channel") if by_channel else self.env._("Colleague"),
            rows,
            measures,
            labels=self._channel_labels(rows) if by_channel else None,
            opens=self._drill("crm.interaction", key, self._occurred(period) & base),
            chart={"type": "bar", "values": [4, 7]},
            notes=[
                self.env._("A customer counts once in each row, so in several rows.")
            ],
        )

    def _channel_labels(self, rows):
        channels = self.env["crm.interaction.type"]._fields["channel"]
        labels = dict(channels._description_selection(self.env))
        return {None: self.env._("Total")} | {
            row.key: labels.get(row.key, self.env._("Other")) for row in rows
        }

    # ------------------------------------------------------------
    # Care
    # ------------------------------------------------------------

    def _report_care_index(self, period):
        """How many customers are looked after as their tier promises, on the last day.

        Obliged = customers whose tier says how often to be in contact, unless they are
        lost. In time = those of them whose last human contact (or, when there was none,
        whose first day here) is no longer ago than that. Waiting = those whose last
        contact was from them. Kept = in time and not waiting.
        Care index = kept / obliged.

        Which tier and colleague a customer had is not kept by day: both periods are
        measured by those of today.
        """
        now = fields.Datetime.now()
        sides = [self._care_at(min(part.stop, now)) for part in (period, period.before)]
        by_colleague = ("res.users", "owner_id")
        by_tier = ("crm.customer.tier", "tier_id")
        return [
            self._care_table(
                self.env._("By colleague"),
                self.env._("Colleague"),
                [self._care_by(side, 0) for side in sides],
                *by_colleague,
            ),
            self._care_table(
                self.env._("By tier"),
                self.env._("Tier"),
                [self._care_by(side, 1) for side in sides],
                *by_tier,
            ),
        ]

    def _care_table(self, title, label, sides, model, field):
        """Return the table of one key of CARE; its rows open customers of today."""
        rows = [
            row._replace(key=self.env[model].browse(row.key))
            for row in compare(*sides, 4)
        ]
        return self._compared(
            title,
            label,
            rows,
            self._care_measures(),
            opens=self._drill("crm.partner.stat", field, self._obliged()),
            chart={"type": "bar", "values": [13, 14]},
            notes=[self._care_formula()],
        )

    def _care_measures(self):
        return [
            Measure(self.env._("Customers with a cadence")),
            Measure(self.env._("In time")),
            Measure(self.env._("Waiting for our reply")),
            Measure(self.env._("Looked after")),
            Measure(self.env._("Care index"), "percent", (3, 0)),
        ]

    def _care_formula(self):
        return self.env._(
            "Care index: customers in time and not waiting, in percent of those whose "
            "tier has a cadence and who are not lost. In time: the last human contact is "
            "no longer ago than the tier allows. Waiting: the customer wrote or called "
            "last. As of the end of the period, by the tiers and colleagues of today."
        )

    def _obliged(self):
        """Return the domain of the customers that we are obliged to be in contact with."""
        return (
            Domain("tier_id.cadence_days", ">", 0)
            & Domain("lifecycle", "!=", "lost")
            & Domain("partner_id.active", "=", True)
            & self._filtered(
                "partner_id.user_id", "partner_id.user_id.sale_team_id", "partner_id"
            )
        )

    def _care_at(self, instant):
        """Return rows of CARE as of an instant, of what the user may see."""
        obliged = self.env["crm.partner.stat"]._search(self._obliged())
        return self.env.execute_query(
            SQL(
                CARE,
                last=self._sql_last(instant),
                at=SQL("%s::timestamp", instant),
                obliged=obliged.subselect(),
            )
        )

    def _sql_last(self, instant):
        """Return a SELECT of the last contacts of customers before an instant."""
        touches = self.env["crm.interaction"]._search(
            Domain("type_id.counts_as_touch", "=", True)
            & Domain("state", "=", "done")
            & Domain("actor_type", "!=", "system")
            & HAPPENED
            & Domain("occurred_at", "<", instant)
        )
        touches.groupby = SQL(
            "crm_interaction.commercial_partner_id, crm_interaction.company_id"
        )
        return touches.select(
            SQL("crm_interaction.commercial_partner_id AS partner_id"),
            SQL("crm_interaction.company_id"),
            SQL("max(crm_interaction.occurred_at) AS touched_at"),
            SQL(
                "max(crm_interaction.occurred_at)"
                " FILTER (WHERE crm_interaction.direction = 'in') AS in_at"
            ),
            SQL(
                "max(crm_interaction.occurred_at)"
                " FILTER (WHERE crm_interaction.direction <> 'in') AS out_at"
            ),
        )

    def _care_by(self, rows, place):
        """Return the counts of CARE by one of its two keys."""
        found = {}
        for row in rows:
            counts = found.get(row[place], (0, 0, 0, 0))
            found[row[place]] = tuple(
                a + b for a, b in zip(counts, row[2:], strict=True)
            )
        return found

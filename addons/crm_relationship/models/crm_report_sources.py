# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.fields import Domain

from ..tools.comparison import compare
from ..tools.report_table import Measure


class CrmReport(models.Model):
    """Where leads come from, and what each source brings."""

    _inherit = "crm.report"

    def _report_sources(self, period):
        """Leads of the period by where they came from, and what each source brings.

        Of the leads created in the period: how many are won by now. Revenue: invoices of
        the period whose source, or whose customer's first source, it is.
        """
        invoiced = self._invoiced(("source_id", "campaign_id"), (period, period.before))
        titles = {
            "source_id": (self.env._("By source"), self.env._("Source")),
            "campaign_id": (self.env._("By campaign"), self.env._("Campaign")),
        }
        return [
            self._compared(
                *words,
                compare(
                    *(
                        self._brought(key, part, money)
                        for part, money in zip(
                            (period, period.before), invoiced[key], strict=True
                        )
                    ),
                    3,
                ),
                self._source_measures(),
                opens=self._drill("crm.lead", key, self._created(period)),
                chart={"type": "bar", "values": [1, 4]},
                notes=[self._sources_note()],
            )
            for key, words in titles.items()
        ]

    def _created(self, period):
        """Return the domain of the leads of a period, lost ones too."""
        leads = self._within("create_date", period) & self._filtered()
        return leads & Domain("active", "in", (True, False))

    def _brought(self, key, period, invoiced):
        """Return ``{source: leads, those of them that are won, revenue}``."""
        created = self._created(period)
        won = created & Domain("won_status", "=", "won")
        leads = self._grouped(
            "crm.lead", key, [(created, "__count"), (won, "__count")], archived=True
        )
        amounts = {record: values[:1] for record, values in invoiced.items()}
        return self._join((leads, 2), (amounts, 1))

    def _source_measures(self):
        return [
            Measure(self.env._("Leads")),
            Measure(self.env._("Won of these")),
            Measure(self.env._("Invoiced"), "money", currency=self._money()),
            Measure(self.env._("Won share"), "percent", (1, 0)),
        ]

    def _sources_note(self):
        return self.env._(
            "Leads and opportunities created in the period, and those of them that are "
            "won by now. Invoiced: posted invoices of the period, by their source or else "
            "the customer's first one."
        )

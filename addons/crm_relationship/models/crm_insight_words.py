# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import date

from odoo import api, models
from odoo.tools import format_date

from ..tools.health import WORRY


class CrmInsight(models.Model):
    """Why, in the user's language."""

    _inherit = "crm.insight"

    @api.depends("kind", "evidence", "product_id", "because_id", "category_id")
    @api.depends_context("lang")
    def _compute_reason(self):
        # sudo: names of what was sold, to whoever may see the insight
        for insight in self:
            words = getattr(insight.sudo(), f"_words_{insight.kind}")
            insight.reason = words(insight.evidence or {})

    def _money(self, amount):
        return self.company_id.currency_id.format(amount)

    def _day(self, text):
        return format_date(self.env, date.fromisoformat(text[:10]))

    def _words_cross_sell(self, evidence):
        return self.env._(
            "Buys %(product)s but not %(other)s: %(share)s %% of the orders with the "
            "first have both, %(lift)s times what chance would give.",
            product=self.because_id.display_name,
            other=self.product_id.display_name,
            share=round(100 * evidence["confidence"]),
            lift=round(evidence["lift"], 1),
        )

    def _words_optional(self, evidence):
        return self.env._(
            "Buys %(product)s and never had its option %(other)s.",
            product=self.because_id.display_name,
            other=self.product_id.display_name,
        )

    def _words_replenish(self, evidence):
        return self.env._(
            "Orders %(product)s every %(gap)s days; the last time was %(days)s days ago.",
            product=self.product_id.display_name,
            gap=round(evidence["gap"]),
            days=round(evidence["days"]),
        )

    def _words_dormant(self, evidence):
        return self.env._(
            "Ordered %(category)s every %(gap)s days and has not for %(days)s days, though "
            "other orders came.",
            category=self.category_id.display_name,
            gap=round(evidence["gap"]),
            days=round(evidence["days"]),
        )

    def _words_silence(self, evidence):
        return self.env._(
            "Orders every %(gap)s days; silent for %(days)s days.",
            gap=round(evidence["gap"]),
            days=round(evidence["days"]),
        )

    def _words_contact_due(self, evidence):
        tier = self.env["crm.customer.tier"].browse(evidence["tier_id"]).exists().name
        if not evidence.get("last"):
            return self.env._(
                "Nobody has spoken with this customer yet; as %(tier)s they should hear "
                "from us every %(cadence)s days.",
                tier=tier or "",
                cadence=evidence["cadence"],
            )
        return self.env._(
            "Last spoken with on %(day)s; as %(tier)s they should hear from us every "
            "%(cadence)s days.",
            day=self._day(evidence["last"]),
            tier=tier or "",
            cadence=evidence["cadence"],
        )

    def _words_overdue(self, evidence):
        overdue = self.env._(
            "%(amount)s overdue on %(count)s invoices, for up to %(days)s days.",
            amount=self._money(evidence["amount"]),
            count=evidence["count"],
            days=evidence["days"],
        )
        if not evidence.get("meeting"):
            return overdue
        return self.env._(
            "%(overdue)s You have a step planned with them on %(day)s.",
            overdue=overdue,
            day=self._day(evidence["meeting"]),
        )

    def _words_margin(self, evidence):
        recent, before = evidence["recent"], evidence["before"]
        if recent < before:
            return self.env._(
                "Margin of the last 90 days %(recent)s %%, in the year before "
                "%(before)s %%.",
                recent=round(100 * recent),
                before=round(100 * before),
            )
        return self.env._(
            "Margin falls with every 90 days: %(margins)s %%.",
            margins=", ".join(f"{100 * part:.0f}" for part in evidence["periods"]),
        )

    def _words_price(self, evidence):
        return self.env._(
            "What they pay for %(product)s falls with every 90 days: %(prices)s.",
            product=self.product_id.display_name,
            prices=", ".join(self._money(price) for price in evidence["prices"]),
        )

    def _words_health(self, evidence):
        stat = self.env["crm.partner.stat"].new(
            {"company_id": self.company_id.id, "health_detail": evidence["detail"]}
        )
        reasons = [
            f"{line['label']}: {line['text']}"
            for line in stat._health_lines()
            if line["score"] is not None and line["score"] < WORRY
        ]
        return self.env._(
            "Health fell from %(before)s to %(now)s. %(reasons)s",
            before=evidence["before"],
            now=evidence["now"],
            reasons="; ".join(reasons[:3]),
        ).strip()

    def _words_birthday(self, evidence):
        return self.env._(
            "Birthday of %(name)s on %(day)s.",
            name=evidence["name"],
            day=self._day(evidence["day"]),
        )

    def _words_date(self, evidence):
        return self.env._(
            "%(what)s on %(day)s.",
            what=evidence["name"],
            day=self._day(evidence["day"]),
        )

    def _words_renewal(self, evidence):
        return self.env._(
            "%(agreement)s ends on %(day)s and is not renewed.",
            agreement=evidence["number"],
            day=self._day(evidence["day"]),
        )

    def _words_warranty(self, evidence):
        return self.env._(
            "The warranty of what was delivered on %(order)s ends on %(day)s.",
            order=evidence["order"],
            day=self._day(evidence["day"]),
        )

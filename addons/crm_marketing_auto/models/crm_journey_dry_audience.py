# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.dry_run import ASSUMED_INTERACTION, rates

#: Dates are looked for so many days ahead, and what happens so many days back.
DAYS = 30
#: What is shown of a message.
SHOWN = {
    "mail": ("subject", "body_html"),
    "sms": ("body_plaintext",),
}


class CrmJourney(models.Model):
    """Who would come in, what is assumed of them, and what they would read."""

    _inherit = "crm.journey"

    def _dry_entries(self, now, limit):
        """Return [(record id, instant)] of who would come in, in their order."""
        if self.trigger in ("date", "calendar"):
            entries = self._dry_dates(now)
        else:
            source = self._dry_source(now)
            rows = self.env.execute_query(SQL(ALLOWED[self.res_model], source=source,
                journey=self.id, company=self.company_id.id,
                reentry=self.reentry, limit=limit or None))  # fmt: skip
            entries = [(row[0], now) for row in rows]
        return entries[:limit] if limit else entries

    def _dry_source(self, now):
        """Return a SELECT of the ids of who would be asked."""
        if self.segment_id:
            return self.with_context(crm_dry_now=now)._select_members()
        if self.trigger != "interaction":
            raise UserError(
                self.env._("“%s”: choose an audience to try it with.", self.name)
            )
        column = "lead_id" if self.res_model == "crm.lead" else "partner_id"
        return SQL(
            "SELECT DISTINCT i.%s AS id FROM crm_interaction i"
            " JOIN crm_interaction_type t ON t.id = i.type_id"
            " WHERE t.code = ANY(%s) AND i.company_id = %s AND i.occurred_at >= %s"
            " AND i.occurred_at <= %s",
            SQL.identifier(column),
            self._trigger_settings()["types"] or [],
            self.company_id.id,
            now - timedelta(days=DAYS),
            now,
        )

    def _select_members(self):
        """Return, in a dry run, who would be in a segment that was never refreshed."""
        segment, now = self.segment_id, self.env.context.get("crm_dry_now")
        if now and segment.kind != "static" and not segment.refreshed_at:
            return segment._sql_ids(now)
        return super()._select_members()

    def _dry_dates(self, now):
        """Return the occasions of the coming days."""
        entries = []
        tz = self.company_id._journey_tz()
        for ahead in range(DAYS + 1):
            day = now.date() + timedelta(days=ahead)
            kept = self.with_context(crm_dry_now=now)._select_kept(day)
            at = self._greet_at(day, tz, now)
            if kept and at:
                rows = self.env.execute_query(
                    SQL("SELECT DISTINCT res_id FROM (%s) k ORDER BY 1", kept)
                )
                entries += [(row[0], at) for row in rows]
        return entries

    # ------------------------------------------------------------
    # What is assumed, and what is shown
    # ------------------------------------------------------------

    def _dry_shares(self, now):
        """Return what share of people react, from the company's last 90 days."""
        rows = self.env.execute_query(
            SQL(SHARES, company=self.company_id.id, since=now - timedelta(days=90))
        )
        found = dict(rows)
        return rates(found.pop("sent", 0), found)

    def _dry_assumptions(self, shares):
        return {
            "reactions": {
                kind: {"share": round(share, 4), "from_history": known}
                for kind, (share, known) in shares.items()
            },
            "interaction": ASSUMED_INTERACTION,
            "days": DAYS,
        }

    def _render_samples(self, samples):
        """Add to samples what the messages would say, to whom the user may read."""
        for sample in samples:
            mailing = self.env["mailing.mailing"].browse(sample.pop("mailing_id") or 0)
            text = sample.pop("text", None)
            record = self.env[self.res_model].browse(sample["res_id"]).exists()
            if not record.has_access("read"):
                continue
            sample["name"] = record.display_name
            try:
                if sample["channel"] == "chat":
                    mixin = self.env["mail.render.mixin"]
                    said = mixin._render_template(text or "", record._name, record.ids)
                    sample["body_plaintext"] = said[record.id]
                elif mailing.exists():
                    for name in SHOWN[sample["channel"]]:
                        said = mailing._render_field(name, record.ids)
                        sample[name] = said[record.id]
            except Exception as error:
                sample["error"] = str(error)[:300]


#: Who may come in: active, of the company, and not once too often.
ALLOWED = {
    model: f"""
        SELECT r.id FROM {table} r JOIN (%(source)s) s ON s.id = r.id
        WHERE r.active IS TRUE AND COALESCE(r.company_id, %(company)s) = %(company)s
            AND NOT EXISTS (SELECT 1 FROM crm_journey_participant p
                WHERE p.journey_id = %(journey)s AND p.res_model = '{model}'
                    AND p.res_id = r.id AND p.is_test IS NOT TRUE
                    AND (%(reentry)s = 'never'
                        OR %(reentry)s = 'after_exit' AND p.state = 'active'))
        ORDER BY r.id LIMIT %(limit)s
    """
    for model, table in (("res.partner", "res_partner"), ("crm.lead", "crm_lead"))
}
SHARES = """
    SELECT 'sent', count(*) FROM crm_journey_trace t
    JOIN crm_journey j ON j.id = t.journey_id AND j.company_id = %(company)s
    WHERE t.channel = 'mail' AND t.sent_at >= %(since)s
    UNION ALL
    SELECT r.kind, count(DISTINCT r.trace_id) FROM crm_journey_reaction r
    JOIN crm_journey_trace t ON t.id = r.trace_id
    JOIN crm_journey j ON j.id = t.journey_id AND j.company_id = %(company)s
    WHERE t.channel = 'mail' AND t.sent_at >= %(since)s AND r.is_machine IS NOT TRUE
    GROUP BY r.kind
"""

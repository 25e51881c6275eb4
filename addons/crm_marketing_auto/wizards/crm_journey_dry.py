# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import format_date, format_datetime, formatLang

#: Shown at most: days of sends, people by name.
DAYS, SAMPLES = 31, 20
#: People looked at while the reader waits.
MOST = 2000
BAR = Markup(
    "<div class='d-flex align-items-center gap-2 mb-1'><span class='o_journey_dry_label"
    " text-nowrap'>%s</span><span class='progress flex-grow-1' role='presentation'>"
    "<span class='progress-bar %s' style='width: %s%%'></span></span><b>%s</b></div>"
)
ROW = Markup("<tr>%s</tr>")
CELL = Markup("<td>%s</td>")


class CrmJourneyDry(models.TransientModel):
    """What would happen if the journey were started now; nothing is written or sent."""

    _name = "crm.journey.dry"
    _description = "Dry Run of a Journey"

    journey_id = fields.Many2one("crm.journey", required=True, ondelete="cascade")
    result = fields.Json(compute="_compute_result", store=True)
    audience_count = fields.Integer(string="People", compute="_compute_shown")
    holdout_count = fields.Integer(
        string="Left out on purpose", compute="_compute_shown"
    )
    message_count = fields.Integer(string="Messages", compute="_compute_shown")
    blocked_count = fields.Integer(string="Held back", compute="_compute_shown")
    cost_text = fields.Char(string="Cost", compute="_compute_shown")
    days_html = fields.Html(compute="_compute_shown", sanitize=False)
    blocked_html = fields.Html(compute="_compute_shown", sanitize=False)
    samples_html = fields.Html(compute="_compute_shown", sanitize=False)
    assumptions = fields.Text(compute="_compute_shown")

    @api.depends("journey_id")
    def _compute_result(self):
        for dry in self:
            dry.result = (
                dry.journey_id._dry_run(limit=MOST) if dry.journey_id else False
            )

    @api.depends("result")
    def _compute_shown(self):
        for dry in self:
            found = dry.result or {}
            days = {
                day: sum(channels.values())
                for day, channels in sorted((found.get("sends") or {}).items())
            }
            blocked = found.get("blocked") or {}
            dry.audience_count = found.get("audience", 0)
            dry.holdout_count = found.get("holdout", 0)
            dry.message_count = sum(days.values())
            dry.blocked_count = sum(blocked.values())
            dry.cost_text = self._cost_text(found.get("cost") or {})
            dry.days_html = self._bars(
                {
                    format_date(self.env, day): count
                    for day, count in list(days.items())[:DAYS]
                }
            )
            dry.blocked_html = self._bars(self._by_reason(blocked), "bg-warning")
            dry.samples_html = dry._samples_html(found.get("samples") or [])
            said = found.get("assumptions") or []
            dry.assumptions = "\n".join(map(str, said))

    def _cost_text(self, cost):
        currencies = self.env["res.currency"]
        texts = [
            formatLang(self.env, amount, currency_obj=currencies.browse(int(key)))
            for key, amount in cost.items()
        ]
        return " + ".join(texts) or "–"

    def _by_reason(self, counts):
        reasons = self.env["crm.journey.reason"]
        ids = reasons._ids_by_code()
        return {
            reasons.browse(ids[code]).name if code in ids else code: count
            for code, count in sorted(counts.items(), key=lambda item: -item[1])
        }

    def _bars(self, counts, tone=""):
        """Return counts as bars, the largest as wide as there is room."""
        most = max(counts.values(), default=0)
        if not most:
            return Markup("<p class='text-muted'>%s</p>") % self.env._("None")
        return Markup("").join(
            BAR % (label, tone, round(100 * count / most), count)
            for label, count in counts.items()
        )

    def _samples_html(self, samples):
        """Return some of the people by name, with what they would get and when."""
        rows = []
        for sample in samples[:SAMPLES]:
            if not isinstance(sample, dict):
                continue
            what = sample.get("subject") or sample.get("step") or sample.get("step_uid")
            at = fields.Datetime.from_string(sample["at"].replace("T", " ")[:19])
            when = format_datetime(self.env, at)
            cells = (sample.get("name"), what, when, sample.get("error"))
            rows.append(ROW % Markup("").join(CELL % (cell or "") for cell in cells))
        if not rows:
            return False
        return Markup("<table class='table table-sm'>%s</table>") % Markup("").join(
            rows
        )

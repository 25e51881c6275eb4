# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from markupsafe import Markup, escape

from odoo import api, fields, models
from odoo.tools import format_date, format_datetime, formatLang

from .html_figures import bars, number, table

#: Days of sends that are shown at most.
DAYS = 31
LINES = Markup("<div>%s</div>")


class CrmJourneyDryRun(models.Model):
    """A dry run as people read it."""

    _inherit = "crm.journey.dry.run"

    looked_text = fields.Char(string="People looked at", compute="_compute_progress")
    progress = fields.Float(compute="_compute_progress", help="Percent.")
    holdout_count = fields.Integer(
        string="Left out on purpose", compute="_compute_figures"
    )
    message_count = fields.Integer(string="Messages", compute="_compute_figures")
    blocked_count = fields.Integer(string="Held back", compute="_compute_figures")
    deferred_count = fields.Integer(
        string="Put off to a better hour", compute="_compute_figures"
    )
    cost_text = fields.Char(string="Cost", compute="_compute_figures")
    days_html = fields.Html(compute="_compute_pictures", sanitize=False)
    blocked_html = fields.Html(compute="_compute_pictures", sanitize=False)
    deferred_html = fields.Html(compute="_compute_pictures", sanitize=False)
    steps_html = fields.Html(compute="_compute_pictures", sanitize=False)
    people_html = fields.Html(compute="_compute_people", sanitize=False)
    people_text = fields.Char(compute="_compute_people")
    assumptions = fields.Text(compute="_compute_assumptions")

    @api.depends("journey_id.name")
    def _compute_display_name(self):
        for run in self:
            run.display_name = self.env._("Dry run of “%s”", run.journey_id.name or "")

    @api.depends("state", "done_count", "total_count")
    def _compute_progress(self):
        for run in self:
            done, total = run.done_count, run.total_count
            run.progress = 100 * done / total if total else 0
            counts = {"done": self._number(done), "total": self._number(total)}
            if run.state == "queued":
                run.looked_text = self.env._("Nobody yet: it begins in a moment.")
            elif run.state == "done" and done == total:
                run.looked_text = self.env._("All %(total)s of the audience", **counts)
            else:
                run.looked_text = self.env._(
                    "%(done)s of %(total)s of the audience", **counts
                )

    def _number(self, count):
        return number(self.env, count)

    @api.depends("result")
    def _compute_figures(self):
        for run in self:
            found = run.result or {}
            run.holdout_count = found.get("holdout", 0)
            run.message_count = found.get("messages", 0)
            run.blocked_count = sum(found.get("blocked", {}).values())
            run.deferred_count = sum(found.get("deferred", {}).values())
            run.cost_text = self._cost_text(found.get("cost", {}))

    def _cost_text(self, cost):
        currencies = self.env["res.currency"]
        texts = [
            formatLang(self.env, amount, currency_obj=currencies.browse(int(key)))
            for key, amount in cost.items()
        ]
        return " + ".join(texts) or "–"

    @api.depends("result")
    @api.depends_context("lang")
    def _compute_pictures(self):
        for run in self:
            found = run.result or {}
            days = {
                format_date(self.env, day): sum(channels.values())
                for day, channels in sorted(found.get("sends", {}).items())[:DAYS]
            }
            run.days_html = bars(self.env, days)
            reasons = self._reason_names()
            for name in ("blocked", "deferred"):
                counts = {
                    reasons.get(code, code): count
                    for code, count in found.get(name, {}).items()
                }
                run[f"{name}_html"] = bars(self.env, counts, "bg-warning")
            run.steps_html = run._steps_table(found.get("steps", {}), reasons)

    def _reason_names(self):
        """Return {code: name} of the reasons."""
        reasons = self.env["crm.journey.reason"]
        ids = reasons._ids_by_code()
        return {code: reasons.browse(key).name for code, key in ids.items()}

    # ------------------------------------------------------------
    # Tables
    # ------------------------------------------------------------

    def _steps_table(self, steps, reasons):
        """Return what would happen at each step, in the order of the drawing."""
        self.ensure_one()
        nodes = self.version_id._nodes_in_order() if steps else {}
        rows = [
            (
                nodes[uid].name,
                self._number(counts.get("visits", 0)),
                self._number(counts.get("done", 0)) if "done" in counts else "",
                self._number(counts["skipped"]) if "skipped" in counts else "",
                self._step_words(counts, reasons),
            )
            for uid in nodes
            if (counts := steps.get(uid))
        ]
        heads = [
            (self.env._("Step"), False),
            (self.env._("Come here"), True),
            (self.env._("Done"), True),
            (self.env._("Held back"), True),
            (self.env._("Ways and reasons"), False),
        ]
        return table(heads, rows) if rows else False

    def _step_words(self, counts, reasons):
        """Return the ways out that are taken, and why something is not done."""
        ways = {
            "yes": self.env._("Yes"),
            "no": self.env._("No"),
            "happened": self.env._("It happens"),
            "timeout": self.env._("Time is over"),
        }
        words = []
        for key, count in counts.items():
            what, _blank, name = key.partition(" ")
            if what == "way" and name != "next":
                words.append((ways.get(name, name), count))
            elif what == "why":
                words.append((reasons.get(name, name), count))
            elif key == "put off":
                words.append((self.env._("Put off to a better hour"), count))
        return Markup("").join(
            LINES % f"{name}: {self._number(count)}" for name, count in words
        )

    @api.depends("result")
    @api.depends_context("uid", "lang", "tz", "allowed_company_ids")
    def _compute_people(self):
        for run in self:
            people = (run.result or {}).get("people", [])
            run.people_html = run._people_table(people)
            run.people_text = (
                self.env._("The first %(count)s of them, by name", count=len(people))
                if run.done_count - run.holdout_count > len(people)
                else False
            )

    def _people_table(self, people):
        """Return what the first people would get and when, or why not."""
        self.ensure_one()
        ids = [row["res_id"] for row in people]
        names = self.env["crm.contact.shown"]._names_of(
            self.journey_id.res_model, ids
        )  # whom the reader may not read has no name here
        nodes = self.version_id._nodes() if people else {}
        reasons, subjects = self._reason_names(), self._subjects()
        hidden, rows = self.env._("Confidential"), []
        for row in people:
            name = names.get(row["res_id"], hidden)
            for uid, at, reason in row["gets"]:
                what = nodes[uid].name if uid in nodes else uid
                subject = subjects.get((row["res_id"], uid)) if name != hidden else None
                rows.append((name, self._what(what, subject), self._when(at),
                    reasons.get(reason, reason) or ""))  # fmt: skip
                name = "" if name != hidden else hidden
        heads = [
            (self.env._("Who"), False),
            (self.env._("What"), False),
            (self.env._("When"), False),
            (self.env._("Why not"), False),
        ]
        return table(heads, rows) if rows else False

    def _subjects(self):
        """Return {(record, step): what a message says} of the examples."""
        return {
            (one["res_id"], one["step"]): one.get("error")
            or one.get("subject")
            or one.get("body_plaintext")
            for one in (self.result or {}).get("samples", [])
        }

    def _what(self, step, subject):
        if not subject:
            return escape(step)
        line = Markup("%s<div class='text-muted small'>%s</div>")
        return line % (step, subject)

    def _when(self, at):
        at = fields.Datetime.from_string(at.replace("T", " ")[:19])
        return format_datetime(self.env, at, dt_format="short")

    @api.depends("result")
    @api.depends_context("lang")
    def _compute_assumptions(self):
        for run in self:
            said = (run.result or {}).get("assumptions")
            run.assumptions = "\n".join(self._assumed(said)) if said else False

    def _assumed(self, said):
        """Say what is taken for granted of what nobody knows yet."""
        kinds = {
            "open": self.env._("open"),
            "click": self.env._("click"),
            "reply": self.env._("reply"),
            "bounce": self.env._("are returned"),
            "optout": self.env._("opt out"),
        }
        shares = ", ".join(
            f"{self._share(found['share'])} {kinds.get(kind, kind)}"
            for kind, found in said["reactions"].items()
        )
        if all(found["from_history"] for found in said["reactions"].values()):
            yield self.env._("Of the messages, as in the last 90 days: %s.", shares)
        else:
            yield self.env._(
                "Of the messages, as an assumption while there is little history: %s.",
                shares,
            )
        yield self.env._(
            "What customers do by themselves (order, call, write): %s of them.",
            self._share(said["interaction"]),
        )
        if self.journey_id.trigger in ("date", "calendar"):
            yield self.env._("Whoever's day comes in the next %s days.", said["days"])

    def _share(self, share):
        return f"{formatLang(self.env, 100 * share, digits=1)} %"

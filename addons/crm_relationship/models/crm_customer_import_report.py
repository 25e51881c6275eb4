# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from .crm_customer_import import LEFT, RUNNING

#: Verdicts in the order of the bar, and their colours.
TONES = {
    "new": "success", "update": "info", "existing": "warning", "double": "warning",
    "owned": "warning", "error": "danger", "skipped": "muted",
}  # fmt: skip
ENDED = {"done": "success", "failed": "danger", "undone": "muted", "kept": "warning"}


class CrmCustomerImport(models.Model):
    """What the page of an import says: where it stands, what comes next, what adds up."""

    _inherit = "crm.customer.import"

    question = fields.Text(compute="_compute_question")
    guide = fields.Text(compute="_compute_guide")
    unanswered = fields.Text(compute="_compute_unanswered")
    report = fields.Json(compute="_compute_report")

    @api.depends("state", "file_ids.target", "column_ids.date_order")
    @api.depends_context("lang")
    def _compute_question(self):
        for batch in self:
            batch.question = "\n".join(batch._questions())

    def _questions(self):
        """Return what somebody has to answer before the check can go on."""
        self.ensure_one()
        asked = []
        for file in self.file_ids:
            if file.error:
                asked.append(
                    self.env._("%(file)s: %(error)s", file=file.name, error=file.error)
                )
            elif not file.target:
                asked.append(
                    self.env._("%(file)s: say what its rows are.", file=file.name)
                )
        for column in self.column_ids.filtered("is_asked"):
            asked.append(
                self.env._(
                    "%(file)s, %(header)s: %(sample)s may be day and month or month and "
                    "day. Choose the order of its dates.",
                    file=column.file_id.name,
                    header=column.header,
                    sample=column.sample,
                )
            )
        return asked

    @api.depends("state", "file_ids", "column_ids.name", "column_ids.date_order")
    @api.depends_context("lang")
    def _compute_guide(self):
        for batch in self:
            batch.guide = batch._guide_text()

    def _guide_text(self):
        """Return in a sentence or two what to do now."""
        state = self.state
        if state == "uploaded" and not self.file_ids:
            state = "empty"
        elif state == "uploaded" and self.question:
            state = "mapped"
        elif state == "imported" and not self.rejected_count:
            state = "clean"
        return {
            "empty": self.env._(
                "Add the files that you exported from the other program, all of them at "
                "once: users, companies, contacts, leads, calls. Nothing is changed before "
                "you say so."
            ),
            "uploaded": self.env._(
                "Look at the columns: is each of them what it is taken for? Then check: "
                "you will see what would happen to every row, and nothing is changed yet."
            ),
            "mapped": self.env._(
                "Something cannot be known from the files. Answer below, then check again."
            ),
            "reading": self.env._(
                "The files are being read. You may close this page: it goes on by itself."
            ),
            "checking": self.env._(
                "Every row is compared with the customers that are here. Nothing is "
                "changed yet."
            ),
            "checked": self.env._(
                "This is what would happen. Click a number to see its rows. Nothing has "
                "been changed yet: import when it is right."
            ),
            "importing": self.env._(
                "Rows are coming in. You may close this page: it goes on by itself. When "
                "you stop it, what is imported stays."
            ),
            "partly": self.env._(
                "It was stopped on the way: go on, or undo what came in."
            ),
            "clean": self.env._("Done. Every row came in, or was to be skipped."),
            "imported": self.env._(
                "Done. Rows that were left out are in a file of their own, with the "
                "reasons: repair them there and import that file."
            ),
            "undoing": self.env._("What came in is taken back, the last rows first."),
            "undone": self.env._(
                "What came in was taken back, except what was edited since, or is used "
                "elsewhere."
            ),
            "failed": self.env._(
                "It stopped because of an error, and lost nothing. Go on to try again."
            ),
        }.get(state, "")

    @api.depends(
        "state", "owner_ids.user_id", "outcome_ids.outcome_id", "default_user_id"
    )
    @api.depends_context("lang")
    def _compute_unanswered(self):
        for batch in self:
            batch.unanswered = "\n".join(batch._unanswered_texts())

    def _unanswered_texts(self):
        """Return what has an answer for want of a better one."""
        texts = []
        names = self.owner_ids.filtered(lambda owner: not owner.user_id)
        if names:
            texts.append(
                self.env._(
                    "Salespeople who are nobody here (%(count)s): %(names)s. Choose who "
                    "they are under Salespeople; the customers of the others go to "
                    "%(default)s.",
                    count=len(names),
                    names=self._some(names.mapped(lambda o: o.said or o.name)),
                    default=self.default_user_id.name or self.env._("nobody"),
                )
            )
        words = self.outcome_ids.filtered(lambda outcome: not outcome.outcome_id)
        if words:
            texts.append(
                self.env._(
                    "Outcomes that are none here (%(count)s): %(names)s. Choose one under "
                    "Outcomes; the others stay in the note.",
                    count=len(words),
                    names=self._some(words.mapped("name")),
                )
            )
        return texts

    def _some(self, names):
        return ", ".join(names[:3]) + ("…" if len(names) > 3 else "")

    @api.depends("state")
    @api.depends_context("lang")
    def _compute_report(self):
        """Tell the numbers of rows, which add up to the lines of the files."""
        row = self.env["crm.customer.import.row"]
        verdicts = dict(row._fields["verdict"]._description_selection(self.env))
        states = dict(row._fields["state"]._description_selection(self.env))
        for batch in self:
            batch.report = {
                "state": batch.state,
                "is_running": batch.state in RUNNING,
                "is_checked": batch.state not in ("uploaded", "reading", "mapped"),
                "progress": batch.progress,
                "lines": batch.line_count,
                "rows": batch.row_count,
                "header": batch.header_count,
                "blank": batch.blank_count,
                "continued": batch.continued_count,
                "unchecked": batch.unchecked_count,
                "verdicts": [
                    batch._report_part(name, verdicts[name], tone)
                    for name, tone in TONES.items()
                ],
                "ended": [
                    batch._report_part(name, states[name], tone)
                    for name, tone in ENDED.items()
                ],
                "rejected": batch.rejected_count,
            }

    def _report_part(self, name, label, tone):
        return {
            "name": name,
            "label": label,
            "count": self[f"{name}_count"],
            "tone": tone,
        }


class CrmCustomerImportFile(models.Model):
    _inherit = "crm.customer.import.file"

    rejected_count = fields.Integer(
        string="Left out", compute="_compute_rejected_count"
    )

    @api.depends("import_id.state")
    def _compute_rejected_count(self):
        rows = self.env["crm.customer.import.row"]
        rejected = ["|", ("verdict", "in", LEFT), ("state", "=", "failed")]
        counts = dict(
            rows._read_group(
                [("file_id", "in", self.ids), *rejected], ["file_id"], ["__count"]
            )
        )
        for file in self:
            file.rejected_count = counts.get(file, 0)

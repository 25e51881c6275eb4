# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import UserError

from .crm_send_chat import EDITOR

#: Fields that make a text another one, or have it said of other records.
TELLING = frozenset({"kind", "config", "version_id"})


class CrmJourneyStep(models.Model):
    """Texts that could do more than name fields of the record: who may write them.

    Whoever writes one is asked, when it is written: later somebody with more rights
    may start, update or try the journey without having read it.
    """

    _inherit = "crm.journey.step"

    @api.model_create_multi
    def create(self, vals_list):
        steps = super().create(vals_list)
        steps._check_text()
        return steps

    def write(self, vals):
        if TELLING.isdisjoint(vals):
            return super().write(vals)
        former = {step.id: step._chat_text() for step in self}
        result = super().write(vals)
        self.filtered(lambda s: s._chat_text() != former[s.id])._check_text()
        return result

    def _chat_text(self):
        """Return the model and the text of a chat message."""
        self.ensure_one()
        if self.kind != "chat" or not isinstance(self.config, dict):
            return None
        return self.journey_id.res_model, str(self.config.get("text") or "")

    def _check_text(self):
        """Refuse a text that its author may not write."""
        if self.env.su or self.env.user.has_group(EDITOR):
            return
        for step in self.filtered(lambda step: step._chat_text()):
            model, text = step._chat_text()
            is_unsafe = self.env["crm.send.chat"]._is_unsafe(text, model)
            if is_unsafe and text not in step._published_texts():
                raise UserError(
                    self.env._(
                        "“%(step)s”: %(problem)s",
                        step=step.name,
                        problem=self._problem_texts()["unsafe_text"],
                    )
                )

    def _published_texts(self):
        """Return what the journey has said before: a copy of it is no new text."""
        self.ensure_one()
        published = self.search(
            [
                ("version_id.journey_id", "=", self.journey_id.id),
                ("version_id.state", "!=", "draft"),
                ("kind", "=", "chat"),
            ]
        )
        return {(step._chat_text() or ("", ""))[1] for step in published}

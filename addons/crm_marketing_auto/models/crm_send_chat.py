# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.crm_relationship.models.crm_conversation_reply import MAX_TEXT
from odoo.addons.crm_relationship.tools.gateway.chat import split_text

from ..tools.send_text import labelled, parameters, with_way_out

#: Who may write texts that do more than name fields of the record.
EDITOR = "mail.group_mail_template_editor"


class CrmSendChat(models.AbstractModel):
    """Hands chat messages of a step into the outbox of a channel account."""

    _name = "crm.send.chat"
    _description = "Hand-off of Chat Messages"

    @api.model
    def _hand_off(self, step, targets, rules):
        """Put a message for each target into the outbox.

        :param step: its config has `account_id` and `text`, a template
        :param rules: {trace id: crm.send.rule or None} of those who get advertising
        :return: ({trace id: outbox id}, {trace id: error})
        """
        account = self.env["crm.channel.account"].browse(step.config.get("account_id"))
        if not account.exists() or not account.active:
            detail = self.env._("The channel account is gone or archived.")
            return {}, {t.trace_id: detail for t in targets}

        def render(ids):
            text, model = step.config.get("text") or "", targets[0].res_model
            return self._renderer(step, text, model)._render_template(text, model, ids)

        good, texts, failed = self._render(step, targets, render)
        outbox_ids = self.env["crm.channel.outbox"]._enqueue_parts(
            account,
            [
                (
                    f"crm.journey.trace:{t.trace_id}",
                    self._payloads(step, account, texts, t, rules.get(t.trace_id)),
                )
                for t in good
            ],
        )
        made = {t.trace_id: ids[0] for t, ids in zip(good, outbox_ids, strict=True)}
        return made, {
            t.trace_id: failed[t.res_id] for t in targets if t.res_id in failed
        }

    @api.model
    def _is_unsafe(self, text, model):
        """Return whether a text could do more than name fields of the record."""
        mixin = self.env["mail.render.mixin"]
        try:
            return mixin._has_unsafe_expression_template_inline_template(text, model)
        except (SyntaxError, ValueError):
            return True

    def _renderer(self, step, text, model):
        """Return what fills in a text, with no more rights than it needs.

        The engine may show fields of anybody; what can do more is done as whoever
        published it, who is to be an editor of templates still.
        """
        mixin = self.env["mail.render.mixin"]
        if not self._is_unsafe(text, model):
            return mixin
        version = self.env["crm.journey.version"].browse(step.version_id)
        author = version.published_by_id
        if not author or not author.has_group(EDITOR):
            raise UserError(
                self.env["crm.journey.step"]._problem_texts()["unsafe_text"]
            )
        return mixin.with_user(author)

    def _payloads(self, step, account, texts, target, rule):
        """Return the parts of a message: a provider takes texts of some length only."""
        text = self._body(texts[target.res_id], rule)
        template = self._template(step, texts, target)
        limit = MAX_TEXT.get(account._outbox_kind())
        parts = [text] if template or not limit else split_text(text, limit)
        who = {
            "to": target.number,
            "name": target.name,
            "partner_id": target.partner_id,
        }
        return [{**who, "text": part, **template} for part in parts or [text]]

    def _render(self, step, targets, render):
        """Return the targets that can be written to, {record: text}, {record: error}."""
        content = self.env["crm.send.content"]
        texts, failed = content._render_each(render, list({t.res_id for t in targets}))
        return [t for t in targets if t.res_id in texts], texts, failed

    def _template(self, step, texts, target):
        """Return what makes a message one by a template that the provider approved.

        Its parameters stand in the text, one a line, as *name: value*; the approved
        wording is the provider's, so that nothing is added to it.
        """
        number = str(step.config.get("template_id") or "").strip()
        if not number:
            return {}
        params = parameters(texts[target.res_id])
        return {"template": {"id": number, "params": params}}

    def _body(self, text, rule):
        """Return advertising with its label first and the way to say no last."""
        if not rule:
            return text
        return with_way_out(labelled(text, rule.label), rule._way_out(self.env.company))

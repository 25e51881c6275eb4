# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class CrmSendChat(models.AbstractModel):
    """Hands chat messages of a step into the outbox of a channel account."""

    _name = "crm.send.chat"
    _description = "Hand-off of Chat Messages"

    @api.model
    def _hand_off(self, step, targets):
        """Put a message for each target into the outbox.

        :param step: its config has `account_id` and `text`, a template
        :return: ({trace id: outbox id}, {trace id: error})
        """
        account = self.env["crm.channel.account"].browse(step.config.get("account_id"))
        if not account.exists() or not account.active:
            detail = self.env._("The channel account is gone or archived.")
            return {}, {t.trace_id: detail for t in targets}
        mixin = self.env["mail.render.mixin"]

        def render(ids):
            return mixin._render_template(
                step.config.get("text") or "", targets[0].res_model, ids
            )

        texts, failed = self.env["crm.send.content"]._render_each(
            render, list({t.res_id for t in targets})
        )
        good = [t for t in targets if t.res_id in texts]
        outbox_ids = self.env["crm.channel.outbox"]._enqueue(
            account,
            [
                (
                    f"crm.journey.trace:{t.trace_id}",
                    {"to": t.number, "text": texts[t.res_id], "name": t.name},
                )
                for t in good
            ],
        )
        made = {t.trace_id: i for t, i in zip(good, outbox_ids, strict=True)}
        return made, {
            t.trace_id: failed[t.res_id] for t in targets if t.res_id in failed
        }

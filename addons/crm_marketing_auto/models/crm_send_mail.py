# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools.mail import generate_tracking_message_id
from odoo.tools.misc import html_escape

from ..tools.send_text import labelled

UNSUBSCRIBE = "/unsubscribe_from_list"


class CrmSendMail(models.AbstractModel):
    """Hands mails of a step into the queue: mail.mail and mailing.trace, in sets.

    In the transaction of the journey's trace, so that all three are there or none.
    """

    _name = "crm.send.mail"
    _description = "Hand-off of Mails"

    @api.model
    def _hand_off(self, mailing, targets, rules):
        """Queue a mail for each target.

        :param mailing: the step's content
        :param targets: list of Target
        :param rules: {trace id: crm.send.rule or None} of those who get advertising
        :return: ({trace id: (mail id, mailing.trace id)}, {trace id: error})
        """
        content, failed = self.env["crm.send.content"]._render_mails(
            mailing, list({t.res_id for t in targets})
        )
        good = [t for t in targets if t.res_id in content]
        values = self._prepare_mails(mailing, good, content, rules)
        mails = self._create_mails(values)
        traces = self._create_traces(mailing, good, mails, values)
        self.env.ref("crm_marketing_auto.ir_cron_sender_lane_1")._trigger()
        made = {
            t.trace_id: (mail_id, trace_id)
            for t, mail_id, trace_id in zip(good, mails, traces, strict=True)
        }
        errors = {t.trace_id: failed[t.res_id] for t in targets if t.res_id in failed}
        return made, errors

    def _prepare_mails(self, mailing, targets, content, rules):
        """Return the values of the mails."""
        records = self.env[mailing.mailing_model_real].browse(
            [t.res_id for t in targets]
        )
        company = self.env.company
        sender = mailing.email_from or company.email_formatted
        senders = mailing._render_field("email_from", records.ids)
        if mailing.reply_to_mode == "new":
            answers = mailing._render_field("reply_to", records.ids)
        else:
            answers = records._notify_get_reply_to(default=sender)
        common = {
            "model": records._name,
            "author_id": mailing.user_id.partner_id.id or self.env.user.partner_id.id,
            "mail_server_id": mailing.mail_server_id.id,
            "mailing_id": mailing.id,
            "message_type": "email_outgoing",
            "record_company_id": company.id,
            "record_alias_domain_id": company.alias_domain_id.id,
            "reply_to_force_new": mailing.reply_to_mode == "new",
            "auto_delete": not mailing.keep_archives,
            "is_notification": mailing.keep_archives,
            "state": "outgoing",
            "attachment_ids": [(4, a.id) for a in mailing.attachment_ids],
        }
        result = []
        for target in targets:
            subject, body = content[target.res_id]
            rule = rules.get(target.trace_id)
            topic = (
                "reply_to"
                if common["reply_to_force_new"]
                else f"{target.res_id}-{records._name}"
            )
            html = self._with_way_out(body, rule)
            result.append(
                {
                    **common,
                    **({"body": html} if mailing.keep_archives else {}),
                    "res_id": target.res_id,
                    "email_to": target.address,
                    "email_from": senders[target.res_id] or sender,
                    "reply_to": answers[target.res_id] or sender,
                    "message_id": generate_tracking_message_id(topic),
                    "subject": labelled(subject or "", rule.label if rule else None),
                    "body_html": html,
                }
            )
        return result

    def _with_way_out(self, body, rule):
        """Return the body with a link to say no, where its author put none."""
        way_out = rule._way_out(self.env.company) if rule else ""
        if UNSUBSCRIBE in body and not way_out:
            return body
        words = html_escape(way_out)
        link = ""
        if UNSUBSCRIBE not in body:
            base = self.env["mailing.mailing"].get_base_url()
            label = html_escape(self.env._("Unsubscribe"))
            link = f'<a href="{base}{UNSUBSCRIBE}">{label}</a>'
        foot = f'<p style="font-size:12px;text-align:center">{words} {link}</p>'
        head, end, tail = body.rpartition("</body>")
        return f"{head}{foot}{end}{tail}" if end else body + foot

    def _create_mails(self, values):
        """Create the queue rows; return their ids in order."""
        mails = self.env["mail.mail"].with_context(
            tracking_disable=True, mail_notrack=True, mail_create_nolog=True
        )
        return mails.create(values).ids

    def _create_traces(self, mailing, targets, mail_ids, values):
        """Create core's traces; return their ids in order."""
        return (
            self.env["mailing.trace"]
            .create(
                [
                    {
                        "trace_type": "mail",
                        "mass_mailing_id": mailing.id,
                        "model": target.res_model,
                        "res_id": target.res_id,
                        "email": target.email,
                        "message_id": vals["message_id"],
                        "mail_mail_id": mail_id,
                    }
                    for target, mail_id, vals in zip(
                        targets, mail_ids, values, strict=True
                    )
                ]
            )
            .ids
        )

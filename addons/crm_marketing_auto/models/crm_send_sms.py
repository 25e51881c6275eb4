# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from uuid import uuid4

from odoo import Command, api, models
from odoo.tools.urls import urljoin

from ..tools.send_text import fold, labelled, with_way_out


class CrmSendSms(models.AbstractModel):
    """Hands text messages of a step into core's queue, in sets.

    Advertising begins with the label of the country and ends with the way to say no.
    """

    _name = "crm.send.sms"
    _description = "Hand-off of Text Messages"

    @api.model
    def _hand_off(self, mailing, targets, rules, config):
        """Queue a text for each target.

        :param config: {"fold": True}: without accents, to pay fewer parts
        :return: ({trace id: (uuid, mailing.trace id, text)}, {trace id: error})
        """
        texts, failed = self.env["crm.send.content"]._render_texts(
            mailing, list({t.res_id for t in targets})
        )
        good = [t for t in targets if t.res_id in texts]
        codes = [self.env["mailing.trace"]._get_random_code() for _t in good]
        bodies = [
            self._body(mailing, texts[t.res_id], rules.get(t.trace_id), code, config)
            for t, code in zip(good, codes, strict=True)
        ]
        brandname = self.env["crm.send.brandname"]._name_of(self.env.company)
        messages = self.env["sms.sms"].create(
            [
                {
                    "uuid": uuid4().hex,
                    "number": target.number,
                    "body": body,
                    "partner_id": target.partner_id,
                    "mailing_id": mailing.id,
                    "brandname": brandname,
                }
                for target, body in zip(good, bodies, strict=True)
            ]
        )
        traces = self._create_traces(mailing, good, messages, codes)
        for message, body in messages._update_body_short_links().items():
            messages.browse(message).body = body
        made = {
            t.trace_id: (m.uuid, trace_id, m.body)
            for t, m, trace_id in zip(good, messages, traces.ids, strict=True)
        }
        return made, {
            t.trace_id: failed[t.res_id] for t in targets if t.res_id in failed
        }

    def _body(self, mailing, text, rule, code, config):
        way_out = rule._way_out(self.env.company) if rule else None
        if not way_out and mailing.sms_allow_unsubscribe:
            url = urljoin(mailing.get_base_url(), f"/sms/{mailing.id}/{code}")
            way_out = self.env._("STOP SMS: %(url)s", url=url)
        body = with_way_out(labelled(text, rule.label if rule else None), way_out)
        return fold(body) if config.get("fold") else body

    def _create_traces(self, mailing, targets, messages, codes):
        return self.env["mailing.trace"].create(
            [
                {
                    "trace_type": "sms",
                    "mass_mailing_id": mailing.id,
                    "model": target.res_model,
                    "res_id": target.res_id,
                    "sms_number": message.number,
                    "sms_id_int": message.id,
                    "sms_code": code,
                    "sms_tracker_ids": [Command.create({"sms_uuid": message.uuid})],
                }
                for target, message, code in zip(targets, messages, codes, strict=True)
            ]
        )

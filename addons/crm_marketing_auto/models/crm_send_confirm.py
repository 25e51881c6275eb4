# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from uuid import NAMESPACE_URL, uuid5

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.misc import format_datetime

from ..tools.send_text import fill
from .crm_consent_answer import FRESH

#: Who says it in one of these ways is answered.
ANSWERED = frozenset({"reply", "unsubscribe", "preference_page", "double_optin"})
TEXTS = {"withdrawn": "optout_text", "refused": "optout_text", "given": "optin_text"}


class CrmSendConfirm(models.AbstractModel):
    """The one message that a statement is answered with, where the law asks for it.

    It is no advertising: neither the gate nor a limit holds it back, and no limit
    counts it. The ledger keeps it.
    """

    _name = "crm.send.confirm"
    _description = "Confirmation of a Statement"

    @api.model
    def _confirm(self, rows, now=None):
        """Answer what people said, once a person."""
        now = now or fields.Datetime.now()
        answered = set()
        for row in rows:
            told = (row.channel, row.identity)
            if (
                row.source in ANSWERED
                and row.purpose != "care"
                and not row.list_id
                and row.state in TEXTS
                and row.at > now - FRESH
                and told not in answered
            ):
                answered.add(told)
                self._answer(row, now)

    def _answer(self, row, now):
        company = row.company_id or row.partner_id.company_id or self.env.company
        # whoever reads it may speak another language than who pressed the button
        lang = row.partner_id.lang or company.partner_id.lang or self.env.lang
        self, row = self.with_context(lang=lang), row.with_context(lang=lang)
        rule = row._rule_of(row.channel, row.identity, row.partner_id, company)
        text = rule and rule[TEXTS[row.state]]
        if text:
            text = rule._fill(text, company, row.at)
            self._send_plain(row, company, text, f"consent:{row.id}", now)

    @api.model
    def _send_plain(self, row, company, text, ref, now):
        """Send a message that is no advertising, once a reference.

        :param row: the statement that it is about
        :return: whether it is on its way
        """
        send = getattr(self.with_company(company), f"_send_plain_{row.channel}", None)
        if not send or not send(row, company, text, ref):
            return False
        # sudo: the ledger is written by the system only
        self.env["crm.contact.log"].sudo().create(
            {
                "identity": row.identity,
                "channel": row.channel,
                "sent_at": now,
                "state": "queued",
                "message_class": "transactional",
                "partner_id": row.partner_id.id,
                "company_id": company.id,
                "ref": ref,
            }
        )
        return True

    def _send_plain_sms(self, row, company, text, ref):
        # sudo: who says no need not be able to send
        messages = self.env["sms.sms"].sudo()
        uuid = uuid5(NAMESPACE_URL, f"{self.env.cr.dbname}:{ref}").hex
        if messages.search_count([("uuid", "=", uuid)]):
            return False
        return messages.create(
            {
                "uuid": uuid,
                "number": row.identity,
                "body": text,
                "partner_id": row.partner_id.id,
                "brandname": self.env["crm.send.brandname"]._name_of(company),
            }
        )

    def _send_plain_mail(self, row, company, text, ref):
        # sudo: as above
        return (
            self.env["mail.mail"]
            .sudo()
            .create(
                {
                    "subject": self.env._(
                        "What you said: %(company)s", company=company.name
                    ),
                    "email_to": row.identity,
                    "email_from": company.email_formatted,
                    "body_html": Markup("<p>%s</p>") % text,
                    "auto_delete": True,
                }
            )
        )

    def _send_plain_chat(self, row, company, text, ref):
        account, receiver = self._chat_of(row, company)
        if not account:
            return False
        # sudo: as above
        outbox = self.env["crm.channel.outbox"].sudo()
        payload = {"to": receiver, "text": text, "name": row.partner_id.name or ""}
        return outbox._enqueue(account, [(ref, payload)])

    def _chat_of(self, row, company):
        """Return the account through which this person was written to last, and how."""
        rows = self.env.execute_query(
            SQL(
                "SELECT o.account_id, o.payload ->> 'to' FROM crm_channel_outbox o"
                " JOIN crm_channel_account a ON a.id = o.account_id"
                " WHERE a.active IS TRUE AND a.company_id = %s"
                " AND o.payload ->> 'to' = ANY(%s) ORDER BY o.id DESC LIMIT 1",
                company.id,
                [row.identity, *filter(None, [row.partner_id.phone_sanitized])],
            )
        )
        # sudo: which account it is, is the system's business
        accounts = self.env["crm.channel.account"].sudo()
        return (accounts.browse(rows[0][0]), rows[0][1]) if rows else (accounts, None)


class CrmSendRule(models.Model):
    _inherit = "crm.send.rule"

    stop_words = fields.Char(
        string="Words that refuse",
        help="Incoming messages that are one of these words refuse advertising. Commas"
        " between; accents and capitals do not matter.",
    )
    agree_words = fields.Char(
        string="Words that agree",
        help="Answers to the question for consent that agree. Commas between.",
    )
    ask_text = fields.Char(
        string="Question for consent",
        translate=True,
        help="Sent once to a number: no answer within a day is a no.",
    )
    optout_text = fields.Char(
        string="Answer to a no",
        translate=True,
        help="Sent once to whoever refuses. Empty: no answer. {name}, {phone}: of the"
        " company; {time}: when it was said. [Parts in brackets] go where what they"
        " name is unknown.",
    )
    optin_text = fields.Char(
        string="Answer to a yes",
        translate=True,
        help="Sent once to whoever agrees. Empty: no answer.",
    )

    def _fill(self, text, company, at=None):
        """Return a text of the rule with what it names."""
        time = at and format_datetime(
            self.env, at, tz=self.tz or company._journey_tz(), dt_format="HH:mm dd/MM/y"
        )
        return fill(text, name=company.name, phone=company.phone, time=time)

    def _way_out(self, company):
        """Return how to say no, or nothing."""
        return self._fill(self.way_out, company) if self and self.way_out else ""

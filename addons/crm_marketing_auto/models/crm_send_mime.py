# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import ast
import re
from datetime import datetime, timezone
from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL
from odoo.tools.mail import (
    email_normalize_all,
    email_split_and_format_normalize,
)

from ..tools import mime_mail

#: Where a local link may be; whether it is one, core finds out.
_LOCAL_LINK = re.compile(r"""[=(]\s*["']?/""")
_UNFOLLOW = re.compile(
    r'<span\s*(t-if="show_unfollow")?\s*id="mail_unfollow".*?</span>', re.DOTALL
)

QUEUED = """
    SELECT m.id, m.mail_message_id, m.email_to, m.email_cc, m.body_html, m.headers,
        m.references, m.mailing_id, COALESCE(m.lane_attempt, 0) AS attempt,
        g.email_from, g.reply_to, g.subject, g.message_id, g.model, g.res_id,
        g.mail_server_id, g.record_alias_domain_id, g.record_company_id,
        t.id AS trace_id,
        m.email_cc IS NOT NULL
            OR EXISTS (SELECT 1 FROM mail_mail_res_partner_rel r
                WHERE r.mail_mail_id = m.id)
            OR EXISTS (SELECT 1 FROM message_attachment_rel a
                WHERE a.message_id = m.mail_message_id) AS is_complex
    FROM mail_mail m
    JOIN mail_message g ON g.id = m.mail_message_id
    LEFT JOIN LATERAL (SELECT id FROM mailing_trace t
        WHERE t.mail_mail_id_int = m.id ORDER BY id LIMIT 1) t ON TRUE
    WHERE m.id = ANY(%s)
    ORDER BY m.id
"""


class Envelope(NamedTuple):
    """One message as the server gets it."""

    mail_id: int
    sender: str
    receivers: list
    content: object


class CrmSendMime(models.AbstractModel):
    """Queued mails as messages for the server, a batch at a time.

    Mails to one address without attachments, which marketing mails are, are built
    here; others go through core's own methods, mail by mail.
    """

    _name = "crm.send.mime"
    _description = "Mails as Messages"

    @api.model
    def _read_queued(self, mail_ids):
        """Return the rows of queued mails, in order."""
        return self.env.execute_query_dict(SQL(QUEUED, list(mail_ids)))

    @api.model
    def _maker(self, session, server_id):
        """Return what makes envelopes for a connection."""
        return EnvelopeMaker(self.env, session, server_id)


class EnvelopeMaker:
    """Makes envelopes; what mails of one sender have in common is found out once."""

    def __init__(self, env, session, server_id):
        self.env = env
        self.session = session
        self.server_id = server_id
        self.base_url = env["ir.config_parameter"].sudo().get_param("web.base.url")
        self.senders = {}
        self.short_link = re.compile(
            rf"{re.escape(self.base_url)}/r/[\w-]+(?=[\"'\s<>]|$)"
        )

    def make(self, row):
        """Return the envelopes of a queued mail: one, or several by core's rules."""
        if row["is_complex"] or not row["email_to"]:
            return self._by_core(row)
        plain = mime_mail.plain_address(row["email_to"])
        receivers = [plain] if plain else email_normalize_all(row["email_to"])
        if len(receivers) != 1 or not receivers[0].isascii():
            return self._by_core(row)
        sender, shown = self._sender(row, receivers[0])
        body = self._body(row)
        headers, body = self._mailing_headers(row, receivers[0], body)
        to = row["email_to"] if plain else mime_mail.address(row["email_to"])
        content = mime_mail.build(
            self._headers(row, shown, to, headers),
            mime_mail.plain_text(body),
            body,
            f"=_{row['id']}_{row['mail_message_id']}_=",
        )
        return [Envelope(row["id"], sender, receivers, content)]

    def _headers(self, row, shown, to, extra):
        reply_to = row["reply_to"] or row["email_from"]
        pairs = [
            ("Message-Id", row["message_id"]),
            ("References", row["references"]),
            ("Subject", mime_mail.header(row["subject"] or "")),
            ("From", shown),
            ("Reply-To", mime_mail.address(reply_to or "")),
            ("To", to),
            ("Date", mime_mail.date(datetime.now(timezone.utc))),
            *((name, mime_mail.header(str(value))) for name, value in extra.items()),
        ]
        return [(name, value) for name, value in pairs if value]

    def _sender(self, row, receiver):
        """Return (envelope sender, From header): core decides, once a sender."""
        key = (row["email_from"], row["record_alias_domain_id"])
        if key not in self.senders:
            formatted = email_split_and_format_normalize(row["email_from"] or "")
            email_from = formatted[0] if formatted else row["email_from"]
            servers = self._servers(row).with_context(send_validated_to=[receiver])
            message = servers._build_email__(
                email_from=email_from,
                email_to=[receiver],
                subject="-",
                body="-",
                headers={"Return-Path": self._return_path(row)},
            )
            sender, _to, message = servers._prepare_email_message__(
                message, self.session
            )
            self.senders[key] = (sender, mime_mail.address(str(message["From"])))
        return self.senders[key]

    def _servers(self, row):
        servers = self.env["ir.mail_server"]
        if row["record_alias_domain_id"]:
            domain = self.env["mail.alias.domain"].browse(row["record_alias_domain_id"])
            servers = servers.with_context(
                domain_notifications_email=domain.default_from_email,
                domain_bounce_address=domain.bounce_email,
            )
        return servers

    def _return_path(self, row):
        domain = self.env["mail.alias.domain"].browse(row["record_alias_domain_id"])
        return domain.bounce_email or self.env.company.bounce_email or ""

    def _body(self, row):
        """Return the body as core's mail.mail would: links followed, opens seen."""
        body = row["body_html"] or ""
        if "mail_unfollow" in body:
            body = _UNFOLLOW.sub("", body)
        if _LOCAL_LINK.search(body):
            mixin = self.env["mail.render.mixin"]
            body = str(mixin._replace_local_links(body, self.base_url))
        if not row["trace_id"]:
            return body
        body = self.short_link.sub(rf"\g<0>/m/{row['trace_id']}", body)
        pixel = f'<img src="{self._open_url(row)}"/>'
        head, end, tail = body.rpartition("</body>")
        return f"{head}{pixel}{end}{tail}" if end else body + pixel

    def _open_url(self, row):
        token = self.env["mail.mail"]._generate_mail_recipient_token(row["id"])
        return f"{self.base_url}/mail/track/{row['id']}/{token}/blank.gif"

    def _mailing_headers(self, row, receiver, body):
        """Return (headers, body) with the ways out of this very receiver."""
        headers = {}
        if row["headers"]:
            try:
                headers = dict(ast.literal_eval(row["headers"]))
            except (ValueError, TypeError, SyntaxError):
                headers = {}
        return_path = self._return_path(row)
        if return_path:
            headers.setdefault("Return-Path", return_path)
        if not (row["mailing_id"] and row["res_id"]):
            return headers, body
        mailing = self.env["mailing.mailing"].browse(row["mailing_id"])
        page = mailing._get_unsubscribe_url(receiver, row["res_id"])
        one_click = page.replace("/confirm_unsubscribe?", "/unsubscribe_oneclick?", 1)
        body = body.replace(f"{self.base_url}/unsubscribe_from_list", page)
        if f"{self.base_url}/view" in body:
            view = page.replace("/confirm_unsubscribe?", "/view?", 1)
            body = body.replace(f"{self.base_url}/view", view)
        headers |= {
            "List-Unsubscribe": f"<{one_click}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Precedence": "list",
            "X-Auto-Response-Suppress": "OOF",
        }
        return headers, body

    def _by_core(self, row):
        """Return what core makes of a mail, as envelopes."""
        mail = self.env["mail.mail"].browse(row["id"])
        envelopes = []
        for email in mail._prepare_outgoing_list(mail_server=mail.mail_server_id):
            valid = email["email_to_normalized"]
            servers = self._servers(row).with_context(send_validated_to=valid)
            message = servers._build_email__(
                email_from=mail.email_from,
                email_to=email["email_to"],
                subject=email["subject"],
                body=email["body"],
                body_alternative=email["body_alternative"],
                email_cc=email["email_cc"],
                reply_to=email["reply_to"],
                attachments=email["attachments"],
                message_id=email["message_id"],
                references=email["references"],
                object_id=email["object_id"],
                subtype="html",
                subtype_alternative="plain",
                headers=email["headers"],
            )
            sender, receivers, message = servers._prepare_email_message__(
                message, self.session
            )
            content = message.as_bytes()
            envelopes.append(Envelope(row["id"], sender, receivers, content))
        return envelopes

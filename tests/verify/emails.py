# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Real e-mails, handed to the gateway of a team as a mail server does.

None is lost and none raises; subject, sender and charset are right; what is new in a
reply is what the trimmer's expected files say; machines' mails open no ticket. What an
expected value cannot be known of is counted apart, never passed over in silence.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections import Counter
from pathlib import Path

import emails_read
import sums
from emails_read import ANSWER, AUTOMATIC, BOUNCE, COPY, TICKET, folded

TITLE = "E-mails"
FOLDER = "emails"
#: Marks of quotes that the trimmer rewrites: *C> text* and *| text* become *> text*.
REWRITTEN = re.compile(r"(?m)^(?:[A-Za-z]{1,10}>|\|)(?=\s|$)")


def files(folder):
    """Return the files of the set, all of them."""
    listed = sums.read(Path(folder) / sums.LIST)
    return [name for name in listed if name.startswith(f"{FOLDER}/")]


def run(erp, folder, report):
    """Hand every mail to the gateway and read back what came of it."""
    logging.getLogger("odoo.addons.mail").setLevel(logging.CRITICAL)
    folder = Path(folder) / FOLDER
    mails = emails_read.read_mails(folder)
    replies = emails_read.read_replies(folder)
    bodies = emails_read.read_bodies(folder)
    with erp.environment() as env:
        team = _team(env)
        env.cr.commit()
    results = [_receive(erp, mail.raw, team) for mail in mails]
    _check_outcomes(report, mails, results)
    # what was dropped as a copy is no copy but a variant: once more as a mail apart
    for number, mail in enumerate(mails):
        if mail.outcome == COPY:
            raw = emails_read.with_other_id(mail.raw, number)
            results[number] = _receive(erp, raw, team)
    copies = [r for m, r in zip(mails, results, strict=True) if m.outcome == COPY]
    opened = sum(_outcome(result) == TICKET for result in copies)
    report.check(
        "copies that are tickets under an id of their own", len(copies), opened
    )
    _check_headers(report, mails, results)
    _check_words(report, mails, results)
    _check_attachments(report, mails, results)
    _check_replies(erp, report, team, replies)
    _check_bodies(erp, report, team, bodies)


def _team(env):
    team = env["crm.ticket.team"].create(
        {"name": "Intake", "unknown_sender": "leave", "courtesy_hours": 0}
    )
    return team.id


def _receive(erp, raw, team):
    """Hand a mail over in a transaction of its own; return what came of it."""
    with erp.environment() as env:
        _allow_everybody(env)
        last = env["crm.ticket"].search([], order="id desc", limit=1).id or 0
        last_message = env["mail.message"].search([], order="id desc", limit=1).id
        try:
            env["mail.thread"].message_process(
                "crm.ticket", raw, custom_values={"team_id": team}
            )
        except Exception as error:
            traceback.print_exc(limit=-3, file=sys.stdout)
            env.cr.rollback()
            return {"error": f"{type(error).__name__}: {error}"}
        tickets = env["crm.ticket"].search([("id", ">", last)])
        message = env["mail.message"].search(
            [("id", ">", last_message), ("message_type", "=", "email")], limit=1
        )
        return {
            "is_bounce": not _is_known(env, raw),
            "tickets": len(tickets),
            "description": str(tickets[:1].description or ""),
            "model": message.model,
            "internal": message.subtype_id.internal,
            "subject": message.subject,
            "sender": message.email_from or "",
            "body": str(message.body or ""),
            "attachments": len(message.attachment_ids),
        }


def _is_known(env, raw):
    """Tell whether a mail with the Message-ID is kept already."""
    found = re.search(rb"(?im)^message-id:\s*(<[^>]*>)", raw)
    name = found and found[1].decode("ascii", "replace")
    return bool(name and env["mail.message"].search_count([("message_id", "=", name)]))


def _allow_everybody(env):
    """Keep the loop guard out: a server that gets them all at once is no loop."""
    env.cr.execute(
        "UPDATE mail_message SET create_date = create_date - interval '1 day'"
        " WHERE message_type = 'email' AND create_date > now() - interval '1 day'"
    )


def _outcome(result):
    if "error" in result:
        return "raised"
    if result["tickets"]:
        return TICKET if result["tickets"] == 1 else "several tickets"
    if result["model"]:
        return AUTOMATIC if result["internal"] else ANSWER
    return BOUNCE if result["is_bounce"] else COPY


def _check_outcomes(report, mails, results):
    report.check("mails with headers", len(mails), len(results))
    report.check("mails that raise", 0, sum("error" in result for result in results))
    found = Counter(_outcome(result) for result in results)
    expected = Counter(mail.outcome for mail in mails)
    for outcome in sorted({*found, *expected}):
        report.check(f"mails that are: {outcome}", expected[outcome], found[outcome])
    for mail, result in zip(mails, results, strict=True):
        if mail.outcome != _outcome(result):
            report.fail(f"{mail.name}: {mail.outcome} became {_outcome(result)}")


def _check_headers(report, mails, results):
    """Compare subject and sender of all that were kept."""
    kept = [
        (mail, result)
        for mail, result in zip(mails, results, strict=True)
        if result.get("model")
    ]
    for what in ("subject", "sender"):
        known, wrong = 0, []
        for mail, result in kept:
            expected = getattr(mail, what)
            if expected is None or expected == "":
                continue
            known += 1
            got = result[what] or ""
            same = (
                folded(got) == expected
                if what == "subject"
                else expected in got.lower()
            )
            if not same:
                wrong.append((mail.name, expected, got))
        report.check(f"{what} right, of {known} known", known, known - len(wrong))
        for name, expected, got in wrong:
            report.note(f"{name}: {what} {expected!r}, got {got!r}")


def _check_words(report, mails, results):
    """Look for the first words of each mail's text in what was kept of it."""
    known, wrong = 0, []
    for mail, result in zip(mails, results, strict=True):
        if not result.get("model") or not mail.words:
            continue
        known += 1
        missing = [word for word in mail.words if word not in result["body"]]
        if missing and not _is_alternative(mail):
            wrong.append((mail.name, missing[:4], result["body"][:60]))
    report.check(f"text right, of {known} readable", known, known - len(wrong))
    for name, missing, body in wrong:
        report.note(f"{name}: {missing} not in {body!r}")


def _check_attachments(report, mails, results):
    """Count the mails that have fewer attachments than parts with a file name."""
    known = lost = 0
    for mail, result in zip(mails, results, strict=True):
        if result.get("model") and mail.attachments:
            known += 1
            if result["attachments"] < mail.attachments:
                lost += 1
                got = f"{result['attachments']} of {mail.attachments}"
                report.note(f"{mail.name}: {got} attachments")
    report.check(f"attachments kept, of {known} mails with any", known, known - lost)


def _is_alternative(mail):
    """Tell whether the HTML is shown instead of the plain text."""
    return b"multipart/alternative" in mail.raw.lower()


def _check_replies(erp, report, team, replies):
    """Compare what is new, and the rest, with the expected files."""
    from odoo.addons.crm_ticket_sla.tools.quoted_text import split

    report.check("replies with expected files", 64, len(replies))
    new = rest = shown = 0
    for name, text, expected, elided in replies:
        parts = split(text)
        new += parts.new.strip() == expected.strip()
        rest += folded(REWRITTEN.sub(">", parts.rest)) == folded(elided)
        result = _receive(erp, _mail(name, text), team)
        # where nothing is new the ticket shows the mail as a whole
        wanted = expected.strip() or text.strip()
        shown += _shown(result["description"]) == folded(wanted)
        if parts.new.strip() != expected.strip():
            report.note(f"{name}: new part differs")
    report.check("replies: new part as expected", len(replies), new)
    report.check(
        "replies: the rest as expected (quote marks apart)", len(replies), rest
    )
    report.check("replies: shown so on the ticket", len(replies), shown)


def _check_bodies(erp, report, team, bodies):
    from odoo.addons.crm_ticket_sla.tools.quoted_text import split

    report.check("other replies", 22, len(bodies))
    tickets = lost = 0
    for name, text in bodies:
        result = _receive(erp, _mail(f"body.{name}", text), team)
        tickets += result.get("tickets", 0)
        parts = split(text)
        words = Counter((parts.new + "\n" + parts.rest).split())
        lost += words != Counter(text.split())
    report.check("other replies: tickets", len(bodies), tickets)
    report.check("other replies: texts that lost a word", 0, lost)


def _mail(name, text):
    head = (
        f"Message-Id: <{name}@verify.test>\nFrom: {name}@verify.test\n"
        f"To: support@verify.test\nSubject: {name}\nMIME-Version: 1.0\n"
        "Content-Type: text/plain; charset=utf-8\n"
        "Content-Transfer-Encoding: 8bit\n\n"
    )
    return head.encode() + text.encode()


def _shown(description):
    from lxml import html

    from odoo.tools import html2plaintext

    if description.strip().startswith("<pre>"):
        return folded(html.fromstring(description).text_content())
    return folded(html2plaintext(description))

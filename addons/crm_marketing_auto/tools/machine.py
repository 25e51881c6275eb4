# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What tells the opens and clicks of a machine from those of a person.

Mail gateways follow the links of a mail before a person sees it. Three signs give them
away: how they ask (HEAD, or a name that says so), how soon after the delivery, and
that they take every link of the mail at once. Nothing is thrown away: it is flagged.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import NamedTuple

#: Nobody has read a mail and chosen a link so soon after it was handed over.
TOO_SOON = timedelta(seconds=10)
#: A person needs longer to follow every link of a mail.
BURST = timedelta(seconds=5)
#: So long after a click it is settled whether it belonged to a burst.
SETTLED = BURST + timedelta(seconds=1)
AGENTS = re.compile(
    r"bot\b|bots\b|[a-z]bot/|crawl|spider|slurp|scan|preview|prefetch|monitor"
    r"|proofpoint|mimecast|barracuda|messagelabs|symantec|fireeye|trendmicro"
    r"|ironport|sophos|safelinks|urldefen[cs]e|cloudmark|virustotal|phishtank"
    r"|headlesschrome|phantomjs|python-requests|python-urllib|aiohttp|httpx|curl/"
    r"|wget|libwww|go-http-client|java/|okhttp|apache-httpclient|axios|node-fetch"
    r"|googleimageproxy|yahoomailproxy|facebookexternalhit",
    re.IGNORECASE,
)
#: They fetch pictures for a person who has opened the mail: an open, but no machine's.
PROXIES = re.compile(r"googleimageproxy|yahoomailproxy", re.IGNORECASE)
#: Subjects of the notices that a mailbox sends by itself while its owner is away.
AWAY = re.compile(
    r"\s*(re:|trả lời:)?\s*(auto(matic|mated)?[ -]?(reply|response)|out of (the )?office"
    r"|trả lời tự động|thư trả lời tự động|vắng mặt|réponse automatique"
    r"|automatische antwort|abwesenheits)",
    re.IGNORECASE,
)


class Click(NamedTuple):
    """One request for a link of a mail."""

    at: datetime
    link: object
    agent: str | None = "unknown"
    method: str = "GET"


def is_machine_request(agent: str | None, method: str = "GET") -> bool:
    """Tell whether a request gives a machine away by itself; one without a name does.

    >>> is_machine_request("Mozilla/5.0 (Windows NT 10.0) Firefox/140.0")
    False
    """
    if method.upper() != "GET" or not (agent or "").strip():
        return True
    return bool(AGENTS.search(agent))


def is_away_notice(subject: str | None) -> bool:
    """Tell whether a subject is that of a notice of absence.

    >>> is_away_notice("Automatic reply: Tet offers"), is_away_notice("Re: Tet offers")
    (True, False)
    """
    # a stranger's subject: blanks without end would keep the pattern busy
    return bool(AWAY.match(" ".join((subject or "")[:500].split())))


def is_machine_open(agent: str | None, method: str = "GET") -> bool:
    """Tell whether a request for the picture of a mail is a machine's."""
    if agent and PROXIES.search(agent) and method.upper() == "GET":
        return False
    return is_machine_request(agent, method)


def is_too_soon(at: datetime, delivered_at: datetime | None) -> bool:
    """Tell whether a reaction came sooner after the delivery than a person can."""
    return delivered_at is not None and at - delivered_at < TOO_SOON


def machine_clicks(
    clicks: list[Click], delivered_at: datetime | None = None, links: int = 0
) -> set[int]:
    """Return the positions of the clicks on one mail that are a machine's.

    :param links: how many links the mail has; a burst takes all of them, and of one
        link alone nobody can tell
    """
    found = {
        index
        for index, click in enumerate(clicks)
        if is_machine_request(click.agent, click.method)
        or is_too_soon(click.at, delivered_at)
    }
    if links < 2:
        return found
    order = sorted(range(len(clicks)), key=lambda index: clicks[index].at)
    first = 0
    for last, index in enumerate(order):
        while clicks[index].at - clicks[order[first]].at > BURST:
            first += 1
        burst = order[first : last + 1]
        if len({clicks[position].link for position in burst}) >= links:
            found.update(burst)
    return found

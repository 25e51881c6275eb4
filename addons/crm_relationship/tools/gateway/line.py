# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Requests to providers: where they may go, and how much of an answer is read.

Who sets up an account chooses where its requests go. They go out to the internet;
inside the house only where whoever runs the server says so. It is the address of the
connection that counts, not what a name meant a moment before.
"""

from __future__ import annotations

import ipaddress
import json
import logging
import os
import socket
from typing import NamedTuple
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.exceptions import InvalidHeader
from urllib3 import connectionpool
from urllib3.connection import HTTPConnection, HTTPSConnection

from .dial import hidden
from .recording import is_allowed, is_public

#: Hosts that may be inside the house, separated by commas.
INSIDE = "CRM_INTERNAL_HOSTS"
#: No answer of a provider is longer.
MAX_ANSWER = 256 * 1024
CHUNK = 16 * 1024
# at debug level it writes whole addresses down, with the keys that are in them
logging.getLogger("urllib3.connectionpool").setLevel(logging.INFO)


class InsideHost(requests.RequestException):
    """A request to a host inside the house that nobody allowed; its text is the host."""


class AnswerTooLong(requests.RequestException):
    """An answer that is longer than any a provider has to give."""


class Reply(NamedTuple):
    """What a provider answered."""

    status_code: int
    content: bytes
    #: what was sent, and must not be seen
    secret: str = ""

    @property
    def ok(self) -> bool:
        """Tell whether the provider says that all is well.

        >>> Reply(204, b"").ok, Reply(302, b"").ok
        (True, False)
        """
        return 200 <= self.status_code < 300

    def shown(self, limit: int) -> str:
        """Return the beginning of the answer, as people may see it.

        >>> Reply(400, b"hush: unknown", "hush").shown(10)
        '…: unknown'
        """
        return hidden(self.content.decode("utf-8", "replace"), self.secret)[:limit]

    def json(self):
        """Return what the answer says.

        :raise ValueError: when it is no JSON

        >>> Reply(200, b'{"id": 1}').json()
        {'id': 1}
        """
        try:
            return json.loads(self.content)
        except RecursionError as error:
            raise ValueError("too deep") from error


def inside_hosts() -> list[str]:
    """Return the hosts that may be inside, as whoever runs the server says."""
    said = os.environ.get(INSIDE) or ""
    return [host for host in said.lower().replace(",", " ").split() if host]


def is_web(url: str) -> bool:
    """Tell whether tokens may go to an address: over https, or to this very machine.

    The latter where whoever runs the server allows its address.

    >>> is_web("https://oauth.zaloapp.com"), is_web("http://127.0.0.1.evil.test")
    (True, False)
    """
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
        if parts.scheme == "https":
            return bool(host)
        is_here = ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
    return parts.scheme == "http" and is_here and is_allowed(host, inside_hosts())


def ask(method: str, url: str, *, secret: str = "", **how) -> Reply:
    """Return what a provider answers.

    :param secret: what must not be seen of the request
    :param how: as for `requests`
    :raise requests.RequestException: when there is no answer, or none that is taken
    """
    with requests.Session() as session:
        for scheme in ("http://", "https://"):
            session.mount(scheme, _Adapter())
        try:
            response = session.request(
                method, url, allow_redirects=False, stream=True, **how
            )
        except _Inside as error:
            raise InsideHost(str(error)) from error
        except (UnicodeError, InvalidHeader):  # its text has the header in it
            raise InvalidHeader("a secret has unusable characters") from None
        with response:
            return Reply(response.status_code, _read(response), secret)


def _read(response) -> bytes:
    read = bytearray()
    for piece in response.iter_content(CHUNK):
        read += piece
        if len(read) > MAX_ANSWER:
            raise AnswerTooLong(f"> {MAX_ANSWER // 1024} KiB")
    return bytes(read)


# ------------------------------------------------------------
# Connections that look where they go
# ------------------------------------------------------------


class _Inside(Exception):
    """Not a kind of error that anybody on the way takes for a broken line."""


class _Looking:
    """A connection that is not made to a host inside the house."""

    def _new_conn(self):
        host = self.host.rstrip(".").lower()
        if is_allowed(host, inside_hosts()):
            return super()._new_conn()
        if not all(map(is_public, _addresses(host, self.port))):
            raise _Inside(host)
        line = super()._new_conn()
        if not is_public(line.getpeername()[0]):  # the name means another one now
            line.close()
            raise _Inside(host)
        return line


def _addresses(host: str, port: int) -> list[str]:
    """Return the addresses of a host; none where it has none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return [each[4][0] for each in found]


class _Connection(_Looking, HTTPConnection):
    pass


class _SafeConnection(_Looking, HTTPSConnection):
    pass


# their names stand in what is told of a failure
class HTTPConnectionPool(connectionpool.HTTPConnectionPool):
    ConnectionCls = _Connection


class HTTPSConnectionPool(connectionpool.HTTPSConnectionPool):
    ConnectionCls = _SafeConnection


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, *arguments, **options):
        made = super().init_poolmanager(*arguments, **options)
        self.poolmanager.pool_classes_by_scheme = {
            "http": HTTPConnectionPool,
            "https": HTTPSConnectionPool,
        }
        return made

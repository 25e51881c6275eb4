# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Recordings of calls at a provider: which addresses are opened, and how.

An address comes from outside. It is opened only over https, at a host that the account
names, at an internet address that is nobody's inside; and the connection goes to the
address that was checked, whatever the name means a moment later.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from typing import NamedTuple
from urllib.parse import urlsplit

import urllib3
from requests.certs import where

#: Seconds until a provider must say something.
PATIENCE = urllib3.Timeout(connect=5, read=20)
MAX_BYTES = 200 * 1024 * 1024
CHUNK = 64 * 1024
_HOST = re.compile(
    r"\.?([a-z0-9_]([a-z0-9_-]*[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]*[a-z0-9])?"
)
#: The IPv6 addresses that are given out, and those that stand for IPv4.
_UNICAST = ipaddress.IPv6Network("2000::/3")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_RANGE = re.compile(r"bytes=\d{0,15}-\d{0,15}")


class NotOpened(ValueError):
    """A recording that is not opened; its text is a code."""


class Place(NamedTuple):
    """Where a recording is: a host, and the internet address that was checked."""

    host: str
    port: int
    path: str
    address: str
    login: str


def read_hosts(text: str | None) -> list[str]:
    """Return the host names that a text lists.

    :raise ValueError: naming what is none

    >>> read_hosts("Records.Example.com, .pbx.vn")
    ['records.example.com', '.pbx.vn']
    """
    hosts = [h.lower() for h in re.split(r"[\s,;]+", text or "") if h]
    for host in hosts:
        if not _HOST.fullmatch(host) or host.count(".") < 1:
            raise ValueError(host[:100])
    return hosts


def is_allowed(host: str, hosts: list[str]) -> bool:
    """Tell whether a host is one of those, or of a domain of those.

    >>> is_allowed("a.pbx.vn", [".pbx.vn"]), is_allowed("xpbx.vn", [".pbx.vn"])
    (True, False)
    """
    return any(
        host == name or (name.startswith(".") and host.endswith(name)) for name in hosts
    )


def locate(url: str, hosts: list[str], inside: frozenset[str] = frozenset()) -> Place:
    """Return where a recording is, if it may be opened.

    :param hosts: those the account allows
    :param inside: hosts of them that may be in the house, as whoever runs the server says
    :raise NotOpened: with the reason
    """
    try:
        parts = urlsplit(url)
        port = parts.port or 443
    except ValueError as error:
        raise NotOpened("bad_address") from error
    if parts.scheme.lower() != "https" or any(c <= " " for c in url):
        raise NotOpened("not_https")
    host = (parts.hostname or "").rstrip(".").lower()
    if not host or not is_allowed(host, hosts):
        raise NotOpened("host")
    path = parts.path or "/"
    path = f"{path}?{parts.query}" if parts.query else path
    login = f"{parts.username or ''}:{parts.password or ''}"
    address = _resolve(host, port, host in inside)
    return Place(host, port, path, address, "" if login == ":" else login)


def _resolve(host: str, port: int, is_inside: bool) -> str:
    """Return an internet address of a host; none of them may be internal."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotOpened("unknown_host") from error
    addresses = [each[4][0] for each in found]
    if not is_inside and not all(map(is_public, addresses)):
        raise NotOpened("internal")
    return addresses[0]


def is_public(address: str) -> bool:
    """Tell whether an internet address is out on the internet.

    An old address in a new one's clothes is the old one: a gateway takes it there.

    >>> is_public("8.8.8.8"), is_public("10.0.0.1"), is_public("::ffff:127.0.0.1")
    (True, False, False)
    >>> is_public("2606:4700::1"), is_public("64:ff9b::a9fe:a9fe"), is_public("fec0::1")
    (True, False, False)
    """
    try:
        found = ipaddress.ip_address(address.split("%", 1)[0])
    except ValueError:
        return False
    if found.version == 6:
        old = found.ipv4_mapped or found.sixtofour or _translated(found)
        if not old and found not in _UNICAST:
            return False
        found = old or found
    return found.is_global and not found.is_multicast


def _translated(address):
    """Return the IPv4 address to which a network of IPv6 alone translates this one."""
    if address not in _NAT64:
        return None
    return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)


def open_recording(place: Place, asked: str | None = None, ca_file: str | None = None):
    """Return the answer of the provider, to be read in pieces and closed.

    :param asked: the header Range of whoever listens
    :raise NotOpened: where there is no recording
    """
    pool = urllib3.HTTPSConnectionPool(
        place.address,
        place.port,
        server_hostname=place.host,
        assert_hostname=place.host,
        cert_reqs="CERT_REQUIRED",
        ca_certs=ca_file or where(),
        timeout=PATIENCE,
        retries=False,
        maxsize=1,
    )
    name = place.host if place.port == 443 else f"{place.host}:{place.port}"
    headers = {
        "Host": name,
        "Accept": "audio/*,*/*;q=0.1",
        "Accept-Encoding": "identity",
    }
    if place.login:
        headers |= urllib3.make_headers(basic_auth=place.login)
    if asked and _RANGE.fullmatch(asked):
        headers["Range"] = asked
    try:
        answer = pool.urlopen(
            "GET", place.path, headers=headers, redirect=False, preload_content=False
        )
    except urllib3.exceptions.HTTPError as error:
        raise NotOpened("unreachable") from error
    if answer.status not in (200, 206, 416):
        answer.release_conn()
        raise NotOpened("redirect" if 300 <= answer.status < 400 else "not_there")
    if int(answer.headers.get("Content-Length") or 0) > MAX_BYTES:
        answer.close()
        raise NotOpened("too_large")
    return answer


def pieces(answer):
    """Yield a recording in pieces, no more of it than a recording has."""
    left = MAX_BYTES
    try:
        for piece in answer.stream(CHUNK, decode_content=False):
            left -= len(piece)
            if left < 0:
                break
            yield piece
    finally:
        answer.close()

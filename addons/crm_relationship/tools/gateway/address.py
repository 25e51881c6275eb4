# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Internet addresses from which an account takes calls."""

from __future__ import annotations

import ipaddress
import re


def read_networks(text: str | None) -> list:
    """Return the networks that a text names, separated by spaces or commas.

    :raise ValueError: naming what is no address

    >>> read_networks("203.0.113.7, 2001:db8::/32")
    [IPv4Network('203.0.113.7/32'), IPv6Network('2001:db8::/32')]
    """
    names = [name for name in re.split(r"[\s,;]+", text or "") if name]
    return [ipaddress.ip_network(name, strict=False) for name in names]


def is_within(address: str | None, networks: list) -> bool:
    """Tell whether an address is in one of the networks; none allow every one.

    >>> is_within("203.0.113.7", read_networks("203.0.113.0/24"))
    True
    >>> is_within("::ffff:198.51.100.1", read_networks("203.0.113.0/24"))
    False
    """
    if not networks:
        return True
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return False
    found = getattr(found, "ipv4_mapped", None) or found
    return any(found.version == net.version and found in net for net in networks)

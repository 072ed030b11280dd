"""Where this node may connect to: registered addresses are resolved once a connection and checked. PROTOCOL §2."""

import asyncio
import ipaddress
import socket
from collections.abc import Sequence

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Ip = ipaddress.IPv4Address | ipaddress.IPv6Address

_NEVER = tuple(
    ipaddress.ip_network(n)
    for n in (
        *("169.254.0.0/16", "fe80::/10"),
        *("fd00:ec2::254/128", "fd20:ce::254/128", "100.100.100.200/32", "168.63.129.16/32", "192.0.0.192/32"),
        *("64:ff9b::/96", "64:ff9b:1::/48", "2001::/32", "2002::/16"),
    )
)
"""Link-local, the metadata services of clouds, and IPv6 that wraps an IPv4 address: refused whatever the operator lists."""

_SPECIAL = tuple(ipaddress.ip_network(n) for n in ("192.0.0.0/24", "192.88.99.0/24", "::/96", "5f00::/16", "fec0::/10"))
"""Ranges of no public host that some releases of Python call global: refused like private ones, unless listed."""


class NameUnknown(Exception):
    """The host's name cannot be resolved."""


class PlaceRefused(Exception):
    """The address lies where this node may not connect to."""


class Guard:
    """Resolves names, and refuses link-local, metadata, and, unless listed, loopback, private and other special ranges."""

    def __init__(self, allowed: Sequence[str]) -> None:
        self._allowed: tuple[Network, ...] = tuple(ipaddress.ip_network(network) for network in allowed)

    def permits(self, text: str) -> bool:
        """Whether a numeric address may be connected to."""
        address: Ip = ipaddress.ip_address(text.split("%", 1)[0])
        mapped = getattr(address, "ipv4_mapped", None)
        if mapped is not None:
            address = mapped
        if any(address in network for network in _NEVER) or address.is_multicast or address.is_unspecified:
            return False
        public = address.is_global and not any(address in network for network in _SPECIAL)
        return public or any(address in network for network in self._allowed)

    async def address(self, host: str, port: int) -> str:
        """The first numeric address of `host` that may be connected to; NameUnknown or PlaceRefused."""
        try:
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (socket.gaierror, UnicodeError):
            raise NameUnknown(host) from None
        for *_, where in found:
            if self.permits(str(where[0])):
                return str(where[0])
        raise PlaceRefused(host)

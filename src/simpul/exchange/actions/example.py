"""An example of a service about persons, for demos: synthetic through and through, taken only through the exchange."""

import hashlib
from dataclasses import dataclass

from simpul.exchange.wire.inside import InsideCall
from simpul.kernel.errors import NotFound
from simpul.kernel.platform import Platform

PROGRAMMES = ("paket logistik", "hunian sementara", "beras cadangan")


@dataclass(frozen=True, slots=True)
class Aid:
    """Whether a made-up person gets made-up help."""

    receives: bool
    programme: str


def aid(platform: Platform, *, call: InsideCall | None, identifier: str) -> Aid:
    """What the example says of an identifier: always the same, of nobody real. NotFound but in a demo, by the exchange."""
    if not platform.settings.demo or call is None:
        raise NotFound()
    chosen = hashlib.sha256(f"contoh {identifier}".encode()).digest()[0]
    receives = chosen % 2 == 0
    return Aid(receives, PROGRAMMES[chosen % len(PROGRAMMES)] if receives else "")

"""Who may subscribe somebody, and what a telephone number or a region's code says."""

import re

from simpul.disaster.rules.desk import OFFICER
from simpul.kernel.actor import Actor
from simpul.kernel.errors import NotAllowed

LANGUAGES = ("id", "en")
_BETWEEN = re.compile(r"[\s().\-]+")
_NUMBER = re.compile(r"[1-9][0-9]{7,14}")
_REGENCY = re.compile(r"([0-9]{2})\.?([0-9]{2})")
_WRITTEN_MOST = 64

CHANNEL = "disaster.channel"
"""The role of a program that speaks for residents, such as a chat bot."""


def permit_subscriptions(actor: Actor) -> None:
    """Nothing, for a channel or an officer; NotAllowed for all others: whose number is subscribed is not their business."""
    if not (actor.has(CHANNEL) or actor.has(OFFICER)):
        raise NotAllowed()


def number(given: object) -> str | None:
    """The number's digits with its country's code, 8 to 15 of them; None where there is none. `0812…` is Indonesian."""
    if isinstance(given, bool) or not isinstance(given, str | int):
        return None
    text = str(given).strip()
    if len(text) > _WRITTEN_MOST or text.startswith("-"):
        return None
    plain = _BETWEEN.sub("", text.lower().removeprefix("whatsapp:"))
    digits = plain[1:] if plain.startswith("+") else plain.removeprefix("00")
    digits = f"62{digits[1:]}" if digits.startswith("0") else re.sub("^620", "62", digits)
    return digits if _NUMBER.fullmatch(digits) else None


def regency(given: object) -> str | None:
    """The code of a regency or city, `31.71`, of `3171` or `31.71`; None for anything else."""
    if isinstance(given, bool) or not isinstance(given, str | int):
        return None
    found = _REGENCY.fullmatch(str(given).strip())
    return f"{found[1]}.{found[2]}" if found else None

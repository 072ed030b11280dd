"""Refusals: what a rule says when it says no, without any word of HTTP.

A refusal carries a stable code, the facts, and an English sentence that the web layer translates. Five parents only; the
web layer maps them to RFC 9457 problem details and honest pages.
"""

from collections.abc import Callable
from typing import ClassVar


class Refusal(Exception):
    """The named rule was broken; `facts` say by what. Never holds personal data: facts may be logged."""

    code: ClassVar[str] = "refused"
    sentence: ClassVar[str] = "This cannot be done."
    field: str | None = None

    def __init__(self, **facts: object) -> None:
        super().__init__(self.code)
        self.facts = facts


class NotFound(Refusal):
    """There is no such thing, or this actor may not know of it."""

    code = "not-found"
    sentence = "There is nothing here."


class NotAllowed(Refusal):
    """The actor's roles do not permit this."""

    code = "not-allowed"
    sentence = "You may not do this."


class Conflict(Refusal):
    """The thing is not in a state that allows this."""

    code = "conflict"
    sentence = "Somebody else changed this in the meantime. Look again and repeat."


class Invalid(Refusal):
    """The input breaks a rule; `field` names the part of the form."""

    code = "invalid"
    sentence = "Something in the form is not right."


class Unavailable(Refusal):
    """A part this needs is not there at the moment; trying again later may help."""

    code = "unavailable"
    sentence = "This does not work right now. Nothing was lost; please try again in a minute."


class TooMany(Unavailable):
    """More of the same than one address, device or account may send in a while."""

    code = "too-many"
    sentence = "That was too often in a short time. Please wait a few minutes and try again."


def allows(permit: Callable[..., object], *asked: object) -> bool:
    """Whether the permit lets them, or the rule holds: it raises no refusal over what is asked."""
    try:
        permit(*asked)
    except Refusal:
        return False
    return True

"""A conversation as it is kept between two messages: plain JSON, and back."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any
from uuid import UUID

from simpul.disaster.model.conversing import Stage, Talk


def kept(talk: Talk) -> dict[str, Any] | None:
    """What of a conversation is kept; None where nothing is being told."""
    if talk == Talk():
        return None
    values = {one.name: getattr(talk, one.name) for one in fields(Talk)}
    plain = {name: value for name, value in values.items() if value not in (None, "", 0, (), {})}
    return plain | {"stage": talk.stage.value} | ({"card": str(talk.card)} if talk.card else {})


def read(kept_before: Mapping[str, Any] | None) -> Talk:
    """The conversation; a fresh one where nothing was kept, or what was kept is of an older program."""
    if not kept_before:
        return Talk()
    try:
        given = dict(kept_before)
        given["stage"] = Stage(given.get("stage", ""))
        given["offered"] = tuple(given.get("offered", ()))
        given["card"] = UUID(given["card"]) if given.get("card") else None
        given["point"] = (float(given["point"][0]), float(given["point"][1])) if given.get("point") else None
        return Talk(**given)
    except (ValueError, TypeError, KeyError, IndexError):
        return Talk()

"""Master data of people: each field merges by itself, and where two devices disagreed unseen, somebody looks."""

from collections.abc import Callable, Mapping
from typing import Any

from simpul.malaria.model.people import FIELDS
from simpul.malaria.rules.folding.order import at_of
from simpul.malaria.rules.folding.state import Event, Folding, Told

Step = Callable[[Folding, Event], None]


def _registered(folding: Folding, event: Event) -> None:
    folding.person(event["p"])
    for name in FIELDS:
        if event["d"].get(name) is not None:
            _tell(folding, event, name, seen=None, value=event["d"][name])


def _changed(folding: Folding, event: Event) -> None:
    d = event["d"]
    folding.person(event["p"])
    _tell(folding, event, d["field"], seen=d.get("from"), value=d.get("to"))


def _tell(folding: Folding, event: Event, name: str, *, seen: Any, value: Any) -> None:
    """The last one to tell a field wins it. It contends with the one before unless it saw it, said the same, or was it.

    The desk's word, given in view of the value, ends a contention.
    """
    fields = folding.told.setdefault(event["p"], {})
    now = Told(value, event.get("device"), at_of(event))
    before = fields.get(name)
    if before is not None and not (now.device is None and seen == before.value):
        now.contending = list(before.contending)
        if before.value not in (seen, value) and now.device != before.device:
            now.contending = [*(now.contending or [_value(before)]), _value(now)]
    fields[name] = now


def _value(told: Told) -> dict[str, Any]:
    return {"value": told.value, "device": told.device, "at": told.at}


def checks_of_fields(folding: Folding) -> None:
    """Each person has the fields that were told, and each contention is something to check."""
    for one, fields in folding.told.items():
        person = folding.person(one)
        for name, told in fields.items():
            if told.value is not None:
                person[name] = told.value
            if told.contending:
                key = f"field:{one}:{name}"
                folding.check("field_conflict", key, person=one, field=name, at=told.at, values=told.contending)


PERSONAL: Mapping[str, Step] = {"person.registered": _registered}
"""First those who register, so that a phone whose clock is late changes what is there."""
CHANGES: Mapping[str, Step] = {"person.changed": _changed}

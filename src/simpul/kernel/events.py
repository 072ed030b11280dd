"""Events: what happened, in the past tense, told after the fact to whoever listens.

An event is a frozen dataclass of plain values. Its type name is `<module>.<Class>`; it travels as JSON through the outbox.
Events hold no personal data.
"""

import dataclasses
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar, Self
from uuid import UUID

_known: dict[str, "type[Event]"] = {}


@dataclass(frozen=True, slots=True)
class Event:
    """The parent of all events; a subclass is known by its type name as soon as it is defined."""

    type_name: ClassVar[str] = ""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super(Event, cls).__init_subclass__(**kwargs)
        cls.type_name = f"{cls.__module__.split('.')[1]}.{cls.__name__}"
        _known[cls.type_name] = cls

    def payload(self) -> dict[str, Any]:
        """The fields as JSON values."""
        return {f.name: _plain(getattr(self, f.name)) for f in dataclasses.fields(self)}

    @classmethod
    def of(cls, payload: Mapping[str, Any]) -> Self:
        """The event that `payload` was made from; unknown keys are left out, so that old rows stay readable."""
        hints = typing.get_type_hints(cls)
        return cls(**{f.name: _typed(hints[f.name], payload.get(f.name)) for f in dataclasses.fields(cls)})


def event_type(name: str) -> type[Event]:
    """The class behind a type name; KeyError for one this program does not know."""
    return _known[name]


def event_types() -> Mapping[str, type[Event]]:
    """Every event this program knows, by type name."""
    return types.MappingProxyType(_known)


def _plain(value: object) -> object:
    match value:
        case UUID() | Decimal():
            return str(value)
        case datetime():
            return value.isoformat()
        case _:
            return value


def _typed(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    kinds = [k for k in (typing.get_args(hint) or (hint,)) if k is not type(None)]
    kind = kinds[0]
    if kind is datetime:
        return datetime.fromisoformat(value)
    return kind(value) if kind in (UUID, Decimal) else value

"""Partners: what `/partners…` is asked and answers."""

from dataclasses import dataclass
from typing import Any

import orjson

from simpul.disaster.model.partners import Partner
from simpul.disaster.rules.compat.answers import Problem, checked, refused
from simpul.disaster.rules.compat.joi import Check, Key, Siblings, boolean, keys, string
from simpul.disaster.rules.partners import ICONS


def _or_nothing(check: Check) -> Check:
    """What `check` takes; null and an empty text are nothing."""

    def made(value: Any, key: str, siblings: Siblings) -> Any:
        return None if value is None or value == "" else check(value, key, siblings)

    return made


_OPTIONAL = (Key("partner_icon", _or_nothing(string())), Key("partner_status", _or_nothing(boolean)))
_NAMES = ("partner_code", "partner_name")
_CREATE = keys(*(Key(name, string(), required=True) for name in _NAMES), *_OPTIONAL, unknown=True)
_CHANGE = keys(*(Key(name, _or_nothing(string())) for name in _NAMES), *_OPTIONAL, unknown=True)
CODE_STAYS = refused(400, error="Bad Request", message="A partner's code cannot be changed.")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be written of a partner; None where the sender says nothing of it. `icon` names a picture of ours."""

    code: str | None
    name: str | None
    icon: str | None
    active: bool | None


def read_new(body: Any) -> Asked | Problem:
    """What `POST /partners/create-partner` asks for."""
    return _read(_CREATE, body)


def read_change(body: Any) -> Asked | Problem:
    """What `PATCH /partners/partner/:id` asks for."""
    return _read(_CHANGE, body)


def _read(check: Check, body: Any) -> Asked | Problem:
    made = checked(check, body, "body")
    if isinstance(made, Problem):
        return made
    return Asked(*(made.get(f"partner_{name}") for name in ("code", "name", "icon", "status")))


def icon_of(asked: Asked) -> str:
    """The icon of a new partner: the first of ours where none is named."""
    return asked.icon or ICONS[0]


def row(partner: Partner) -> dict[str, Any]:
    """A partner as the interface tells it."""
    return {
        "id": partner.number,
        "partner_code": partner.code,
        "partner_name": partner.name,
        "partner_icon": partner.icon,
        "partner_status": partner.active,
    }


def written(partner: Partner) -> bytes:
    """The answer to a write: the row, bare."""
    return orjson.dumps(row(partner))


def taken(code: str) -> Problem:
    """The answer to a code that another partner has."""
    return refused(409, error="Conflict", message=f"Another partner has the code '{code}'.")

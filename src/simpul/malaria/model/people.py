"""A village's people as its events tell them, and pairs of them that may be one person."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

FIELDS = ("name", "sex", "birth_year", "birth_month", "mother", "nik", "house", "phone", "died", "moved")
"""Master data of a person: each merges by itself."""


@dataclass(frozen=True, slots=True)
class Person:
    """A person of a village, as events tell. `merged_into` names who is left where two turned out to be one."""

    id: UUID
    village: str
    name: str | None
    sex: str | None
    birth_year: int | None
    mother: str | None
    facts: Mapping[str, Any]
    merged_into: UUID | None = None
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two people who may be one: how alike, from 0 to 100, and by what."""

    one: UUID
    other: UUID
    score: int
    by: tuple[str, ...]

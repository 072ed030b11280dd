"""What a programme must say: a code, a name, a term. Pure."""

import re
from collections.abc import Mapping
from datetime import date

from simpul.cooperation.model.programmes import (
    Programme,
    ProgrammeCodeWrong,
    ProgrammeNameMissing,
    ProgrammeTermWrong,
    Told,
)
from simpul.cooperation.rules.plain_words import plain

TONGUES = ("id", "en", "ko")
_CODE = re.compile(r"[A-Z][A-Z0-9]{1,19}(?:-[A-Z0-9]{1,10}){0,3}")
_MOST, _LONGEST = 200, 2000


def checked(given: Programme) -> Programme:
    """The programme with its words in one line each; ProgrammeCodeWrong, ProgrammeNameMissing, ProgrammeTermWrong."""
    if not _CODE.fullmatch(given.code):
        raise ProgrammeCodeWrong()
    name = words(given.name)
    if "id" not in name or any(len(one) > _MOST for one in name.values()):
        raise ProgrammeNameMissing()
    if given.until is not None and given.until < given.since:
        raise ProgrammeTermWrong()
    return Programme(
        given.code,
        name,
        given.since,
        given.until,
        " ".join(given.place.split())[:_MOST],
        words(given.note or {}) or None,
        tuple(words(one) for one in given.fields),
        given.inferred,
        tuple(one.strip()[:_LONGEST] for one in given.sources if one.strip()),
        given.synthetic,
        given.public,
        given.version,
    )


def words(given: Mapping[str, str]) -> Told:
    """The words by language, each in one line, without the empty ones."""
    return {one: said[:_LONGEST] for one in TONGUES if (said := plain(given.get(one, "")))}


def day(given: str) -> date | None:
    """The day as a form gives it; None for none; ProgrammeTermWrong for what is no day."""
    try:
        return date.fromisoformat(given.strip()) if given.strip() else None
    except ValueError:
        raise ProgrammeTermWrong() from None

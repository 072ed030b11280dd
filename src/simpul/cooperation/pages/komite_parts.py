"""What the pages of committee, actions, projects and results share: numbers in the address, pages of a list, words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from simpul.cooperation.model.governance import EntryKind, FollowUpState
from simpul.kernel.errors import Conflict, NotFound, Refusal
from simpul.kernel.i18n import N_
from simpul.kernel.web import Request

PAGE = 20
STATES: Mapping[FollowUpState, str] = {
    FollowUpState.OPEN: N_("Open"),
    FollowUpState.DONE: N_("Done"),
    FollowUpState.DROPPED: N_("Dropped"),
}
ENTRIES: Mapping[EntryKind, str] = {
    EntryKind.OPENED: N_("Put on the list"),
    EntryKind.CHANGED: N_("What or who changed"),
    EntryKind.MOVED: N_("Day moved"),
    EntryKind.PROGRESS: N_("Progress"),
    EntryKind.DONE: N_("Done"),
    EntryKind.DROPPED: N_("Dropped"),
    EntryKind.REOPENED: N_("Opened again"),
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of a list: its rows, which page of how many, and the address with "{page}" in it."""

    rows: Sequence[Any]
    count: int
    page: int
    pages: int
    address: str


def sheet(request: Request, found: Sequence[Any], path: str, asked: Mapping[str, str]) -> Sheet:
    """The page of the list that the address asks for (`hal`), the last one where it asks for more."""
    pages = max(-(-len(found) // PAGE), 1)
    page = min(max(whole(request.query("hal"), 1), 1), pages)
    query = urlencode({key: value for key, value in asked.items() if value})
    address = f"{path}?{query}{'&' if query else ''}hal={{page}}"
    return Sheet(found[(page - 1) * PAGE : page * PAGE], len(found), page, pages, address)


def whole(given: str, other: int) -> int:
    """The whole number that was given, else `other`."""
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 9 else other


def id_of(request: Request, name: str = "id") -> UUID:
    """The number in the address; NotFound for what is none."""
    return uuid(request.path_params[name])


def uuid(given: str) -> UUID:
    """The number that was given; NotFound for what is none."""
    try:
        return UUID(given)
    except ValueError:
        raise NotFound() from None


def version_of(request: Request) -> int:
    """Which version of the thing the form was made of; one that there never was, where the form does not say."""
    return whole(request.posted.text("version"), 0)


def newest(values: dict[str, Any], refusal: Refusal | None, version: int) -> dict[str, Any]:
    """The form's fields; after a conflict it is of the version that is there now, so that saving again is meant."""
    return {**values, "version": str(version)} if isinstance(refusal, Conflict) else values


def asked_of(request: Request, *names: str) -> dict[str, str]:
    """What the address asks for, by name, cut to what a list can hold."""
    return {name: request.query(name)[:100] for name in names}


def said(request: Request, words: Mapping[str, str]) -> str:
    """What the page says was done, in the page's language; nothing for what it does not know."""
    done = words.get(request.query("selesai"))
    return request.t.gettext(done) if done else ""

"""A situation report as it is read: its parts as plain values, and the ways to say its content in one language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from simpul.disaster.model.incidents import Stage
from simpul.disaster.rules.incident_words import GRADES, STAGES
from simpul.kernel.i18n import Translator


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `numeric` says of each column whether it holds figures."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing as SVG, what it shows in words, and what stands below it."""

    svg: str
    alt: str
    caption: str


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report, under its heading: paragraphs, then a drawing, a table, and a note below."""

    heading: str
    text: tuple[str, ...] = ()
    picture: Picture | None = None
    table: Table | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A situation report as it is read."""

    lang: str
    title: str
    subtitle: str
    agency: str
    issued: str
    tags: tuple[str, ...]
    loud: tuple[str, ...]
    lead: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...] = field(default=())
    foot: str = ""


@dataclass(frozen=True, slots=True)
class Telling:
    """The content with the ways to say it."""

    content: Mapping[str, Any]
    t: Translator

    def when(self, at: str) -> str:
        """An instant in the place's own zone, which is named."""
        return self.t.datetime(datetime.fromisoformat(at), self.content["zone"])

    def grade(self, severity: str) -> str:
        """A severity's word."""
        return self.t.gettext(GRADES.get(severity, severity))

    def lead(self) -> str:
        """The two sentences that a mayor reads."""
        _, content, reports = self.t.gettext, self.content, self.content["reports"]
        first = _(
            "{hazard} in {place}: {stage}, as of {time}.",
            hazard=content["hazard"]["label"][self.t.language],
            place=content["place"],
            stage=_(STAGES[Stage(content["stage"])]).lower(),
            time=self.when(content["at"]),
        )
        second = self.t.ngettext(
            "{n} verified report since {time}; the worst is {worst}.",
            "{n} verified reports since {time}; the worst is {worst}.",
            reports["verified"],
            time=self.when(reports["first_at"]),
            worst=self.grade(reports["worst"]),
        )
        return f"{first} {second}"

    def facts(self) -> tuple[tuple[str, str], ...]:
        """The facts beside the lead."""
        _, content, reports = self.t.gettext, self.content, self.content["reports"]
        number = self.t.number
        rows = [
            (_("Incident"), f"{content['number']} – {content['name']}"),
            (_("Kind of disaster"), content["hazard"]["label"][self.t.language]),
            (_("Place"), content["place"]),
            (_("Stage"), _(STAGES[Stage(content["stage"])])),
            (_("Since"), self.when(reports["first_at"])),
            (_("Closed"), self.when(content["closed_at"]) if content["closed_at"] else ""),
            (_("Present severity"), self.grade(reports["present"])),
            (_("Worst severity"), self.grade(reports["worst"])),
            (_("Verified reports"), number(reports["verified"])),
            (_("Of these still live"), number(reports["live"])),
            (_("Not verified"), number(reports["unverified"])),
        ]
        return tuple((key, value) for key, value in rows if value)

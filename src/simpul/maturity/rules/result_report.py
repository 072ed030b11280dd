"""The report of a result, said in one language for paper; `result_sheets` has the workbook."""

from collections.abc import Iterator
from dataclasses import dataclass

from simpul.kernel.i18n import Translator
from simpul.maturity.rules import charts, comparing, law_instruments, recommending
from simpul.maturity.rules.result_view import Viewed
from simpul.maturity.rules.result_words import STAGES, figure, level, signed

MOST = 10
"""So many recommendations stand on paper; the workbook has all."""
Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportTable:
    """A table of texts; `numeric` says of each column whether it stands at the right."""

    head: Row
    numeric: tuple[bool, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class ResultPart:
    """A part of the report: heading, sentences, table, what stands small below."""

    heading: str
    text: tuple[str, ...] = ()
    table: ReportTable | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class ResultPaper:
    """The report, whole. `marks` stand on every page; `svg` is the radar."""

    lang: str
    title: str
    subtitle: str
    issued: str
    lead: str
    marks: tuple[str, ...]
    foot: str
    facts: tuple[Row, ...]
    svg: str
    says: str
    legend: str
    parts: tuple[ResultPart, ...]


def paper(found: Viewed, t: Translator, at: str) -> ResultPaper:
    """The report in this language; `at` is when it was made, in words."""
    aspects, top = charts.aspects(found.instrument), charts.top(found.instrument)
    drawing = charts.radar(t, aspects, _series(found, t), t.gettext("Values of the aspects."), top)
    edition = found.edition
    return ResultPaper(
        lang=t.language,
        title=t.gettext("Result of the evaluation"),
        subtitle=f"{found.of.name} · {found.of.year}",
        issued=t.gettext("Made on {time} by Simpul. Basis: {law}.", time=at, law=edition.guideline or found.instrument.law),
        lead=lead(found, t),
        marks=tuple(marks(found, t)),
        foot=f"{found.of.name} · {found.of.title} · {found.instrument.code}",
        facts=tuple(_facts(found, t)),
        svg=charts.svg(drawing),
        says=_legend(found, t),
        legend="",
        parts=(
            _aspects(found, t),
            _standing(found, t),
            _advice(found, t),
            *_alike(found, t),
            _all(found, t),
            _how(found, t),
        ),
    )


def _series(found: Viewed, t: Translator) -> list[charts.Series]:
    shown_ones: list[charts.Series] = [
        ("good", t.gettext(STAGES.get(found.standing, found.standing)), found.reckoned.nodes)
    ]
    if found.self_reckoned and found.standing != "self":
        shown_ones.append(("warn", t.gettext("Self-assessment"), found.self_reckoned.nodes))
    return shown_ones


def _legend(found: Viewed, t: Translator) -> str:
    names, top = [name for _, name, _ in _series(found, t)], charts.top(found.instrument)
    if len(names) > 1:
        return t.gettext("Aspects from 0 to {top}. Filled: {one}. Dashed: {other}.", top=top, one=names[0], other=names[1])
    return t.gettext("Aspects from 0 to {top}: {one}.", top=top, one=names[0])


def lead(found: Viewed, t: Translator) -> str:
    """The result in one or two sentences."""
    said = t.gettext(
        "The index is {index}: {predicate}.",
        index=figure(t, found.reckoned.index),
        predicate=found.judged.name.name.id,
    )
    if found.judged.differs:
        said += " " + t.gettext(
            "Taken from the rounded index it would be {other}; which one counts in this edition is not published.",
            other=found.judged.other.name.id,
        )
    way = recommending.way(found.instrument, found.edition, found.values)
    if way is not None:
        said += " " + t.gettext(
            "{missing} are missing to {target}: {n} levels at least.",
            missing=figure(t, way.missing),
            target=way.target.name.id,
            n=len(way.steps),
        )
    return said


def marks(found: Viewed, t: Translator) -> Iterator[str]:
    """What must stand on every page: a draft, synthetic."""
    if not found.of.final:
        yield t.gettext("NOT FINAL · as of: {stage}", stage=t.gettext(STAGES.get(found.standing, found.standing)))
    if found.of.synthetic:
        yield t.gettext("SYNTHETIC DATA")


def _facts(found: Viewed, t: Translator) -> Iterator[Row]:
    yield (
        t.gettext("Index"),
        figure(t, found.reckoned.index),
        t.gettext("exactly {exact}", exact=str(found.reckoned.index)),
    )
    yield (t.gettext("Predicate"), found.judged.name.name.id, _basis(found, t))
    own = found.self_reckoned
    told = (figure(t, own.index), signed(t, found.reckoned.index - own.index)) if own else ("–", "")
    yield (t.gettext("Self-assessment"), told[0], t.gettext("change since: {change}", change=told[1]) if told[1] else "")


def _basis(found: Viewed, t: Translator) -> str:
    return {
        "rounded": t.gettext("from the rounded index"),
        "exact": t.gettext("from the exact index"),
        "unknown": t.gettext("basis not published"),
    }[found.of.basis]


def _aspects(found: Viewed, t: Translator) -> ResultPart:
    head = (t.gettext("Part"), t.gettext("Name"), t.gettext("Weight (%)"), t.gettext("Value"), t.gettext("Self-assessment"))
    own = found.self_reckoned
    rows = tuple(
        (
            node.code,
            node.name.said(t.language),
            figure(t, node.weight),
            figure(t, found.reckoned.nodes[node.code]),
            figure(t, own.nodes[node.code]) if own else "–",
        )
        for node in found.instrument.groups
    )
    return ResultPart(
        t.gettext("Domains and aspects") if charts.domains(found.instrument) else t.gettext("Aspects"),
        (),
        ReportTable(head, (False, False, True, True, True), rows),
    )


def _standing(found: Viewed, t: Translator) -> ResultPart:
    standings = recommending.standings(found.instrument, found.reckoned)
    strong, weak = recommending.strong(standings), recommending.weak(standings)
    head = (t.gettext("Aspect"), t.gettext("Value"), t.gettext("Beside the index"), t.gettext("Moves the index by"))
    rows = tuple(
        (
            f"{one.node.code} {one.node.name.said(t.language)}",
            figure(t, one.value),
            signed(t, one.apart),
            signed(t, one.lift, 3),
        )
        for one in (*strong, *reversed(weak))
    )
    note = t.gettext(
        "An aspect is strong above the agency’s own index and weak below it. What all aspects move adds up to 0."
    )
    return ResultPart(t.gettext("Strengths and weaknesses"), (), ReportTable(head, (False, True, True, True), rows), note)


def _advice(found: Viewed, t: Translator) -> ResultPart:
    gains = recommending.gains(found.instrument, found.values)[:MOST]
    head = (t.gettext("Indicator"), t.gettext("Level"), t.gettext("Adds"), t.gettext("What the next level asks"))
    rows = [_advised(found, one, t) for one in gains]
    columns = len(head) if any(row[-1] for row in rows) else len(head) - 1
    table = ReportTable(head[:columns], (False, False, True, False)[:columns], tuple(row[:columns] for row in rows))
    text = t.gettext("Ordered by what one more level adds to the index, exactly; of equal ones the lower level first.")
    return ResultPart(t.gettext("What lifts the index most"), (text,), table)


def _advised(found: Viewed, one: recommending.Gain, t: Translator) -> Row:
    levels = f"{level(t, one.now)} → {level(t, one.next)}"
    return (f"{one.node.key}. {one.node.name.said(t.language)}", levels, signed(t, one.gain, 4), asked(found, one, t))


def asked(found: Viewed, gain: recommending.Gain, t: Translator) -> str:
    """What the next level of this indicator asks, in our words; empty where no criteria have been written."""
    known = law_instruments.criteria_of(found.instrument).get(gain.node.number or 0)
    criteria = known and known.levels.get(int(gain.next))
    return criteria.criteria.said(t.language) if criteria else ""


def _alike(found: Viewed, t: Translator) -> Iterator[ResultPart]:
    group = found.group
    if group is None:
        return
    place = comparing.place(found.reckoned.index, comparing.without(group.rows, found.of.agency))
    yield ResultPart(
        t.gettext("Beside agencies alike"),
        (
            who_is_alike(group, t),
            t.gettext("Among them this index would be number {rank} of {of}.", rank=place.rank, of=place.of),
            *([other_instrument(t)] if found.instrument.code != comparing.PUBLISHED_WITH else []),
        ),
    )


def who_is_alike(group: comparing.Group, t: Translator) -> str:
    """Which agencies are taken for alike, and why."""
    count, kind, year = len(group.rows), group.kind, group.year
    if group.reason is comparing.Alike.PROVINCE:
        return t.gettext(
            "Alike are the {n} agencies of the kind {kind} in {province} with a published result of {year}.",
            n=count, kind=kind, province=group.province, year=year,
        )  # fmt: skip
    if not group.near:
        return t.gettext(
            "Alike are all {n} agencies of the kind {kind} with a published result of {year}.",
            n=count, kind=kind, year=year,
        )  # fmt: skip
    return t.gettext(
        "Alike are all {n} agencies of the kind {kind} with a published result of {year}:"
        " a province with fewer than {few} gives no group.",
        n=count, kind=kind, year=year, few=comparing.ENOUGH,
    )  # fmt: skip


def other_instrument(t: Translator) -> str:
    """That the published indices were made with another instrument."""
    return t.gettext("The published indices are of SPBE-2020; this one is of another instrument and not measured alike.")


def _all(found: Viewed, t: Translator) -> ResultPart:
    head = (
        t.gettext("No."),
        t.gettext("Indicator"),
        t.gettext("Weight (%)"),
        t.gettext("Level"),
        t.gettext("Self-assessment"),
    )
    rows = tuple(
        (
            node.key,
            node.name.said(t.language),
            figure(t, node.weight),
            level(t, found.values.get(node.key)),
            level(t, found.self_values.get(node.key)),
        )
        for node in found.instrument.indicators
    )
    note = t.gettext("– is not filled in; it counts 0.") if found.reckoned.unfilled else ""
    return ResultPart(t.gettext("All indicators"), (), ReportTable(head, (True, False, True, True, True), rows), note)


def _how(found: Viewed, t: Translator) -> ResultPart:
    text = t.gettext(
        "Every part is the sum of value times weight over the sum of weights, in exact fractions,"
        " rounded half up for display only ({law}).",
        law=found.instrument.law,
    )
    return ResultPart(t.gettext("How it is reckoned"), (text,))

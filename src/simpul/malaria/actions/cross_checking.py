"""Slides are registered, drawn, read a second time without sight of the first, settled, and their readers judged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from simpul.kernel.actor import Actor
from simpul.kernel.database.unit import Unit
from simpul.kernel.platform import Platform
from simpul.malaria.actions.reading import today as local_day
from simpul.malaria.model.desk_refusals import DeskNothing
from simpul.malaria.model.slide_refusals import (
    NameNeeded,
    NothingToDraw,
    ReadingChanged,
    RoundClosed,
    RoundOpen,
)
from simpul.malaria.model.slides import (
    BlindSlide,
    Microscopist,
    QualityStep,
    ReaderJudged,
    Reading,
    Slide,
    SlidePair,
    SlideRound,
)
from simpul.malaria.rules import agreement, sampling
from simpul.malaria.rules import desk as desk_rules
from simpul.malaria.rules import reading_slides as rules
from simpul.malaria.rules.indicators import month_after
from simpul.malaria.store import cross_checkers
from simpul.malaria.store import quality as store

NAME_LEAST, NAME_MOST = 2, 80
_TRIES = 40
FOLLOWS = ("feedback", "retraining", "reread", "praise")


@dataclass(frozen=True, slots=True)
class ReaderSeen:
    """A microscopist with slides by month, rounds, the judgement of closed rounds, and what followed."""

    reader: Microscopist
    months: Sequence[tuple[date, int, int, int]]
    rounds: Sequence[SlideRound]
    judged: ReaderJudged
    steps: Sequence[QualityStep]
    over_all: tuple[float | None, float | None]


@dataclass(frozen=True, slots=True)
class NewReader:
    """What a form says of a microscopist."""

    name: str
    facility: str
    area: str
    account: UUID | None = None


def readers(platform: Platform, actor: Actor) -> list[tuple[Microscopist, ReaderJudged]]:
    """The microscopists of the actor's region, each judged by the closed rounds; DeskOnly."""
    desk_rules.permit_desk(actor)
    with platform.database.reading() as unit:
        found = store.readers(unit.connection, actor.region)
        rounds = store.rounds_of(unit.connection, actor.region)
        return [(one, agreement.judged(_closed(unit, rounds, one.id))) for one in found]


def reader(platform: Platform, actor: Actor, id: UUID) -> ReaderSeen:
    """The microscopist; DeskNothing where there is none in the actor's region."""
    desk_rules.permit_desk(actor)
    with platform.database.reading() as unit:
        one = _reader(unit, actor, id)
        rounds = store.rounds_of(unit.connection, None, id)
        months = store.slide_counts(unit.connection, id)
        judged, steps = agreement.judged(_closed(unit, rounds, id)), store.steps_of(unit.connection, id)
    return ReaderSeen(one, months, rounds, judged, steps, _over_all(judged, months, rounds))


def _over_all(
    judged: ReaderJudged, months: Sequence[tuple[date, int, int, int]], rounds: Sequence[SlideRound]
) -> tuple[float | None, float | None]:
    """Sensitivity and specificity over all slides of the months that were read twice."""
    closed = {one.month for one in rounds if one.closed_at is not None}
    positive = sum(ill for month, _, ill, _ in months if month in closed)
    return agreement.over_all(judged, positive, sum(count for month, count, *_ in months if month in closed) - positive)


def _closed(unit: Unit, rounds: Sequence[SlideRound], reader: UUID) -> list[SlidePair]:
    ids = [one.id for one in rounds if one.reader == reader and one.closed_at is not None]
    return store.pairs(unit.connection, ids) if ids else []


def _reader(unit: Unit, actor: Actor, id: UUID) -> Microscopist:
    found = store.reader(unit.connection, id)
    if found is None or not desk_rules.answers_for(actor, found.area):
        raise DeskNothing()
    return found


def add_reader(platform: Platform, actor: Actor, new: NewReader) -> UUID:
    """The id of a microscopist who is known now, `account`: the same person as a cross-checker.

    NameNeeded, NotYourVillage, DeskNothing for an account that did not ask, DeskOnly.
    """
    desk_rules.permit_village(actor, new.area)
    made, account = (" ".join(new.name.split()), " ".join(new.facility.split())), new.account
    if not all(NAME_LEAST <= len(one) <= NAME_MOST for one in made):
        raise NameNeeded()
    with platform.database.writing(actor) as unit:
        checker = cross_checkers.checker(unit.connection, account) if account else None
        if account and (checker is None or not desk_rules.answers_for(actor, checker.area)):
            raise DeskNothing()
        one = Microscopist(unit.ids.new(), *made, area=new.area, account=account, active=True, synthetic=False)
        store.add_reader(unit.connection, one, unit.clock.now())
        unit.audit("malaria.quality.reader", subject=str(one.id), after={"area": new.area})
    return one.id


def add_slides(platform: Platform, actor: Actor, *, reader: UUID, text: str) -> int:
    """How many of the slides in these lines were not there before; SlideLineWrong and nothing is kept."""
    desk_rules.permit_desk(actor)
    today = local_day(platform.clock.now(), actor.region)
    told = rules.lines(text, today)
    with platform.database.writing(actor) as unit:
        one = _reader(unit, actor, reader)
        many = [Slide(unit.ids.new(), label, one.area, one.id, day, first) for label, day, first in told]
        kept = store.add_slides(unit.connection, many, unit.clock.now())
        unit.audit("malaria.quality.slides", subject=str(reader), after={"lines": len(many), "new": kept})
    return kept


def draw(platform: Platform, actor: Actor, *, reader: UUID, month: date) -> UUID:
    """The id of a round of slides drawn for a second reading; NothingToDraw, DeskNothing, DeskOnly."""
    desk_rules.permit_desk(actor)
    with platform.database.writing(actor) as unit:
        one = _reader(unit, actor, reader)
        store.hold_reader(unit.connection, reader)
        pool = store.undrawn(unit.connection, reader, (month, month_after(month, 1)))
        if not pool:
            raise NothingToDraw()
        made_id = unit.ids.new()
        seed, drawn = _drawn(unit, pool)
        made = {"id": made_id, "reader": reader, "month": month, "seed": seed, "drawn_at": unit.clock.now()}
        store.add_round(unit.connection, {**made, "drawn_by": actor.name, "synthetic": one.synthetic}, drawn)
        unit.audit("malaria.quality.draw", subject=str(made_id), after={"slides": len(drawn), "of": len(pool)})
        unit.ring("malaria")
    return made_id


def _drawn(unit: Unit, pool: Sequence[Slide]) -> tuple[int, list[tuple[UUID, str]]]:
    """A seed and what it draws, under letters that no open round bears while any are left.

    The round's id stands in the second reader's address and sorts by time: the seed is made of other chance.
    """
    taken = store.open_letters(unit.connection)
    for _ in range(_TRIES):
        seed = UUID(unit.ids.random()).int % 2**62
        drawn = sampling.drawn(pool, seed)
        if sampling.letters_of(drawn[0][1]) not in taken:
            break
    return seed, drawn


def to_read(platform: Platform, actor: Actor) -> list[SlideRound]:
    """Rounds whose slides the actor may read a second time and that are not closed; ReadersOnly, NotAdmitted."""
    with platform.database.reading() as unit:
        rules.permit_admitted(actor, cross_checkers.checker(unit.connection, actor.id))
        found = [one for one in store.rounds_of(unit.connection, actor.region) if one.closed_at is None]
        known = {one.id: one for one in store.readers(unit.connection, actor.region)}
    return [one for one in found if not rules.own(actor, known[one.reader])]


def blind_round(platform: Platform, actor: Actor, id: UUID) -> list[BlindSlide]:
    """The round's slides by their codes, for its second reader; ReadersOnly, NotAdmitted, OwnSlides, DeskNothing."""
    with platform.database.reading() as unit:
        _second(unit, actor, id)
        return store.blind(unit.connection, id, actor.id)


def own_reading(platform: Platform, actor: Actor, *, id: UUID, code: str) -> tuple[BlindSlide, Reading | None]:
    """A slide and what the actor saw on it, nothing of others; DeskNothing for a code that is not of the round."""
    with platform.database.reading() as unit:
        _second(unit, actor, id)
        one = _slide(unit, actor, id, code)
        return one, store.own_reading(unit.connection, id, code, actor.id)


def read(platform: Platform, actor: Actor, *, one: BlindSlide, seen: Reading) -> None:
    """The slide has this second reading, durable; RoundClosed, ReadingChanged, ReadersOnly, NotAdmitted, OwnSlides."""
    with platform.database.writing(actor) as unit:
        _second(unit, actor, one.round)
        if not store.open_(unit.connection, one.round):
            raise RoundClosed()
        if not store.read(unit.connection, one, seen, actor, unit.clock.now()):
            raise ReadingChanged()
        unit.audit("malaria.quality.read", subject=f"{one.round}/{one.code}")
        unit.ring("malaria")


def _second(unit: Unit, actor: Actor, id: UUID) -> SlideRound:
    rules.permit_admitted(actor, cross_checkers.checker(unit.connection, actor.id))
    found = store.round_(unit.connection, id)
    if found is None or not desk_rules.answers_for(actor, found.area):
        raise DeskNothing()
    one = store.reader(unit.connection, found.reader)
    assert one is not None
    rules.permit_second(actor, one)
    return found


def _slide(unit: Unit, actor: Actor, id: UUID, code: str) -> BlindSlide:
    for one in store.blind(unit.connection, id, actor.id):
        if one.code == code:
            return one
    raise DeskNothing()


def results(platform: Platform, actor: Actor, id: UUID) -> tuple[SlideRound, list[SlidePair], ReaderJudged]:
    """A round with both readings of every slide, once it is closed; RoundOpen, DeskNothing, DeskOnly."""
    found = round_(platform, actor, id)
    if found.closed_at is None:
        raise RoundOpen()
    with platform.database.reading() as unit:
        pairs = store.pairs(unit.connection, [id])
    return found, pairs, agreement.judged(pairs)


def round_(platform: Platform, actor: Actor, id: UUID) -> SlideRound:
    """The round; DeskNothing where there is none in the actor's region, DeskOnly."""
    desk_rules.permit_desk(actor)
    with platform.database.reading() as unit:
        found = store.round_(unit.connection, id)
    if found is None or not desk_rules.answers_for(actor, found.area):
        raise DeskNothing()
    return found


def close(platform: Platform, actor: Actor, id: UUID) -> None:
    """The round is closed and its results can be seen; RoundOpen while slides are not read, RoundClosed."""
    round_(platform, actor, id)
    with platform.database.writing(actor) as unit:
        if not store.open_(unit.connection, id):
            raise RoundClosed()
        if not all(one.read for one in store.blind(unit.connection, id)):
            raise RoundOpen()
        store.close(unit.connection, id, unit.clock.now())
        unit.audit("malaria.quality.close", subject=str(id))
        unit.ring("malaria")


def settle(platform: Platform, actor: Actor, *, one: BlindSlide, seen: Reading) -> None:
    """A discordant slide has a third reading, which counts as right; RoundOpen, ReadingChanged, DeskNothing."""
    _, pairs, _ = results(platform, actor, one.round)
    if not any(each.code == one.code and each.discordant for each in pairs):
        raise DeskNothing()
    with platform.database.writing(actor) as unit:
        if not store.settle(unit.connection, one, seen, actor, unit.clock.now()):
            raise ReadingChanged()
        unit.audit("malaria.quality.settle", subject=f"{one.round}/{one.code}", after={"result": seen.result})


def packing(platform: Platform, actor: Actor, id: UUID) -> list[tuple[str, date, str]]:
    """(label, day, code) of the round's slides, for who takes them from the box; no readings. DeskNothing, DeskOnly."""
    round_(platform, actor, id)
    with platform.database.reading() as unit:
        return store.packing(unit.connection, id)


def versions(platform: Platform, actor: Actor, id: UUID) -> dict[str, int]:
    """The version of each slide of a round, by code."""
    round_(platform, actor, id)
    with platform.database.reading() as unit:
        return {one.code: one.version for one in store.blind(unit.connection, id)}


def follow(platform: Platform, actor: Actor, *, reader: UUID, what: str, note: str) -> None:
    """What followed for a reader is kept; DeskReasonMissing, DeskNothing, DeskOnly."""
    desk_rules.permit_desk(actor)
    why = desk_rules.reason(note)
    with platform.database.writing(actor) as unit:
        _reader(unit, actor, reader)
        step = QualityStep(what if what in FOLLOWS else FOLLOWS[0], why, actor.name, unit.clock.now())
        store.add_step(unit.connection, unit.ids.new(), reader, step, actor)
        unit.audit("malaria.quality.follow", subject=str(reader), after={"what": step.what})

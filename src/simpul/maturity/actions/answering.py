"""What is said of indicators: shown, kept with optimistic locking, saved by itself as a draft, looked over as a whole."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from sqlalchemy import Connection

from simpul.kernel.actor import Actor
from simpul.kernel.database.unit import Unit
from simpul.kernel.errors import Refusal
from simpul.kernel.platform import Platform
from simpul.maturity.actions import entering, evidence, putting, resulting
from simpul.maturity.actions.entering import Entered
from simpul.maturity.model.assessing import (
    DOCUMENT,
    JOINT,
    SELF,
    Answer,
    AnswerDraft,
    IndicatorLine,
    PastAnswer,
    Respondent,
    Review,
    Saying,
    Sheet,
)
from simpul.maturity.model.editions import LEADING, OTHER, EditionState
from simpul.maturity.model.maturity_refusals import (
    AnswerChanged,
    EditingClosed,
    IndicatorLocked,
    IndicatorUnknown,
    NotYourIndicator,
)
from simpul.maturity.rules import answers as rules
from simpul.maturity.rules import permits, seeing
from simpul.maturity.store import answers as store
from simpul.maturity.store import assessments, verdicts
from simpul.maturity.store import evidence as proofs


def keep(platform: Platform, actor: Actor, id: UUID, saying: Saying) -> Answer:
    """The answer as it is kept.

    What is refused because others were faster, the stage is closed or the indicator is not the actor's (AnswerChanged,
    EditingClosed, IndicatorLocked, NotYourIndicator) is kept as the actor's draft; LevelWrong, CriteriaMissing and the like
    name their field; AssessmentUnknown, IndicatorUnknown.
    """
    try:
        with platform.database.writing(actor) as unit:
            found = entering.entered(unit.connection, actor, id, lock=True)
            _permit(unit.connection, found, saying)
            said = rules.checked(found.instrument, saying.indicator, saying.said, assessor=found.who.seat is not None)
            return _kept(unit, found, replace(saying, said=said))
    except (AnswerChanged, EditingClosed, IndicatorLocked, NotYourIndicator) as refusal:
        autosave(platform, actor, id, saying)
        raise refusal from None


def _permit(connection: Connection, found: Entered, saying: Saying) -> None:
    _known(found, saying.indicator)
    refusal = _why_not(found, saying.indicator, _given(connection, found, saying.indicator))
    if refusal is not None:
        raise refusal
    if saying.place and saying.place != permits.place_name(found.who, found.row):
        raise EditingClosed()


def _why_not(found: Entered, indicator: str, given: bool) -> Refusal | None:
    if found.edition.state is not EditionState.PUBLISHED:
        return EditingClosed()
    return permits.cannot_edit(found.who, found.row, indicator, given)


def _given(connection: Connection, found: Entered, indicator: str) -> bool:
    people = assessments.respondents_of(connection, found.id).get(indicator, [])
    return any(each.account == found.account for each in people)


def _kept(unit: Unit, found: Entered, saying: Saying) -> Answer:
    place = (*permits.place(found.who, found.row), saying.indicator)
    before = store.one(unit.connection, found.id, place, lock=True)
    _unchanged(before, saying)
    store.forget_draft(unit.connection, found.id, place, found.account)
    if before is not None and before.said == saying.said:
        unit.unaudited("the same words again change nothing")
        return before
    version, now = (before.version if before else 0) + 1, unit.clock.now()
    entering.first_officer(unit, found)
    new = Answer(*place, version, saying.said, found.actor.id, found.actor.name, now)
    _put(unit, found, before, new)
    return new


def _unchanged(before: Answer | None, saying: Saying) -> None:
    """Nothing, while the answer stands as it did when the words were begun; the same words of two people are alike."""
    if before is None and saying.version:
        raise EditingClosed()
    if before is not None and before.version != saying.version and before.said != saying.said:
        raise AnswerChanged(before)


def _put(unit: Unit, found: Entered, before: Answer | None, new: Answer) -> None:
    putting.put(unit, found, before, new)
    assessments.touch(unit.connection, found.id, new.at)
    level = None if new.said.level is None else str(new.said.level)
    subject = f"maturity:{found.id}:{new.stage}:{new.seat}:{new.indicator}"
    unit.audit("maturity.answer.keep", subject=subject, after={"level": level})
    unit.ring("maturity")
    resulting.refresh(unit, found.id)


def autosave(platform: Platform, actor: Actor, id: UUID, saying: Saying) -> datetime:
    """When the draft was kept; it is the account's own, whatever the stage. AssessmentUnknown, IndicatorUnknown.

    What says no more than the answer does is no draft: a script's last word may arrive after the answer was kept.
    """
    now = platform.clock.now()
    with platform.database.writing(actor) as unit:
        unit.unaudited("a draft is the account's own and counts nowhere")
        found = entering.entered(unit.connection, actor, id)
        _known(found, saying.indicator)
        place = (*permits.place(found.who, found.row), saying.indicator)
        there = store.one(unit.connection, id, place)
        if there is not None and rules.same_words(there.said, saying.said):
            store.forget_draft(unit.connection, id, place, found.account)
        else:
            store.keep_draft(unit.connection, id, place, found.account, AnswerDraft(saying.said, saying.version, now))
    return now


def forget_draft(platform: Platform, actor: Actor, id: UUID, *, indicator: str) -> None:
    """The actor has no draft of this indicator."""
    with platform.database.writing(actor) as unit:
        unit.unaudited("a draft is the account's own and counts nowhere")
        found = entering.entered(unit.connection, actor, id)
        stage, seat = permits.place(found.who, found.row)
        store.forget_draft(unit.connection, id, (stage, seat, indicator), found.account)


def _known(found: Entered, indicator: str) -> None:
    if indicator not in found.indicators:
        raise IndicatorUnknown(indicator=indicator)


def visible(found: Entered, answer: Answer) -> bool:
    """Whether the actor may see this answer; `rules.seeing`."""
    return seeing.visible(found.who, found.row, found.edition.stages, answer)


@dataclass(frozen=True, slots=True)
class _Seen:
    """The answers to one indicator that the actor may see, by stage and seat."""

    at: Mapping[tuple[str, int], Answer]

    def joint(self, stages: tuple[str, ...]) -> dict[str, Answer]:
        """The joint answers by stage, of these stages."""
        return {stage: self.at[stage, JOINT] for stage in stages if (stage, JOINT) in self.at}

    def alone(self) -> dict[int, Answer]:
        """What each assessor found alone."""
        return {seat: self.at[DOCUMENT, seat] for seat in (LEADING, OTHER) if (DOCUMENT, seat) in self.at}


def sheet(platform: Platform, actor: Actor, id: UUID, *, indicator: str) -> Sheet:
    """All that the actor may see of the indicator; AssessmentUnknown, IndicatorUnknown."""
    with platform.database.reading() as unit:
        connection = unit.connection
        found = entering.entered(connection, actor, id)
        _known(found, indicator)
        seen = _Seen({(a.stage, a.seat): a for a in store.of(connection, id, indicator) if visible(found, a)})
        place = permits.place(found.who, found.row)
        people = assessments.respondents_of(connection, id).get(indicator, [])
        return Sheet(
            assessment=entering.seen(connection, found),
            indicator=indicator,
            answer=seen.at.get(place),
            draft=store.draft(connection, id, (*place, indicator), found.account),
            self_answer=seen.at.get((SELF, JOINT)),
            earlier=seen.joint(_earlier(found, place[0])),
            both={
                seat: seen.at[DOCUMENT, seat] for seat in (LEADING, OTHER) if _both(found) and (DOCUMENT, seat) in seen.at
            },
            why_not=_why_not(found, indicator, any(each.account == found.account for each in people)),
            missing=rules.missing_below(seen.at[place].said) if place in seen.at else (),
            review=_reviews(connection, found).get(indicator),
            objections=tuple(each for each in verdicts.objections_of(connection, id) if each.indicator == indicator),
            history=_history(connection, found, indicator),
            respondents=tuple(people) if found.who.of_agency else (),
            place=permits.place_name(found.who, found.row),
        )


def _earlier(found: Entered, stage: str) -> tuple[str, ...]:
    """The stages before this one; for the agency, whose own answer stays at the first, all that have values."""
    stages = found.edition.stages
    return stages if found.who.of_agency else tuple(stages[: stages.index(stage)])


def _both(found: Entered) -> bool:
    return permits.sees_both(found.who, found.row)


def _reviews(connection: Connection, found: Entered) -> Mapping[str, Review]:
    return {} if found.who.of_agency else verdicts.reviews_of(connection, found.id)


def _history(connection: Connection, found: Entered, indicator: str) -> tuple[PastAnswer, ...]:
    past = store.history(connection, found.id, indicator)
    as_answers = (
        (each, Answer(each.stage, each.seat, indicator, each.version, each.said, None, "", each.at)) for each in past
    )
    return tuple(each for each, answer in as_answers if visible(found, answer))


def overview(platform: Platform, actor: Actor, id: UUID) -> list[IndicatorLine]:
    """Every indicator in order, as the actor may see it; AssessmentUnknown."""
    with platform.database.reading() as unit:
        connection = unit.connection
        found = entering.entered(connection, actor, id)
        by_indicator: dict[str, dict[tuple[str, int], Answer]] = {}
        for answer in store.of(connection, id):
            if visible(found, answer):
                by_indicator.setdefault(answer.indicator, {})[answer.stage, answer.seat] = answer
        around = _Around(
            found,
            permits.place(found.who, found.row),
            store.drafted(connection, id, found.account),
            {each.indicator for each in verdicts.objections_of(connection, id) if each.waits},
            {key: each.verdict for key, each in _reviews(connection, found).items()},
            assessments.respondents_of(connection, id),
            _evidence(connection, found),
        )
        return [around.line(indicator, by_indicator.get(indicator, {})) for indicator in found.indicators]


def _evidence(connection: Connection, found: Entered) -> Mapping[str, int]:
    """By indicator, how many pieces of evidence the actor may see."""
    pieces = evidence.seen_of(connection, found, proofs.of(connection, found.id))
    return Counter(one.indicator for one in pieces)


@dataclass(frozen=True, slots=True)
class _Around:
    """What lines of an overview need beside the answers."""

    found: Entered
    place: tuple[str, int]
    drafts: set[store.Place]
    objected: set[str]
    verdict: Mapping[str, str]
    people: Mapping[str, list[Respondent]]
    evidence: Mapping[str, int]

    def line(self, indicator: str, at: Mapping[tuple[str, int], Answer]) -> IndicatorLine:
        """The indicator's line."""
        found, mine = self.found, at.get(self.place)
        stages = found.edition.stages
        joint = {stage: at[stage, JOINT] for stage in stages if (stage, JOINT) in at}
        carried = rules.carried(stages, joint, self.place[0])
        claim = joint.get(SELF)
        first, second = at.get((DOCUMENT, LEADING)), at.get((DOCUMENT, OTHER))
        return IndicatorLine(
            indicator=indicator,
            level=mine.said.level if mine else None,
            filled=mine is not None and mine.said.level is not None,
            by=mine.by_name if mine else "",
            at=mine.at if mine else None,
            draft=(*self.place, indicator) in self.drafts,
            self_level=claim.said.level if claim else None,
            before=_level(carried),
            verdict=self.verdict.get(indicator, ""),
            differs=_both(found) and not rules.same_value(first, second),
            evidence=self.evidence.get(indicator, 0),
            missing=rules.missing_below(mine.said) if mine else (),
            locked=bool(found.row.unlocked) and indicator not in found.row.unlocked,
            objection=indicator in self.objected,
            mine=found.who.entry or any(each.account == found.account for each in self.people.get(indicator, [])),
        )


def _level(answer: Answer | None) -> Fraction | None:
    return answer.said.level if answer else None


def history(platform: Platform, actor: Actor, id: UUID, *, indicator: str) -> list[PastAnswer]:
    """The earlier versions that the actor may see, the newest first."""
    with platform.database.reading() as unit:
        found = entering.entered(unit.connection, actor, id)
        _known(found, indicator)
        return list(_history(unit.connection, found, indicator))

"""What speaks for and against a report, each reason in a sentence with its weight. Nothing is hidden: people decide.

A reason's weight grows by steps with what is counted. The score is the sum of the weights, from 0 to 100; reports that
speak for themselves (signed by a partner, a place by GPS, a photograph, neighbours who say the same) have weights below 0.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from simpul.disaster.model import Placed, Report
from simpul.disaster.model.desk import Brief, Context, Doubt, Reason, Suspicion
from simpul.disaster.rules.hazards import SEVERITIES
from simpul.disaster.rules.likeness import brief_of
from simpul.kernel.i18n import N_

LIKELY_AT, LOOK_AT, DOUBTFUL_AT = -20, 20, 50
STORM = 20
"""So many reports of a hazard within an hour are a storm: one far from all of them is odd."""
NEIGHBOURS_LEAST = 2
CONTRADICTED_BY = 3
CLOCK_MAY_DIFFER = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Told:
    """A reason's sentence, and its weight from so many on."""

    sentence: str
    steps: tuple[tuple[int, int], ...]

    def weight(self, count: int) -> int:
        """The weight when `count` were counted; the first step's where nothing is counted."""
        return next((weight for least, weight in reversed(self.steps) if count >= least), self.steps[0][1])


REASONS: Mapping[str, Told] = {
    "same-text": Told(N_("The same words came from other places: {count} other reports."), ((1, 20), (3, 40), (10, 60))),
    "same-photo": Told(N_("The same picture came earlier from another place: {count} reports."), ((1, 50),)),
    "from-address": Told(
        N_("Many reports came from one network address within ten minutes: {count}."), ((6, 15), (20, 30))
    ),
    "far-away": Told(N_("It lies far from all {count} reports of this hour."), ((STORM, 25),)),
    "contradicts": Told(N_("Reports close by say something very different: {count}."), ((CONTRADICTED_BY, 25), (8, 35))),
    "joke-words": Told(N_("It is worded like a joke or a test."), ((0, 30),)),
    "clock-off": Told(N_("The sender's clock differs from ours by {count} hours."), ((1, 10), (24, 20))),
    "flagged": Told(N_("Residents object to it: {count} flags wait for an answer."), ((1, 15), (2, 30), (3, 45))),
    "voted-down": Told(N_("Residents voted it down: {count} more say no than yes."), ((3, 15), (10, 30))),
    "voted-up": Told(N_("Residents confirm it: {count} more say yes than no."), ((3, -10), (10, -20))),
    "signed": Told(N_("A partner's phone signed it."), ((0, -40),)),
    "gps": Told(N_("The phone's own position says where."), ((0, -10),)),
    "photo": Told(N_("It has a photo."), ((0, -15),)),
    "agrees": Told(N_("Reports close by say the same: {count}."), ((NEIGHBOURS_LEAST, -20), (5, -30))),
}
WIDE = frozenset({"same-text", "same-photo", "from-address"})
"""What intake knows from farther around than the desk looks: the greater count holds."""

_JOKES = frozenset(
    (
        *("prank", "hoax", "hoaks", "bohong", "bohongan", "boong", "bercanda", "becanda", "ngibul", "iseng"),
        *("tes", "test", "testing", "lol", "gacor", "giveaway"),
    )
)
_LAUGHTER = re.compile(r"(wk){2,}w?|(ha){3,}h?|(he){3,}h?|(xi){3,}|awo(kwok)+\w*")
_WORD = re.compile(r"[^\W_]+")


def judge(report: Report | Brief, context: Context) -> Suspicion:
    """What speaks for and against the report, the weightiest first, and the score that follows."""
    brief = brief_of(report) if isinstance(report, Report) else report
    found = [*_odd(brief, context), *_said_by_others(brief, context), *_speaks_for(brief)]
    return summed(found)


def summed(reasons: Iterable[Reason]) -> Suspicion:
    """The reasons, the weightiest first, and their score."""
    ordered = tuple(sorted(reasons, key=lambda one: (-abs(one.weight), one.slug)))
    return Suspicion(min(100, max(0, sum(one.weight for one in ordered))), ordered)


def refreshed(known: Iterable[str], fresh: Suspicion) -> Suspicion:
    """The fresh judgement; of what only intake can see far enough, the greater count."""
    by_slug = {one.slug: one for one in fresh.reasons}
    for old in decoded(known):
        if old.slug in WIDE and old.count > by_slug.get(old.slug, Reason(old.slug, 0)).count:
            by_slug[old.slug] = old
    return summed(by_slug.values())


def decoded(coded: Iterable[str]) -> tuple[Reason, ...]:
    """The reasons that a report's row keeps; what is no reason any more is left out."""
    found = []
    for one in coded:
        slug, _, count = one.partition(":")
        if slug in REASONS:
            found.append(_reason(slug, int(count) if count.isascii() and count.isdigit() else 0))
    return tuple(found)


def doubt(suspicion: Suspicion) -> Doubt:
    """How doubtful the report is, in words."""
    total = sum(one.weight for one in suspicion.reasons)
    if total >= DOUBTFUL_AT:
        return Doubt.DOUBTFUL
    if total >= LOOK_AT:
        return Doubt.LOOK_TWICE
    return Doubt.LIKELY if total <= LIKELY_AT else Doubt.PLAIN


def sentence(reason: Reason) -> str:
    """The reason's sentence, to be translated and filled in with `count`."""
    return REASONS[reason.slug].sentence


def joking(text: str | None) -> bool:
    """Whether one of the text's whole words is a joker's or a tester's; "tes" within "protes" is none."""
    words = _WORD.findall((text or "").casefold())
    return any(word in _JOKES or _LAUGHTER.fullmatch(word) for word in words)


def _reason(slug: str, count: int = 0) -> Reason:
    return Reason(slug, REASONS[slug].weight(count), count)


def _odd(report: Brief, context: Context) -> Iterable[Reason]:
    """What is odd about where it came from."""
    if context.same_text:
        yield _reason("same-text", context.same_text)
    if context.same_photo:
        yield _reason("same-photo", context.same_photo)
    if context.from_address >= REASONS["from-address"].steps[0][0]:
        yield _reason("from-address", context.from_address)
    if context.alone and context.storm >= STORM:
        yield _reason("far-away", context.storm)
    if joking(report.text):
        yield _reason("joke-words")
    off = abs(report.client_at - report.at) if report.client_at else timedelta(0)
    if off > CLOCK_MAY_DIFFER:
        yield _reason("clock-off", int(off / timedelta(hours=1)))


def _said_by_others(report: Brief, context: Context) -> Iterable[Reason]:
    """What residents and neighbouring reports say."""
    if report.flags:
        yield _reason("flagged", report.flags)
    if report.points <= -3:
        yield _reason("voted-down", -report.points)
    if report.points >= 3:
        yield _reason("voted-up", report.points)
    own = _grade(report.severity)
    agree = sum(n for severity, n in context.neighbours.items() if abs(_grade(severity) - own) == 0)
    differ = sum(n for severity, n in context.neighbours.items() if abs(_grade(severity) - own) >= 2)
    if differ >= CONTRADICTED_BY and differ > sum(context.neighbours.values()) / 2:
        yield _reason("contradicts", differ)
    elif agree >= NEIGHBOURS_LEAST and agree > differ:
        yield _reason("agrees", agree)


def _speaks_for(report: Brief) -> Iterable[Reason]:
    if report.signed:
        yield _reason("signed")
    if report.placed is Placed.GPS:
        yield _reason("gps")
    if report.thumbnail:
        yield _reason("photo")


def _grade(severity: str) -> int:
    return SEVERITIES.index(severity) if severity in SEVERITIES else 0

"""What a conversation may look up: places and their names, how it is there, what became of a person's report."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from simpul import regions
from simpul.disaster import store as reports
from simpul.disaster.actions import warnings
from simpul.disaster.model import Report, Status
from simpul.disaster.model.channels import Outgoing
from simpul.disaster.model.conversing import Candidate, Facts, Followed, Point
from simpul.disaster.rules import invitations
from simpul.disaster.rules.conversing import situation
from simpul.disaster.rules.conversing.voice import Voice
from simpul.disaster.store import cards, region_counts
from simpul.disaster.store.channels import Chat
from simpul.kernel.database.unit import Unit
from simpul.kernel.errors import Refusal
from simpul.kernel.i18n import Language, zone_of
from simpul.kernel.platform import Platform

MOST, LEAST_SCORE, CLOSE = 8, 60.0, 10.0
"""Places that are found; how well a name must fit, of 100; and how much worse than the best one."""


def facts(platform: Platform, unit: Unit, chat: Chat, language: Language) -> Facts:
    """What may be looked up for this person."""
    return Facts(
        language=language,
        chosen=chat.chosen,
        find=lambda words: find(platform, words),
        around=lambda point: around(platform, point),
        status=lambda code: status(platform, unit, (chat, language), code),
        page=page_of(platform, language),
        card=UUID(platform.ids.random()),
        followed=followed(unit, chat),
    )


def page_of(platform: Platform, language: str) -> Callable[[str], str]:
    """Makes whole addresses of this node's pages in a language; empty where the node's address is not set."""
    base = platform.settings.public_url.rstrip("/")
    prefix = "" if language == platform.settings.language else f"/{language}"
    return lambda path: f"{base}{prefix}{path}" if base else ""


def find(platform: Platform, words: str) -> tuple[Candidate, ...]:
    """The regions that words or a code mean, best first; none without a point."""
    with suppress(Refusal):
        return tuple(one for one in (_candidate(platform, regions.get(platform, words.strip())),) if one)
    found = regions.search(platform, words[:100], limit=MOST)
    best = max((one.score for one in found), default=0.0)
    likely = (one.region for one in found if one.score >= max(LEAST_SCORE, best - CLOSE))
    made = (_candidate(platform, region) for region in likely)
    return tuple(one for one in made if one is not None)


def _candidate(platform: Platform, region: regions.Region) -> Candidate | None:
    if region.longitude is None or region.latitude is None:
        return None
    name = regions.name_path(platform, region.code)
    return Candidate(region.code, name, (region.longitude, region.latitude), region.level.value)


def around(platform: Platform, point: Point) -> Candidate:
    """The smallest region around a point; regions' refusals for one at sea or abroad."""
    found = regions.locate(platform, *point)
    return Candidate(found.code, found.name, point, found.regions[-1].level.value)


def followed(unit: Unit, chat: Chat) -> Followed | None:
    """The report that the person was asked about, while its sender may still answer."""
    report = _asked(unit, chat.follow) if chat.follow else None
    if report is None or not invitations.followable(report, unit.clock.now()):
        return None
    return Followed(report.number, report.hazard, dict(report.card) if invitations.takes_values(report) else None)


def _asked(unit: Unit, secret: UUID) -> Report | None:
    card = cards.of_follow_up(unit.connection, secret, claimed=False)
    return reports.get(unit.connection, card.report) if card and card.report is not None else None


def status(platform: Platform, unit: Unit, whose: tuple[Chat, Language], code: str) -> Outgoing:
    """How it is in a region; without one, what became of the person's last report, and how it is around it."""
    chat, language = whose
    voice, page = Voice(language), page_of(platform, language)
    own = reports.get(unit.connection, chat.report) if chat.report is not None and not code else None
    if own is not None and own.status is not Status.HIDDEN:
        return situation.of_report(voice, own, page, now=unit.clock.now())
    if not code:
        return situation.nowhere(voice, page)
    return _there(platform, unit, voice, code)


def _there(platform: Platform, unit: Unit, voice: Voice, code: str) -> Outgoing:
    now: datetime = unit.clock.now()
    counted = region_counts.in_region(unit.connection, code, now)
    given = warnings.current(platform, within=code)
    name = regions.name_path(platform, code)
    seen = situation.Seen(name, counted, tuple(one.headline for one in given), voice.t.time(now, zone_of(code)))
    return situation.told(voice, seen, page_of(platform, voice.language)(f"/bencana/dekat?kode={code}"))

"""The showcase: what visitors see of it, with figures of other nodes, and the centre's work on it."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from simpul.cooperation.actions.standing import standing
from simpul.cooperation.model.showcase import (
    FiguresOfServices,
    Innovation,
    InnovationChanged,
    InnovationTaken,
    InnovationUnknown,
    LiveFigures,
    ToldService,
)
from simpul.cooperation.rules import permits
from simpul.cooperation.rules import showcase as rules
from simpul.cooperation.rules import showcase_figures as figures
from simpul.cooperation.store import showcase as store
from simpul.kernel.actor import Actor
from simpul.kernel.errors import Unavailable
from simpul.kernel.platform import Platform

ASKED_MOST = 12
"""Services that are asked in one run: somebody else's work waits behind it."""


@dataclass(frozen=True, slots=True)
class InnovationSeen:
    """An innovation with its node's figures as they may be shown now."""

    innovation: Innovation
    live: LiveFigures


def shown(platform: Platform) -> list[InnovationSeen]:
    """What visitors see, in order. Nobody is asked: figures are those that the last call brought."""
    with platform.database.reading() as unit:
        found = rules.in_order([one for one in store.listed(unit.connection) if one.shown])
    return _seen(platform, found)


def one(platform: Platform, slug: str) -> InnovationSeen:
    """One innovation that visitors see; InnovationUnknown."""
    with platform.database.reading() as unit:
        found = store.get(unit.connection, slug)
    if found is None or not found.shown:
        raise InnovationUnknown()
    return _seen(platform, [found])[0]


def _seen(platform: Platform, many: Sequence[Innovation]) -> list[InnovationSeen]:
    kept, now = _kept(platform, many), platform.clock.now()
    return [InnovationSeen(one, figures.live(one, kept.get(one.service), now)) for one in many]


def _kept(platform: Platform, many: Sequence[Innovation]) -> dict[str, ToldService]:
    services = sorted({one.service for one in many if one.service})
    if not services:
        return {}
    with suppress(Unavailable, LookupError):
        told = platform.port(FiguresOfServices).figures_of(platform, services)
        return {one.service: one for one in told}
    return {}


def ask(platform: Platform) -> None:
    """The services of what is shown were asked through the exchange. However many visitors there are: one call each."""
    with platform.database.reading() as unit:
        found = rules.in_order([one for one in store.listed(unit.connection) if one.shown and one.service])
    already = platform.settings.exchange_figures
    services = list(dict.fromkeys(one.service for one in found if one.service not in already))
    if services:
        platform.port(FiguresOfServices).ask_figures(platform, services[:ASKED_MOST])


def kept(platform: Platform, actor: Actor) -> list[InnovationSeen]:
    """Every innovation in order, hidden ones too; NotTheCentre."""
    with platform.database.reading() as unit:
        permits.permit_centre(standing(unit.connection, actor, unit.clock.now()))
        found = rules.in_order(store.listed(unit.connection))
    return _seen(platform, found)


def to_change(platform: Platform, actor: Actor, slug: str) -> Innovation:
    """One innovation, hidden or not; InnovationUnknown, NotTheCentre."""
    with platform.database.reading() as unit:
        permits.permit_centre(standing(unit.connection, actor, unit.clock.now()))
        found = store.get(unit.connection, slug)
    if found is None:
        raise InnovationUnknown()
    return found


def add(platform: Platform, actor: Actor, new: Innovation) -> Innovation:
    """The innovation is there; InnovationTaken where another has its address, or what is wrong with it."""
    with platform.database.writing(actor) as unit:
        now = unit.clock.now()
        permits.permit_centre(standing(unit.connection, actor, now))
        fit = replace(rules.checked(new), version=1, built_in=False)
        if store.get(unit.connection, fit.slug, to_change=True) is not None:
            raise InnovationTaken(slug=fit.slug)
        store.keep(unit.connection, fit, now)
        unit.audit("cooperation.innovation.add", subject=fit.slug, after=_facts(fit))
    return fit


def change(platform: Platform, actor: Actor, new: Innovation) -> Innovation:
    """The innovation is as `new` says, with its published facts as they were; InnovationChanged, InnovationUnknown."""
    with platform.database.writing(actor) as unit:
        now = unit.clock.now()
        permits.permit_centre(standing(unit.connection, actor, now))
        known = store.get(unit.connection, new.slug, to_change=True)
        if known is None:
            raise InnovationUnknown()
        if known.version != new.version:
            raise InnovationChanged()
        fit = rules.checked(new)
        fit = replace(fit, facts=known.facts, art=known.art, synthetic=known.synthetic, version=known.version + 1)
        store.keep(unit.connection, fit, now)
        unit.audit("cooperation.innovation.change", subject=fit.slug, before=_facts(known), after=_facts(fit))
    return fit


def show(platform: Platform, actor: Actor, slug: str, *, shown: bool) -> Innovation:
    """Visitors see the innovation, or do not; either can be undone. InnovationUnknown."""
    with platform.database.writing(actor) as unit:
        now = unit.clock.now()
        permits.permit_centre(standing(unit.connection, actor, now))
        known = store.get(unit.connection, slug, to_change=True)
        if known is None:
            raise InnovationUnknown()
        fit = replace(known, shown=shown, version=known.version + 1)
        store.keep(unit.connection, fit, now)
        unit.audit("cooperation.innovation.show", subject=slug, before=_facts(known), after=_facts(fit))
    return fit


def _facts(one: Innovation) -> dict[str, object]:
    return {"name": one.name["id"], "service": one.service, "rank": one.rank, "shown": one.shown, "version": one.version}

"""What the portal asks of the modules: services, figures, pages, regions of a name, what the exchange heard of others."""

import importlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from simpul.kernel.errors import Unavailable
from simpul.kernel.finding import FindPages, FoundPage
from simpul.kernel.i18n import Translator
from simpul.kernel.platform import Platform
from simpul.portal.model import FIGURES, SERVICES, Figure, Service

REGIONS_SHOWN = 10
LISTED_SHOWN = 10
"""Services of all nodes that a page of the portal shows; the exchange's catalogue has them all."""
ALWAYS = frozenset({"regions"})


def services(platform: Platform) -> tuple[Service, ...]:
    """What this node offers."""
    running = ALWAYS.union(platform.settings.modules)
    return tuple(service for service in SERVICES if service.module in running)


def figures(platform: Platform) -> tuple[Figure, ...]:
    """The live figures of this node's modules, in the order of FIGURES; Unavailable when one cannot count now."""
    counted = {module: _counted(platform, module) for module in platform.settings.modules}
    return tuple(
        Figure(counted[module][key], kind) for (module, key), kind in FIGURES.items() if key in counted.get(module, {})
    )


def figures_or_none(platform: Platform) -> tuple[Figure, ...] | None:
    """The live figures; None when they cannot be counted now, so that the home page still answers."""
    try:
        return figures(platform)
    except Unavailable:
        return None


def regions(platform: Platform, query: str) -> Sequence[Any]:
    """The regions that bear a name like the query, best first."""
    search = _front_door("regions", "search")
    return tuple(search(platform, query))[:REGIONS_SHOWN] if search and query else ()


def pages(platform: Platform, query: str, t: Translator) -> tuple[FoundPage, ...]:
    """Public pages of this node's modules that answer the query, in the modules' order; Unavailable leaves none."""
    found: list[FoundPage] = []
    for module in platform.settings.modules if query else ():
        find: FindPages | None = _front_door(module, "find_pages")
        with suppress(Unavailable):
            found.extend(find(platform, query, t) if find else ())
    return tuple(found)


def figures_elsewhere(platform: Platform) -> Sequence[Any]:
    """What services of other nodes told through the exchange, as it keeps them; none where this node is in none."""
    return _of_exchange(platform, "figures_of_others")


def listed(platform: Platform, question: str = "", *, most: int = LISTED_SHOWN) -> tuple[Sequence[Any], int]:
    """The best public services of all nodes for a question ("": any), as last heard of, and how many there are."""
    if "exchange" not in platform.settings.modules:
        return (), 0
    try:
        found, count = _front_door("exchange", "search_catalogue")(platform, question, most)
    except Unavailable:
        return (), 0
    return found, count


def keeps_register(platform: Platform) -> bool:
    """Whether this node is the exchange's operator, whose home page is everybody's."""
    return "exchange" in platform.settings.modules and bool(_front_door("exchange", "keeps_register")(platform))


def _of_exchange(platform: Platform, name: str) -> Sequence[Any]:
    if "exchange" not in platform.settings.modules:
        return ()
    try:
        return tuple(_front_door("exchange", name)(platform))
    except Unavailable:
        return ()


def _counted(platform: Platform, module: str) -> Mapping[str, int]:
    count = _front_door(module, "live_figures")
    return count(platform) if count else {}


def _front_door(module: str, name: str) -> Any:
    """A function of a module's front door, or None when it has none."""
    return getattr(importlib.import_module(f"simpul.{module}"), name, None)

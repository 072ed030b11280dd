"""Where a case was caught, as far as what is known allows: a suggestion that says why. A person decides.

Definitions: WHO malaria terminology, as printed in Malaria Journal 2020;19:55, table 2, doi:10.1186/s12936-020-3135-x;
indigenous and imported also Permenkes 22/2022. The order in which they are looked at is this program's: blood, the same
parasite within 28 days, a stay elsewhere at the time of the bite, an earlier parasite that sleeps in the liver, a known
imported case beside, and only then transmission here.
"""

from collections.abc import Callable, Iterator
from datetime import date

from simpul.malaria.model.investigations import CaseFacts, Earlier, Ground, Stay, Suggestion
from simpul.malaria.rules.programme import incubation, returning

SLEEPING = frozenset({"vivax", "ovale", "mixed_pf_pv_po"})
"""Species that can come back from the liver (hypnozoites)."""
LONG_VIVAX_DAYS = 305
"""Ten months: some strains of vivax take that long (Lover and Coker 2013)."""
PRIMAQUINE_DAYS = 14
Found = tuple[str, Ground] | None


def suggested(case: CaseFacts) -> Suggestion:
    """What the rules say of this case, its grounds, and what speaks against it; no origin where too little is known."""
    found = [one for rule in _ORDER if (one := rule(case)) is not None]
    doubts = [*_doubts(case)]
    if not found:
        return _of_here(case, doubts)
    origin, ground = found[0]
    others = [Ground("also", {"origin": other}) for other, _ in found[1:] if other != origin]
    return Suggestion(origin, (ground,), (*others, *doubts))


def _of_here(case: CaseFacts, doubts: list[Ground]) -> Suggestion:
    if case.away is None:
        others = [one for one in doubts if one.code != "travel_not_asked"]
        return Suggestion(None, (Ground("travel_not_asked"),), tuple(others))
    first, last = window(case)
    grounds = [Ground("home", {"first": first, "last": last})]
    grounds += [Ground("nearby", {"n": case.nearby})] if case.nearby else []
    return Suggestion("indigenous", tuple(grounds), tuple(doubts))


def window(case: CaseFacts) -> tuple[date, date]:
    """First and last day on which the bite usually lies, from the fever (or else the test) backwards."""
    shortest, longest = incubation(case.species)
    until = case.fever_on or case.tested_on
    return until - longest, until - shortest


def _induced(case: CaseFacts) -> Found:
    return ("induced", Ground("blood")) if case.blood else None


def _recrudescent(case: CaseFacts) -> Found:
    within, _, _ = returning()
    for one in _before(case):
        gone = case.tested_on - one.day
        if gone <= within and _same(one.species, case.species):
            return "recrudescent", Ground("within", {"days": gone.days, "day": one.day, "species": one.species})
    return None


def _imported(case: CaseFacts) -> Found:
    if not case.away:
        return None
    first, last = window(case)
    for stay in case.stays:
        if _overlaps(stay, first, last):
            facts = {"place": stay.place, "stay_first": stay.first, "stay_last": stay.last, "first": first, "last": last}
            return "imported", Ground("stay", facts)
    return None if case.stays else ("imported", Ground("away"))


def _relapse(case: CaseFacts) -> Found:
    within, most, _ = returning()
    if case.species not in SLEEPING:
        return None
    for one in _before(case):
        gone = case.tested_on - one.day
        if within < gone <= most and one.species in SLEEPING:
            code = "sleeping" if one.finished and one.primaquine_days >= PRIMAQUINE_DAYS else "sleeping_unfinished"
            return "relapse", Ground(code, {"days": gone.days, "day": one.day, "species": one.species})
    return None


def _introduced(case: CaseFacts) -> Found:
    return ("introduced", Ground("linked")) if case.linked and not case.away else None


_ORDER: tuple[Callable[[CaseFacts], Found], ...] = (_induced, _recrudescent, _imported, _relapse, _introduced)


def _doubts(case: CaseFacts) -> Iterator[Ground]:
    if case.away is None:
        yield Ground("travel_not_asked")
    if case.fever_on is None:
        yield Ground("fever_not_known")
    if not case.earlier_asked and not case.earlier:
        yield Ground("earlier_not_asked")
    if case.species in ("unknown", "suspect_knowlesi"):
        yield Ground("species_not_known")
    if case.away and any(one.first is None and one.last is None for one in case.stays):
        yield Ground("stay_days_not_known")
    if case.species in SLEEPING and case.away and _long_ago(case):
        yield Ground("long_incubation")


def _long_ago(case: CaseFacts) -> bool:
    first, last = window(case)
    dated = [one for one in case.stays if one.last is not None and not _overlaps(one, first, last)]
    return any(one.last < first and (case.tested_on - one.last).days <= LONG_VIVAX_DAYS for one in dated if one.last)


def _before(case: CaseFacts) -> list[Earlier]:
    """Earlier illnesses, the latest first."""
    return sorted((one for one in case.earlier if one.day < case.tested_on), key=lambda one: one.day, reverse=True)


def _same(one: str, other: str) -> bool:
    mixed = "mixed_pf_pv_po"
    return one == other or mixed in (one, other) or "unknown" in (one, other)


def _overlaps(stay: Stay, first: date, last: date) -> bool:
    """Whether the stay may have been in these days; a day that is not known may be any."""
    return (stay.first is None or stay.first <= last) and (stay.last is None or stay.last >= first)

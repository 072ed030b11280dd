"""Visits, tests, treatments and what follows them. Follow-up: slides on day 3 and day 28 after the first dose's day."""

from collections.abc import Mapping
from typing import Any

from simpul.malaria.rules.folding.order import at_of, day_after, day_of
from simpul.malaria.rules.folding.people import CHANGES, Step
from simpul.malaria.rules.folding.state import Event, Folding

SLIDES = (3, 28)
_MOST_DAYS = 28


def _once(folding: Folding, event: Event, room: str) -> dict[str, Any] | None:
    """A new entry of `room` under the event's subject; None where one is there: then the second is to be checked."""
    entries = folding.state[room]
    if event["s"] in entries:
        contradiction(folding, event)
        return None
    entries[event["s"]] = {**event["d"], "person": event["p"], "at": at_of(event)}
    made: dict[str, Any] = entries[event["s"]]
    return made


def contradiction(folding: Folding, event: Event) -> None:
    """The event says something else than one before it; the first holds."""
    key, at = f"contradiction:{event['id']}", at_of(event)
    folding.check("contradiction", key, person=event["p"], event=event["id"], at=at)


def _opened(folding: Folding, event: Event) -> None:
    visit = _once(folding, event, "visits")
    if visit is not None:
        visit["signs"] = None


def _tested(folding: Folding, event: Event) -> None:
    _once(folding, event, "tests")


def _referred(folding: Folding, event: Event) -> None:
    _once(folding, event, "referrals")


def _started(folding: Folding, event: Event) -> None:
    treatment = _once(folding, event, "treatments")
    if treatment is not None:
        treatment |= {"status": "open", "watched": {}, "dark_urine": []}


def _signs(folding: Folding, event: Event) -> None:
    visit = folding.state["visits"].get(event["s"])
    if visit is not None:
        visit["signs"] = event["d"]["signs"]


def _watched(folding: Folding, event: Event) -> None:
    treatment, d = folding.state["treatments"].get(event["s"]), event["d"]
    if treatment is not None:
        seen = {"taken": d["taken"], "vomited_within_30m": d.get("vomited_within_30m", False)}
        treatment["watched"].setdefault(d["drug"], {})[str(d["day"])] = seen


def _urine(folding: Folding, event: Event) -> None:
    treatment, d = folding.state["treatments"].get(event["s"]), event["d"]
    if treatment is not None and d["dark"] is True and d["day"] not in treatment["dark_urine"]:
        treatment["dark_urine"] = sorted([*treatment["dark_urine"], d["day"]])


def _ended(folding: Folding, event: Event) -> None:
    treatment, d = folding.state["treatments"].get(event["s"]), event["d"]
    if treatment is None:
        return
    if treatment["status"] != "open":
        if treatment["status"] != d["how"]:
            contradiction(folding, event)
        return
    treatment["status"] = d["how"]
    treatment["ended"] = {"how": d["how"], "reason": d.get("reason"), "at": at_of(event)}


def _listed(room: str, *keys: str) -> Step:
    def step(folding: Folding, event: Event) -> None:
        entry = {key: event["d"].get(key) for key in keys}
        folding.state[room].append({"at": at_of(event), "person": event.get("p"), "s": event.get("s"), **entry})

    return step


def _supervised(folding: Folding, event: Event) -> None:
    folding.state["supervisions"].append({**event["d"], "at": at_of(event)})


MAKERS: Mapping[str, Step] = {
    **CHANGES,
    "visit.opened": _opened,
    "test.recorded": _tested,
    "referral.made": _referred,
    "treatment.started": _started,
}
"""Then what begins something, so that a phone whose clock is early still finds what it continues."""
DOERS: Mapping[str, Step] = {
    "signs.checked": _signs,
    "dose.watched": _watched,
    "urine.checked": _urine,
    "treatment.ended": _ended,
    "slide.taken": _listed("slides", "day", "label"),
    "contact.listed": _listed("contacts", "contact"),
    "round.visited": _listed("rounds", "house", "people", "absent", "nets"),
    "supervision.done": _supervised,
}


def due(treatment: Mapping[str, Any], slides: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What the treatment waits for: doses of an open one that nobody watched taken, then slides not taken yet."""
    start, found = day_of(treatment["at"]), []
    if treatment["status"] == "open":
        dose = treatment["dose"]
        for drug in ("dhp", "primaquine"):
            seen, days = treatment["watched"].get(drug, {}), dose.get(f"{drug}_days")
            count = min(days, _MOST_DAYS) if isinstance(days, int) else 0
            missed = [day for day in range(1, count + 1) if not seen.get(str(day), {}).get("taken")]
            found += [{"what": drug, "day": day, "on": day_after(start, day - 1)} for day in missed]
    if treatment["status"] in ("open", "completed"):
        taken = {slide["day"] for slide in slides if slide["s"] == treatment["id"]}
        found += [{"what": "slide", "day": day, "on": day_after(start, day)} for day in SLIDES if day not in taken]
    return found

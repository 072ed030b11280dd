"""What new events add up to is kept in the transaction that keeps them: people, cases, checks and stock they touch."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from simpul.kernel.database.unit import Unit
from simpul.malaria.actions import registering
from simpul.malaria.model.events import Recorded
from simpul.malaria.model.told import CaseConfirmed
from simpul.malaria.rules import folding
from simpul.malaria.rules import registering as registering_rules
from simpul.malaria.rules.folding.order import day_of, stamp
from simpul.malaria.store import events as event_store
from simpul.malaria.store import folded as store
from simpul.malaria.store import workers as worker_store

Row = Mapping[str, Any]


def project(unit: Unit, village: str, fresh: Sequence[Recorded], *, version: int, synthetic: bool = False) -> int:
    """What is kept of the people and lots that these events touch is what all their events add up to; new cases are told.

    The village's row is locked by this transaction, and `version` is the one it writes. How many people were touched.
    """
    sound = [one for one in fresh if one.quarantine is None]
    if not sound:
        return 0
    worker_store.stand(unit.connection, village, version)
    merges = event_store.merges(unit.connection, village)
    people = _together(_touched(unit, village, sound) | _parted(sound, merges), merges)
    loose = {one.id for one in sound if one.person is None} | {one.target for one in sound if one.target is not None}
    people, rows = _all_of(unit, village, (people, loose), merges)
    result = folding.folded([event_of(row) for row in [*rows, *merges]])
    _keep(unit, village, _Projection(people, rows, result, version, synthetic))
    return len(people)


def event_of(row: Row) -> dict[str, Any]:
    """An event's row as folding reads it; times with milliseconds, in UTC, so that they sort as texts."""
    body = row["body"]
    return {
        "id": str(row["id"]),
        "device": None if row["device"] is None else str(row["device"]),
        "seq": row["seq"],
        "at": stamp(row["at"]),
        "t": row["kind"],
        "p": body.get("p"),
        "s": body.get("s"),
        "d": body["d"],
    }


def _touched(unit: Unit, village: str, sound: Iterable[Recorded]) -> set[str]:
    people, targets = set(), set()
    for one in sound:
        d = one.body["d"] if one.body else {}
        if one.person is not None:
            people.add(str(one.person))
        if one.target is not None:
            targets.add(one.target)
        if one.kind == "person.same":
            people |= {d["from"], d["into"]}
    if targets:
        people |= {str(who) for _, who in event_store.whose(unit.connection, village, targets) if who is not None}
    return people


def _all_of(
    unit: Unit, village: str, given: tuple[list[UUID], set[UUID]], merges: Sequence[Row]
) -> tuple[list[UUID], list[Row]]:
    """These people with all who share a subject with them, and every event about any of them."""
    people, loose = given
    while True:
        rows = event_store.of_people(unit.connection, village, people, loose)
        subjects = {row["body"]["s"] for row in rows if row["body"].get("s")}
        more = {str(one) for one in people} | event_store.sharing(unit.connection, village, subjects)
        if len(more) == len(people):
            return people, rows
        people = _together(more, merges)


def _parted(sound: Iterable[Recorded], merges: Iterable[Row]) -> set[str]:
    """Whom the merges concern that these events undo."""
    undone = {one.target for one in sound if one.kind == "person.apart"}
    pairs = [row["body"]["d"] for row in merges if row["id"] in undone and row["kind"] == "person.same"]
    return {pair[end] for pair in pairs for end in ("from", "into")}


def _together(people: set[str], merges: Iterable[Row]) -> list[UUID]:
    """These people and all who were ever merged with them, undone or not."""
    groups: dict[str, set[str]] = {}
    for row in merges:
        if row["kind"] == "person.same":
            pair = {row["body"]["d"]["from"], row["body"]["d"]["into"]}
            whole = pair.union(*(groups.get(one, set()) for one in pair))
            groups.update(dict.fromkeys(whole, whole))
    return [UUID(one) for one in people.union(*(groups.get(one, set()) for one in people))]


class _Projection:
    """What is written: people touched, the rows behind them, what they add up to."""

    def __init__(
        self, people: Sequence[UUID], rows: Sequence[Row], result: folding.Folding, version: int, synthetic: bool
    ) -> None:
        self.people, self.rows, self.state, self.moves = people, rows, result.state, result.moves
        self.synthetic, self.common = synthetic, {"version": version, "synthetic": synthetic}


def _keep(unit: Unit, village: str, done: "_Projection") -> None:
    connection, common = unit.connection, {"village": village, **done.common}
    store.keep_people(connection, [{**common, **row} for row in _people(done)])
    cases = [{**common, **row} for row in _cases(done.state)]
    new = store.keep_cases(connection, village, done.people, cases, done.common["version"])
    checks = [_check(common, one) for one in done.state["checks"] if one["kind"] != "expired_lot"]
    store.keep_checks(connection, village, done.people, checks)
    _keep_stock(unit, village, done)
    rows = registering_rules.register_rows(done.state, village, done.people, synthetic=done.synthetic)
    registering.replace(unit, village, done.people, list(rows))
    for case in cases:
        if case["id"] in new and not case["training"] and not done.common["synthetic"]:
            unit.emit(CaseConfirmed(village, case["species"], date.fromisoformat(day_of(case["at"])).isoformat()))


def _keep_stock(unit: Unit, village: str, done: "_Projection") -> None:
    moves = [{**move, "village": village} for move in done.moves]
    touched = store.keep_moves(unit.connection, [str(row["id"]) for row in done.rows], moves)
    if touched:
        late = folding.expired(store.moves(unit.connection, village, touched))
        rows = [_check({"village": village, **done.common}, one) for one in late]
        store.keep_expired(unit.connection, village, touched, rows)


def _check(common: Row, one: Row) -> dict[str, Any]:
    facts = {key: value for key, value in one.items() if key not in ("kind", "key", "at", "person")}
    row = {name: value for name, value in common.items() if name != "synthetic"}
    return {**row, "key": one["key"], "kind": one["kind"], "person": one.get("person"), "facts": facts, "at": one["at"]}


def _people(done: "_Projection") -> Iterable[dict[str, Any]]:
    last: dict[str, str] = {}
    for row in done.rows:
        who, at = str(row["person"]), stamp(row["at"])
        last[who] = max(at, last.get(who, at))
    for one, person in done.state["people"].items():
        if one in last:
            facts = {key: value for key, value in person.items() if key != "into"}
            columns = {name: facts.get(name) for name in ("name", "sex", "birth_year", "mother", "house")}
            yield {"id": one, **columns, "facts": facts, "merged_into": person.get("into"), "last_at": last[one]}


def _cases(state: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    """Each positive test that found the illness, with the first treatment that names it."""
    treated: dict[str, tuple[str, Row]] = {}
    for subject, treatment in sorted(state["treatments"].items(), key=lambda item: (item[1]["at"], item[0])):
        test = state["tests"].get(treatment.get("test") or "")
        if test is not None and test["person"] == treatment["person"]:
            treated.setdefault(treatment["test"], (subject, treatment))
    for subject, test in state["tests"].items():
        if test["result"] == "positive" and test["for"] == "diagnosis":
            treatment_id, treatment = treated.get(subject, (None, {}))
            yield {
                "id": subject,
                "person": test["person"],
                "at": test["at"],
                "method": test["method"],
                "species": test.get("species") or "unknown",
                "treatment": treatment_id,
                "status": treatment.get("status", "untreated"),
                "training": treatment.get("training") is True,
                "started_at": treatment.get("at"),
                "due": treatment.get("due", []),
                "facts": _facts(state, test, {"id": treatment_id, **treatment} if treatment else None),
            }


def _facts(state: Mapping[str, Any], test: Row, treatment: Row | None) -> dict[str, Any]:
    visit = state["visits"].get(test.get("visit") or "")
    visit = visit if visit and visit["person"] == test["person"] else None
    referrals = [one for one in state["referrals"].values() if visit and one.get("visit") == test.get("visit")]
    signs = visit["signs"] if visit else None
    return {"test": test, "treatment": treatment, "visit": visit, "signs": signs, "referrals": referrals}

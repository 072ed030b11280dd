"""The synthetic district: the same for the same seed, as ill as Teluk Bintuni was, dosed by the table, labelled."""

import csv
import gzip
import io
from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from uuid import UUID

import orjson
import pytest

import simpul
from simpul.kernel.ids import seeded
from simpul.malaria.actions import district as actions
from simpul.malaria.model.simulation import SimulatedPlan, SimulatedSpot, SimulatedVillage
from simpul.malaria.rules import folding
from simpul.malaria.rules import simulation as rules
from simpul.malaria.rules.dosing import cited, dose
from simpul.malaria.rules.events import fault
from simpul.malaria.rules.simulation import figures

pytestmark = pytest.mark.rules
BEGIN, UNTIL = datetime(2024, 1, 1, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC)
EXAMINED, FOUND = 20_854, 331
"""Published of 2024. An outbreak of about 60 comes to it here."""


def spots(seed: int = 1) -> list[SimulatedSpot]:
    table = Path(simpul.__file__).parent / "regions" / "data" / "villages.csv.gz"
    rows = csv.DictReader(io.StringIO(gzip.decompress(table.read_bytes()).decode()))
    known = [row for row in rows if row["code"].startswith("92.06.")]
    places = [SimulatedSpot(row["code"], row["name"], float(row["longitude"]), float(row["latitude"]), 0) for row in known]
    return rules.spots_of(places, actions.PEOPLE, seeded(seed))


@cache
def year() -> tuple[SimulatedVillage, ...]:
    """2024 in Teluk Bintuni, with those only who came."""
    return tuple(rules.district(SimulatedPlan(1, BEGIN, UNTIL, tuple(spots()), everybody=False)))


def bytes_of(seed: int) -> bytes:
    plan = actions.one_village(seed=seed, begin=datetime(2024, 9, 1, tzinfo=UTC), until=UNTIL)
    return b"".join(orjson.dumps(line) for line in actions.lines(plan))


def bodies(village: SimulatedVillage) -> list[dict]:
    """Each event once, corrections read in."""
    once = {event.body["id"]: dict(event.body) for event in village.events}
    for body in list(once.values()):
        if body["t"] == "fact.corrected" and body["d"]["event"] in once:
            target = once[body["d"]["event"]]
            target["d"] = {**target["d"], **body["d"]["changes"]}
    return list(once.values())


def test_the_same_seed_makes_the_same_bytes() -> None:
    assert bytes_of(3) == bytes_of(3)
    assert bytes_of(3) != bytes_of(4)


def test_there_are_117_villages_and_84_000_people() -> None:
    found = [one.population for one in spots()]
    assert (len(found), sum(found)) == (117, 84_000)
    assert min(found) >= 70
    assert max(found) < 9_000


def test_a_year_is_as_ill_as_2024_was() -> None:
    results = Counter(
        body["d"]["result"]
        for village in year()
        for body in bodies(village)
        if body["t"] == "test.recorded" and body["d"]["for"] == "diagnosis"
    )
    assert 0.88 * EXAMINED < results.total() < 1.12 * EXAMINED
    assert 0.75 * FOUND < results["positive"] < 1.5 * FOUND


def test_2025_rises_as_published() -> None:
    assert figures.found(2025) / figures.examined(2025) == pytest.approx(0.0551, abs=0.001)
    assert figures.found(2024) / figures.examined(2024) == pytest.approx(0.0159, abs=0.0005)


def test_the_outbreak_is_in_one_cluster() -> None:
    late = {
        village.village.code: sum(1 for body in bodies(village) if body["t"] == "treatment.started" and _late(body))
        for village in year()
    }
    five = sorted(late.values(), reverse=True)[: figures.CLUSTER]
    assert sum(five) > 0.3 * sum(late.values())


def _late(body: dict) -> bool:
    return datetime(2024, 9, 13, tzinfo=UTC) <= datetime.fromisoformat(body["at"]) < datetime(2024, 12, 6, tzinfo=UTC)


def test_every_event_is_sound() -> None:
    wrong = Counter(
        (event.body["t"], fault(event.body, UUID(event.body["id"]), from_device=event.device is not None))
        for village in year()
        for event in village.events
    )
    assert {code for _, code in wrong} == {None}
    kinds = {kind for kind, _ in wrong}
    assert {"fact.corrected", "supervision.done", "contact.listed", "referral.made"} <= kinds


def test_every_dose_is_the_tables() -> None:
    count = 0
    for village in year():
        state = {body.get("s"): body for body in bodies(village) if body["t"] in ("visit.opened", "test.recorded")}
        for body in bodies(village):
            if body["t"] == "treatment.started":
                d, visit, test = body["d"], state[body["d"]["visit"]]["d"], state[body["d"]["test"]]["d"]
                asked = {
                    "weight_kg": Decimal(d["weight_kg"]),
                    "age_months": d["age_months"],
                    "species": test["species"],
                    "pregnant": visit["pregnant"],
                    "breastfeeding_infant_lt_6m": visit["breastfeeding_lt_6m"],
                    "g6pd_deficient": visit["g6pd"] == "deficient",
                    "malaria_before": visit["malaria_before"],
                }
                assert d["dose"] == cited(dose(asked))
                count += 1
    assert count > 200


def test_phones_fail_as_phones_do() -> None:
    devices = [device for village in year() for device in village.devices]
    assert any(device.ended for device in devices)
    assert any((UNTIL - device.seen_at).days > 14 for device in devices if device.ended is None)
    sent = Counter((event.device, event.seq) for village in year() for event in village.events if event.device)
    assert max(sent.values()) == 2
    early = [event for v in year() for event in v.events if datetime.fromisoformat(event.body["at"]) > event.received_at]
    assert early
    late = [event for v in year() for event in v.events if _days_late(event) > 14]
    assert late


def _days_late(event) -> int:
    return (event.received_at - datetime.fromisoformat(event.body["at"])).days


def test_nobody_is_taken_for_real() -> None:
    for village in year():
        assert village.village.synthetic
        assert village.worker.synthetic
        assert village.worker.name.endswith(rules.MARK)
        assert all("sintetis" in device.label for device in village.devices)
        people = [body["d"] for body in bodies(village) if body["t"] == "person.registered"]
        assert all(person["name"].endswith(rules.MARK) for person in people)
        assert all(person["mother"].endswith(rules.MARK) for person in people if "mother" in person)
        assert all(person["nik"].startswith("9999") for person in people if "nik" in person)
    assert all(orjson.loads(line)["synthetic"] for line in _lines())


def _lines() -> list[bytes]:
    plan = actions.one_village(seed=1, begin=datetime(2024, 12, 1, tzinfo=UTC), until=UNTIL)
    return [orjson.dumps(line) for line in actions.lines(plan)]


def test_a_village_folds_into_one_state_without_contradictions() -> None:
    plan = actions.one_village(seed=5, begin=datetime(2024, 6, 1, tzinfo=UTC), until=UNTIL)
    (village,) = rules.district(plan)
    events = [{**event.body, "device": str(event.device or ""), "seq": event.seq} for event in village.events]
    state = folding.fold(events)
    assert len(state["people"]) >= 500
    assert state["treatments"]
    assert not [check for check in state["checks"] if check["kind"] == "contradiction"]
    assert folding.fold(reversed(events)) == state

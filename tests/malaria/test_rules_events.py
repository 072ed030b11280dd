"""What an event may say, and who may be whom."""

from uuid import UUID, uuid4

import pytest

from simpul.malaria.model.people import Person
from simpul.malaria.rules import events, merging

pytestmark = pytest.mark.rules
ID = UUID(int=5)
S, P = str(UUID(int=6)), str(UUID(int=7))


def body(kind="test.recorded", **changes):
    d = {"method": "rdt", "result": "positive", "species": "vivax", "for": "diagnosis"}
    return {"v": 1, "id": str(ID), "t": kind, "at": "2026-11-25T01:02:03.004Z", "p": P, "s": S, "d": d} | changes


CASES = [
    (body(), None),
    ("a text", "body_unreadable"),
    (body(id=str(UUID(int=8))), "value_wrong:id"),
    (body(at="yesterday"), "value_wrong:at"),
    (body(at="2026-11-25T01:02:03"), "value_wrong:at"),
    (body(at="1970-01-01T00:00:00Z"), "value_wrong:at"),
    (body(v="1"), "value_wrong:v"),
    (body(v=7), None),
    (body(p=None), "value_missing:p"),
    (body(s=None), "value_missing:s"),
    (body(p="Yohana"), "value_wrong:p"),
    (body("rain.fell", d={"anything": 1}), None),
    (body(d={**body()["d"], "new_key": [1, 2]}), None),
    (body(d={**body()["d"], "result": "maybe"}), "value_wrong:result"),
    (body(d={"method": "rdt", "result": "positive", "for": "diagnosis"}), "value_missing:species"),
    (body(d={"method": "rdt"}), "value_missing:result"),
    (body("person.same", d={"from": P, "into": S, "reason": "x"}), "desk_only"),
    (body("person.changed", d={"field": "birth_year", "from": 1990, "to": "old"}), "value_wrong:to"),
    (body("person.changed", d={"field": "name", "to": "x" * 201}), "value_wrong:to"),
    (body("person.changed", d={"field": ["name"], "to": "x"}), "value_wrong:field"),
    (body("treatment.started", d={"weight_kg": 12.5, "dose": {}, "training": True}), "value_wrong:weight_kg"),
    (body("dose.watched", d={"day": 1.5, "drug": "dhp", "taken": True}), "value_wrong:day"),
]


@pytest.mark.parametrize(("given", "code"), CASES)
def test_a_body_that_is_wrong_is_named_by_its_key(given, code):
    assert events.fault(given, ID) == code


def test_the_desk_may_merge():
    assert events.fault(CASES[16][0], ID, from_device=False) is None


def person(name, year=1990, mother=None, sex="P", **facts):
    return Person(uuid4(), "92.06.01.2001", name, sex, year, mother, facts)


LIKE = [
    (person("Maria Uji", mother="Agnes"), person("Maria Oedji", 1991, "Agnes"), True),
    (person("Yohana Contoh"), person("Contoh Johana"), True),
    (person("Maria Uji", sex="P"), person("Maria Uji", sex="L"), False),
    (person("Maria Uji", 1990), person("Maria Uji", 1994), False),
    (person("Maria Uji", mother="Agnes"), person("Maria Uji", mother="Ruth Salomina"), False),
    (person("Maria Uji"), person("Petrus Lain"), False),
    (person("Maria", nik="9206" + "0" * 12), person("Ruth", nik="9206" + "0" * 12), True),
    (person("Maria Uji", nik="9206" + "0" * 12), person("Maria Uji", nik="9206" + "1" * 12), False),
]


@pytest.mark.parametrize(("one", "other", "like"), LIKE)
def test_people_are_shown_as_one_by_name_year_and_mother(one, other, like):
    assert bool(merging.likenesses([one, other])) is like


def test_each_pair_is_shown_once():
    people = [person("Maria Uji", year) for year in (1990, 1990, 1991, None)]
    pairs = merging.likenesses(people)
    assert len({frozenset((pair.one, pair.other)) for pair in pairs}) == len(pairs) == 3

"""Whom a call is about: what a service may declare, and that no spelling hides a person. UU 27/2022 art. 31 and 32."""

import json
from urllib.parse import quote, quote_plus, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simpul.exchange.model.persons import Document, LocatorNotFit
from simpul.exchange.rules import persons as rules
from simpul.exchange.wire.addresses import is_safe, readings

pytestmark = pytest.mark.rules
NIK, OTHER = "3173014708900001", "9206011205850003"
NIKS = st.integers(10**15, 10**16 - 1).map(str)
IDENTIFIERS = st.text("ABCDEFGHJKLMNPRSTUVWXYZ0123456789", min_size=2, max_size=20)


def in_path(locator, path):
    return rules.in_path(rules.parse(locator), readings(path))


def in_query(query, locator="query:nik"):
    return rules.in_query(rules.parse(locator), query)


def in_json(document, locator="json:/nik"):
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    return rules.in_json(rules.parse(locator), body)


FIT = (
    *("path:/persons/{id}", "path:/{id}", "path:/v1/*/{id}/records", "query:nik", " query:nik ", "header:X-Person"),
    *("json:/nik", "json:/person/0/id~1number", "json:/persons/*/nik"),
)
UNFIT = (
    *("", "nik", "path:", "path:persons/{id}", "path:/persons", "path:/persons/{}", "path:/p/x{id}", "path:/p/**/{id}"),
    *("path:/p?x/{id}", "path:/" + "a/" * 300 + "{id}", "query:", "query:a b", "query:a&b", "header:", "header:X Person"),
    *("header:X-Pérson", "json:nik", "json:", "json:/", "json:/a~2", "cookie:nik", "QUERY:nik"),
)


@pytest.mark.parametrize("text", FIT)
def test_a_service_may_say_this(text):
    assert rules.parse(text)


@pytest.mark.parametrize("text", UNFIT)
def test_a_service_may_not_say_that(text):
    with pytest.raises(LocatorNotFit) as refused:
        rules.parse(text)
    assert refused.value.facts == {"example": "{id}"}


def test_a_service_may_say_several_places_and_none():
    assert rules.locators("") == ()
    assert [one.place for one in rules.locators("path:/persons/{id} query:nik")] == ["path", "query"]
    with pytest.raises(LocatorNotFit):
        rules.locators("query:a " * 6)
    with pytest.raises(LocatorNotFit):
        rules.locators("query:nik body")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" 3173014708900001 ", NIK),
        ("3173 0147 0890 0001", NIK),
        ("31.73.01.470890.0001", NIK),
        ("3173-0147-0890-0001", NIK),
        ("３１７３０１４７０８９００００１", NIK),
        ("٣١٧٣٠١٤٧٠٨٩٠٠٠٠١", NIK),
        ('"3173014708900001"', NIK),
        ("3173\u200b014708900001\u00ad", NIK),
        ("a 1234567", "A1234567"),
        ("A1234567", "A1234567"),
        ("rm-0012/b", "RM-0012/B"),
        ("", None),
        ("  \t", None),
        ("---", None),
        ("/", None),
        ("x" * 200, None),
        ("\ud800", None),
    ],
)
def test_an_identifier_has_one_form(typed, kept):
    assert rules.normal(typed) == kept


@given(st.text(max_size=60))
def test_the_one_form_is_the_form_of_itself(text):
    """What the officer types and what a call brings go through the same door, and a form put in once more is unchanged."""
    found = rules.normal(text)
    assert found is None or rules.normal(found) == found


@given(NIKS, st.lists(st.integers(1, 15), max_size=5), st.sampled_from(" .-/\u00a0\u200b"))
def test_no_separator_makes_another_number(nik, places, sign):
    text = nik
    for place in places:
        text = text[:place] + sign + text[place:]
    assert rules.normal(text) == nik


@pytest.mark.parametrize(
    "path",
    [
        f"/persons/{NIK}",
        f"/Persons/{NIK}/",
        f"/persons/{NIK}/address",
        f"//persons//{NIK}",
        f"/persons;v=1/{NIK};x=2",
        f"/persons/{NIK}.json",
        f"/persons/{NIK}:history",
        f"/persons/3173%30{NIK[5:]}",
        f"/persons/3173%2530{NIK[5:]}",
        "/persons/%203173014708900001",
        "/persons/3173%2F014708900001",
        f"/persons/{OTHER},{NIK}",
        f"/%70ersons/{NIK}",
        f"/persons/{NIK}%3Fx=1",
    ],
)
def test_a_path_names_the_person_however_it_is_spelt(path):
    assert is_safe(path)
    assert NIK in in_path("path:/persons/{id}", path)


@pytest.mark.parametrize("path", ["", "/", "/persons", "/persons/", "/reports/3173014708900001", "/v1/persons/1"])
def test_another_path_names_nobody(path):
    assert in_path("path:/persons/{id}", path) == frozenset()


def test_a_path_may_name_two():
    assert in_path("path:/compare/{a}/*/{b}", f"/compare/{NIK}/with/{OTHER}") == {NIK, OTHER}


@given(IDENTIFIERS, st.integers(0, 2), st.booleans())
def test_encoding_hides_nobody_in_a_path(identifier, layers, whole):
    text = identifier
    for _ in range(layers):
        text = "".join(f"%{ord(sign):02x}" for sign in text) if whole else quote(text, safe="")
    assert not is_safe(f"/p/{text}") or rules.normal(identifier) in in_path("path:/p/{id}", f"/p/{text}")


@pytest.mark.parametrize(
    "query",
    [
        f"nik={NIK}",
        f"x=1&nik={NIK}",
        f"nik=1&nik={NIK}&nik=2",
        f"NIK={NIK}",
        f"%6e%69k={NIK}",
        f"nik[]={NIK}",
        f"nik[3]={NIK}",
        f"nik%5B%5D={NIK}",
        f"nik={OTHER},{NIK}",
        f"nik={OTHER}%2C{NIK}",
        f"x=1;nik={NIK}",
        f"nik=+{NIK}+",
        f"nik=%22{NIK}%22",
        "nik=3173+0147+0890+0001",
        "nik=%2533173014708900001",
    ],
)
def test_a_query_names_the_person_however_it_is_spelt(query):
    assert NIK in in_query(query)


@pytest.mark.parametrize("query", [None, "", "nik", "nik=", "nik=%20", "x=3173014708900001", "ni%zz=1", "&&;;==", "nikk=1"])
def test_another_query_names_nobody(query):
    assert in_query(query) == frozenset()


@given(st.lists(IDENTIFIERS, min_size=1, max_size=20), st.sampled_from((quote, quote_plus)))
def test_each_repetition_in_a_query_counts(identifiers, way):
    found = in_query(urlencode([("nik", one) for one in identifiers], quote_via=way))
    assert found == rules.normalised(identifiers)


@given(st.text(max_size=200))
def test_no_query_breaks_the_search(text):
    in_query(text)


@pytest.mark.parametrize("name", [b"X-Person", b"x-person", b"X_Person"])
def test_a_header_names_the_person_and_each_of_several_counts(name):
    locator = rules.parse("header:X-Person")
    given = [(b"X-Other", b"1"), (name, NIK.encode()), (b"x-person", b"9206011205850003, A1234567")]
    assert rules.in_headers(locator, given) == {NIK, OTHER, "A1234567"}
    assert rules.in_headers(locator, [(b"X-Persons", b"1"), (b"X-Person", b"\xff\x00")]) <= {"Ÿ"}


@pytest.mark.parametrize(
    ("locator", "body"),
    [
        ("json:/nik", {"nik": NIK}),
        ("json:/nik", {"nik": int(NIK)}),
        ("json:/nik", {"NIK": f" {NIK} "}),
        ("json:/nik", b'{"nik": 3173014708900001.0}'),
        ("json:/nik", b'{"nik": 3.173014708900001e15}'),
        ("json:/nik", b'{"nik": "1", "nik": "3173014708900001"}'),
        ("json:/nik", b'{"nik": "3173014708900001", "nik": "1"}'),
        ("json:/nik", b'{"n\\u0069k": "\\u0033173014708900001"}'),
        ("json:/nik", b'\xef\xbb\xbf{"nik": "3173014708900001"}'),
        ("json:/nik", '{"nik": "3173014708900001"}'.encode("utf-16")),
        ("json:/nik", {"nik": [OTHER, [NIK]]}),
        ("json:/nik", [{"nik": OTHER}, [{"nik": NIK}]]),
        ("json:/persons/nik", {"persons": [{"nik": OTHER}, {"nik": NIK}]}),
        ("json:/persons/*/nik", {"persons": [{"nik": OTHER}, {"nik": NIK}]}),
        ("json:/persons/*/nik", {"persons": {"a": {"nik": NIK}}}),
        ("json:/persons/1/nik", {"persons": [{"nik": OTHER}, {"nik": NIK}]}),
        ("json:/a~1b/c~0d", {"a/b": {"c~d": NIK}}),
    ],
)
def test_a_body_names_the_person_however_it_is_spelt(locator, body):
    assert NIK in in_json(body, locator)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"nik",
        b"{",
        b"[]",
        b"null",
        b'"3173014708900001"',
        b'{"x": 1}',
        b'{"nik": null}',
        b'{"nik": true}',
        b"\xff\xfe\x00",
        b'{"nik": {"x": "3173014708900001"}}',
        b"[" * 100_000,
        b'{"nik":' * 100_000,
        b'{"nik": ' + b"9" * 5000 + b"}",
    ],
)
def test_another_body_names_nobody(body):
    assert in_json(body) == frozenset()


@given(st.lists(NIKS, max_size=30))
def test_each_of_many_in_a_body_counts(niks):
    assert in_json({"persons": [{"nik": one} for one in niks]}, "json:/persons/nik") == set(niks)


@pytest.mark.parametrize(
    ("document", "identifier", "fits"),
    [
        (Document.KTP, NIK, True),
        (Document.KIA, OTHER, True),
        (Document.KTP, "3173013208900001", False),
        (Document.KTP, "3173014008900001", False),
        (Document.KTP, "3173017208900001", False),
        (Document.KTP, "3173018108900001", False),
        (Document.KTP, "3173014713900001", False),
        (Document.KTP, "3173014700900001", False),
        (Document.KTP, "0173014708900001", False),
        (Document.KTP, "317301470890001", False),
        (Document.KTP, "31730147089000011", False),
        (Document.PASSPORT, "A1234567", True),
        (Document.PASSPORT, "A12", False),
        (Document.PASSPORT, "A-123456", False),
        (Document.OTHER, "RM12", True),
        (Document.OTHER, "RM1", False),
    ],
)
def test_an_identifier_fits_its_document(document, identifier, fits):
    """NIK: six digits of the place, day (women: 40 more), month, year of birth, four of a series."""
    assert rules.fits(document, identifier) is fits

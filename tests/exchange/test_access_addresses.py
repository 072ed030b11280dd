"""Any target at all, taken apart: what was put together is found again, rubbish is refused, no worse. PROTOCOL §1."""

import os
import re
from urllib.parse import quote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from simpul.exchange.model.names import SAFE, ServiceId, SubsystemId
from simpul.exchange.wire import addresses, faults
from simpul.exchange.wire.faults import Refused

pytestmark = pytest.mark.rules
SOAK = bool(os.environ.get("SIMPUL_SOAK"))
LEGAL = r"[A-Za-z0-9\-._~!$&'()*+,;=:@]"
"""PROTOCOL §1: what a part of an identifier may hold raw."""
PARTS = st.text(st.characters(blacklist_categories=("Cs",)), min_size=1, max_size=12)
RAW = st.text(st.characters(min_codepoint=33, max_codepoint=126, blacklist_characters="?#"), max_size=12)
RESTS = RAW.map(lambda raw: "/" + raw) | st.just("")
QUERIES = st.none() | st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=12)


def refusal(parse, text):
    """(what it is taken for, why it is refused): one of the two is None."""
    try:
        return parse(text), None
    except Refused as refused:
        return None, refused


@settings(max_examples=500, deadline=None)
@given(st.lists(PARTS, min_size=5, max_size=5), st.sampled_from(["", SAFE]), RESTS, QUERIES, st.sampled_from(["r1", "v1"]))
def test_what_was_put_together_is_found_again(parts, safe, rest, query, surface):
    """Each part decoded by itself; path and query as they stood, whatever is in them."""
    target = (
        f"/{surface}/" + "/".join(quote(part, safe=safe) for part in parts) + rest + ("" if query is None else f"?{query}")
    )
    parse = addresses.parse if surface == "r1" else addresses.parse_modern
    found, refused = refusal(parse, target)
    if refused is not None:
        assert not addresses.is_safe(rest), target
        return
    assert found.service == ServiceId(SubsystemId(*parts[:4]), parts[4])
    assert (found.path, found.query) == (rest, query)
    assert found.rest == rest + ("" if query is None else f"?{query}")
    assert ServiceId.parse(found.service.path) == found.service
    assert parse(f"/{surface}/{found.service.path}{found.rest}") == found


SIGNS = st.sampled_from(
    [*"/r1v?#%;:@.~ \\\x00\x7f\xe9\u202e", "ID", "GOV", "%2f", "%2F", "%zz", "%c3%a9", "%ff", "/r1/", "//", "\udcff"]
)
RUBBISH = st.lists(SIGNS, max_size=24).map("".join) | st.text(max_size=30)


def is_address(target):
    """PROTOCOL §1 "URL", by a regular expression: seven pieces or more, five names of legal signs."""
    part = rf"(?:{LEGAL}|%[0-9A-Fa-f]{{2}})+"
    return re.fullmatch(rf"/r1(?:/{part}){{5}}(?:/[^?]*)?(?:\?.*)?", target, re.DOTALL) is not None and target.isascii()


def refused_or_sound(target):
    found, refused = refusal(addresses.parse, target)
    if refused is not None:
        assert refused.fault is faults.INVALID_ADDRESS
        return
    assert is_address(target), target
    assert target.endswith(found.rest)
    assert addresses.decoded_path(found.path) is not None


@settings(max_examples=1000, deadline=None)
@given(RUBBISH)
@example("/r1/ID/GOV/6000/BPBD/x\udcff")
@example("/r1/////")
@example("/r1/a/b/c/d/%00")
def test_no_rubbish_is_an_address_and_none_does_more_than_be_refused(target):
    refused_or_sound(target)


@settings(max_examples=500, deadline=None)
@given(st.lists(SIGNS, max_size=3).map("".join), st.integers(0, 40))
def test_an_address_with_something_strange_in_it_is_refused_or_taken_raw(strange, place):
    target = "/r1/ID/GOV/6000/BPBD/reports/a/b?c=d"
    refused_or_sound(target[:place] + strange + target[place:])


@pytest.mark.soak
@pytest.mark.skipif(not SOAK, reason="make soak runs it")
@settings(max_examples=100_000, deadline=None)
@given(RUBBISH)
def test_in_a_hundred_thousand_tries_no_rubbish_is_an_address(target):
    refused_or_sound(target)


@settings(max_examples=500, deadline=None)
@given(st.lists(PARTS, min_size=1, max_size=6))
def test_a_client_is_named_by_three_parts_or_four_and_found_again(parts):
    value = "/".join(quote(part, safe=SAFE) for part in parts)
    if len(parts) not in (3, 4):
        with pytest.raises(Refused):
            addresses.parse_client(value)
        return
    found = addresses.parse_client(value)
    assert found == addresses.parse_client(found) == value


@settings(max_examples=500, deadline=None)
@given(RUBBISH)
def test_no_rubbish_is_a_client(value):
    found, refused = refusal(addresses.parse_client, value)
    if refused is not None:
        assert (refused.fault, refused.message) == (faults.INVALID_ADDRESS, "Invalid Client Id")
        return
    assert re.fullmatch(rf"(?:{LEGAL}|%[0-9A-Fa-f]{{2}})+(?:/(?:{LEGAL}|%[0-9A-Fa-f]{{2}})+){{2,3}}", found)


@pytest.mark.parametrize("length", [1_025, 16_000])
def test_a_name_longer_than_any_is_refused(length):
    """Each that is taken is remembered; the register's are shorter by far."""
    with pytest.raises(Refused):
        addresses.parse("/r1/ID/GOV/6000/BPBD/" + "a" * length)
    with pytest.raises(Refused):
        addresses.parse_client("ID/GOV/2060/" + "a" * length)

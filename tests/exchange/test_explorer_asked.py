"""A refusal's record holds the request it answers: the program and the reference client both check that part."""

from base64 import b64encode

import pytest
from tests.exchange import test_client_proof
from tests.exchange.outside_log import bundles as world
from tests.exchange.outside_log.bundles import NOW, REGISTER_VKEY, Call, failed, judged

pytestmark = pytest.mark.rules


def refusal(**changes):
    """A provider's signed refusal with what it was asked; `changes` are made to that part."""
    asked, answered = Call().records()
    part = {name: asked[name] for name in ("size", "digest", "signature", "base")}
    told = {"kind": "refused", "fault": "server.serverproxy.access_denied", "asked": part | changes}
    return world.bundle([answered | told])


def agreed(found):
    """The verdict of the program, which is the client's too."""
    test_client_proof.agree(found, REGISTER_VKEY, NOW)
    return judged(found)


def test_a_refusal_with_the_request_it_answers_holds():
    verdict = agreed(refusal())
    assert verdict.ok, failed(verdict)
    assert any("of a request signed by Agency ID/GOV/2060/PORTAL" in check.detail for check in verdict.checks)


@pytest.mark.parametrize(
    "changes",
    [
        {"digest": Call().records()[1]["digest"]},
        {"base": Call().records()[1]["base"]},
        {"base": Call(method="GET").records()[0]["base"]},
        {"signature": Call().records()[1]["signature"]},
        {"signature": {"keyid": world.KEYIDS[world.PORTAL], "value": b64encode(bytes(64)).decode()}},
        {"signature": Call().records()[0]["signature"] | {"more": ""}},
        {"base": 7},
    ],
    ids=["digest", "answer's base", "other request", "answer's signature", "no signature", "more", "no text"],
)
def test_what_the_client_did_not_ask_is_not_put_into_its_mouth(changes):
    assert not agreed(refusal(**changes)).ok


def test_a_refusal_of_another_request_does_not_hold():
    """Both signatures are good, but the refusal was signed over another request of the same client."""
    other = Call(at=NOW.replace(hour=4, minute=51)).records()[0]
    part = {name: other[name] for name in ("size", "digest", "signature", "base")}
    assert "the request's signature" in " ".join(failed(agreed(refusal(**part))).values())

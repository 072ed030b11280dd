"""The field app's folding and seal, run by Node, agree with Python's on the same examples."""

import base64
import json
import subprocess
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from simpul.malaria.model.events import Sealed
from simpul.malaria.rules import sealing
from tests.npm_tools import ROOT, _with_node

HERE = Path(__file__).parent
DEVICE = UUID("01937b5e-0000-7000-8000-00000000abcd")
BODY = '{"v":1,"t":"person.registered","d":{"name":"Yohana Ünïcode"}}'


@pytest.fixture(scope="module")
def sides():
    """What Python sealed, and what the app made of it."""
    phone, node = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    cipher = sealing.agreed(node, phone.public_key(), DEVICE)
    first = sealing.sealed(cipher, DEVICE, Sealed(1, uuid4(), sealing.FIRST, b""), (bytes(12), BODY.encode()))
    own = sealing.jwk_of(phone.public_key()) | {"d": sealing.packed(sealing.scalar_of(phone))}
    place = {"n": first.seq, "i": str(first.id), "p": first.prev}
    told = {"own": own, "node": sealing.jwk_of(node.public_key()), "device": str(DEVICE), "place": place, "body": BODY}
    given = json.dumps(told | {"cipher": base64.b64encode(first.cipher).decode()}).encode()
    command = ["node", HERE / "field_examples.mjs", HERE / "folding_examples.json"]
    done = subprocess.run(command, input=given, stdout=subprocess.PIPE, check=True, cwd=ROOT, env=_with_node(), timeout=60)
    return cipher, first, json.loads(done.stdout)


def test_the_app_folds_every_example_as_python_does(sides):
    assert sides[2]["examples"] > 0
    assert sides[2]["wrong"] == []


def test_the_app_opens_what_python_sealed_and_only_at_its_place(sides):
    found = sides[2]
    assert (found["read"], found["moved"], found["exportable"]) == (BODY, False, False)


def test_python_opens_what_the_app_sealed_and_the_chain_goes_on(sides):
    cipher, first, found = sides
    assert found["next"]["p"] == sealing.hash_of(DEVICE, first).hex()
    made = Sealed(found["next"]["n"], UUID(found["next"]["i"]), found["next"]["p"], base64.b64decode(found["made"]))
    assert sealing.opened(cipher, DEVICE, made) == BODY.encode()
    assert sealing.hash_of(DEVICE, made).hex() == found["hash"]

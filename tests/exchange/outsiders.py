"""Signatures by tools that others wrote: `http-message-signatures` of PyPI, and the package of the same name of npm.

Both are general: they take `@path` and `@query` from a URL, and may normalise it. The profile means the bytes of the
request line, so both are fed those: PyPI's through a component resolver of its own kind, npm's through its
`componentParser` (npm/check.mjs).
"""

import json
import os
import subprocess
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from http_message_signatures import HTTPMessageSigner, HTTPMessageVerifier, HTTPSignatureComponentResolver
from http_message_signatures.algorithms import ECDSA_P256_SHA256
from http_message_signatures.resolvers import MappingKeyResolver
from tests.exchange.meddling import Message
from tests.npm_tools import installed

from simpul.exchange.wire import signing

HERE = Path(__file__).parent
NPM = HERE / "npm"


class Fields(dict):
    """Headers that can be written to, as the library wants them."""


class Asked:
    """A request for PyPI's library. Its `url` is any sound one: `target` has what stood in the request line."""

    def __init__(self, message: Message) -> None:
        self.method, self.url, self.target = message.method, "http://node.example/", message.target
        self.headers = Fields((name.decode(), value.decode("latin-1")) for name, value in message.headers)


class Told:
    """An answer for PyPI's library."""

    def __init__(self, message: Message, request: Message) -> None:
        self.status_code, self.request = message.status, Asked(request)
        self.headers = Fields((name.decode(), value.decode("latin-1")) for name, value in message.headers)


class Raw(HTTPSignatureComponentResolver):
    """`@path` and `@query` as they stood in the request line; an absent query is `?`."""

    def get_path(self):
        return self.message.target.partition("?")[0]

    def get_query(self):
        return "?" + self.message.target.partition("?")[2]


class PatientVerifier(HTTPMessageVerifier):
    """Verifies whenever a message was signed."""

    max_clock_skew = timedelta(days=10_000)


def by_pypi(message, request=None, *, key, resolver=Raw, verifier=PatientVerifier):
    """The components that PyPI's library finds signed; InvalidSignature when it finds none."""
    keyid = message.value("signature-input").decode().partition('keyid="')[2].partition('"')[0]
    signers = MappingKeyResolver(public_keys={keyid: key}, private_keys={})
    found = verifier(signature_algorithm=ECDSA_P256_SHA256, key_resolver=signers, component_resolver_class=resolver)
    (result,) = found.verify(
        Asked(message) if request is None else Told(message, request), max_age=None, expect_tag="simpul-exchange-v1"
    )
    return list(result.covered_components)[:-1]


def pem(key):
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_bytes(serialization.Encoding.PEM, form).decode()


def private_pem(key):
    form, none = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, form, none).decode()


def for_npm(message, *, answer=False):
    pairs = {name.decode(): value.decode("latin-1") for name, value in message.headers}
    if answer:
        return {"status": message.status, "headers": pairs}
    return {"method": message.method, "url": "http://node.example/", "target": message.target, "headers": pairs}


def to_verify(message, request=None, *, key):
    """A job for npm/check.mjs."""
    found = {"does": "verify", "key": pem(key), "message": for_npm(message, answer=request is not None)}
    return found | ({"request": for_npm(request)} if request is not None else {})


@pytest.fixture(scope="module")
def npm():
    """Does jobs with the npm package, which is installed beside its lock file on first use."""
    path = installed(NPM, "http-message-signatures")

    def run(*jobs):
        told = json.dumps({"jobs": jobs})
        done = subprocess.run(
            ["node", NPM / "check.mjs"], input=told, capture_output=True, text=True, env=path, check=True, timeout=60
        )
        return json.loads(done.stdout)

    return run


def signed_by_pypi(message, request=None, *, key, keyid, fields):
    """The message with the two headers that PyPI's library makes over `fields`."""
    bare = message.saying("signature", None).saying("signature-input", None)
    known = MappingKeyResolver(public_keys={}, private_keys={keyid: key})
    signer = HTTPMessageSigner(signature_algorithm=ECDSA_P256_SHA256, key_resolver=known, component_resolver_class=Raw)
    told = Asked(bare) if request is None else Told(bare, request)
    now = datetime.now(UTC).replace(microsecond=0)
    nonce = b64encode(os.urandom(16)).decode()
    life = {"created": now, "expires": now + timedelta(seconds=60)}
    own = {"label": "simpul", "tag": signing.TAG, "use_existing_digest": True}
    signer.sign(told, key_id=keyid, nonce=nonce, covered_component_ids=fields, **own, **life)
    made = told.headers
    return bare.saying("signature-input", made["Signature-Input"].encode()).saying("signature", made["Signature"].encode())


def to_sign(message, request=None, *, key, keyid, fields):
    """A job for npm/check.mjs."""
    bare = message.saying("signature", None).saying("signature-input", None)
    now = int(datetime.now(UTC).timestamp())
    params = {"keyid": keyid, "tag": signing.TAG, "nonce": b64encode(os.urandom(16)).decode(), "alg": signing.ALGORITHM}
    params |= {"expires": now + 60, "created": now}
    found = {"does": "sign", "key": private_pem(key), "fields": fields, "params": params}
    found["message"] = for_npm(bare, answer=request is not None)
    return found | ({"request": for_npm(request)} if request is not None else {})


def signed_by_npm(npm):
    def sign(message, request=None, *, key, keyid, fields):
        (made,) = npm(to_sign(message, request, key=key, keyid=keyid, fields=fields))
        bare = message.saying("signature", None).saying("signature-input", None)
        return bare.saying("signature-input", made["signature-input"].encode()).saying(
            "signature", made["signature"].encode()
        )

    return sign

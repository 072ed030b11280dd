"""Webhooks as the standard wants them (Standard Webhooks 1.0.0), checked by a receiver that was written from its words."""

import base64
import hashlib
import hmac
import time
from concurrent.futures import ThreadPoolExecutor

import orjson
import pytest

from simpul.disaster.actions import webhooks
from simpul.disaster.model.webhooks import WebhookAddressUnfit
from simpul.kernel.outbox import relay
from tests.disaster.test_webhooks import near, receiver, registered  # noqa: F401 (fixtures)
from tests.disaster.warning_makers import OFFICER, given


def verified(secret: str, headers: dict[str, str], body: bytes, now: float) -> bool:
    """As the standard's own libraries do it."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    if abs(now - int(headers["webhook-timestamp"])) > 300:
        return False
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return any(
        hmac.compare_digest(one.partition(",")[2], expected)
        for one in headers["webhook-signature"].split(" ")
        if one.startswith("v1,")
    )


def told(platform, receiver):  # noqa: F811
    made = registered(platform, receiver.url)
    given(platform)
    while relay(platform):
        pass
    return made


def test_a_call_holds_by_the_words_of_the_standard(near, receiver, clock):  # noqa: F811
    made = told(near, receiver)
    webhooks.deliver_due(near)
    ((headers, body),) = receiver.calls
    now = clock.now().timestamp()
    assert verified(made.secret, headers, body.encode(), now)
    assert not verified(made.secret, headers, body.encode() + b" ", now)
    assert not verified(made.secret, headers | {"webhook-id": "msg_1"}, body.encode(), now)
    assert not verified(made.secret, headers, body.encode(), now + 301)
    assert not verified("whsec_" + base64.b64encode(b"x" * 32).decode(), headers, body.encode(), now)
    assert 24 <= len(base64.b64decode(made.secret.removeprefix("whsec_"))) <= 64
    assert "." not in headers["webhook-id"], "the words that are signed are parted by full stops"
    assert len(body) < 20_000
    assert set(orjson.loads(body)) == {"type", "timestamp", "data"}


def test_a_call_says_nothing_of_a_person(near, receiver):  # noqa: F811
    told(near, receiver)
    webhooks.deliver_due(near)
    ((headers, body),) = receiver.calls
    for words in (OFFICER.name, str(OFFICER.id), "Budi"):
        assert words not in body
        assert words not in str(headers)


def test_workers_who_deliver_at_once_make_each_call_once(near, receiver):  # noqa: F811
    made = told(near, receiver)
    for _ in range(8):
        given(near, headline_id=f"Banjir {time.monotonic_ns()}")
    while relay(near):
        pass
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: webhooks.deliver_due(near), range(4)))
    names = [headers["webhook-id"] for headers, _ in receiver.calls]
    assert len(names) == len(set(names)) == 9
    assert len(webhooks.calls(near, OFFICER, made.webhook.id)) == 9


@pytest.mark.parametrize(
    "url",
    [
        "https://user:pass@example.org/",
        "file:///etc/passwd",
        "gopher://example.org/",
        "https://[::ffff:127.0.0.1]/",
        "https://0x7f000001/",
        "https://2130706433/",
        "https://127.1/",
        "https://localhost:99999/",
        "https://\x00example.org/",
        "https://example.org\r\nX-Injected: 1/",
        "https://",
        "",
        "x" * 5000,
        "https://169.254.169.254/latest/meta-data",
        "https://[fd00:ec2::254]/",
    ],
)
def test_an_address_that_cannot_be_called_is_refused_or_never_reached(platform, url):
    try:
        made = registered(platform, url)
    except WebhookAddressUnfit:
        return
    assert webhooks.send_test(platform, OFFICER, made.webhook.id).reason in ("address-refused", "no-answer")

"""Webhooks: who may register one, how a call is signed, what happens when it is not taken in, and what attackers try."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import orjson
import pytest

from simpul.disaster.actions import webhooks
from simpul.disaster.model.webhooks import (
    DeliveryState,
    WebhookAddressUnfit,
    WebhookMissing,
    WebhookNameMissing,
    WebhookRegionUnknown,
    WebhooksForbidden,
    WebhookTypesMissing,
)
from simpul.disaster.rules import webhooks as rules
from simpul.kernel.actor import Actor
from simpul.kernel.announcing import Announcement
from simpul.kernel.outbox import relay
from tests.disaster.forms import value_of
from tests.disaster.warning_makers import OFFICER, SECOND, changed, ended, given

ADMIN = Actor(None, "Admin", "ID/GOV/3100/BPBD", None, frozenset({"node.admin"}))
ISSUED = "disaster.warning.issued"
AT = datetime(2027, 1, 5, 3, tzinfo=UTC)
SECRET = b"k" * 32


@dataclass
class Receiver:
    """A real HTTP server that remembers what it was sent, and answers as it is told."""

    status: int = 200
    calls: list[tuple[dict[str, str], str]] = field(default_factory=list)
    url: str = ""


@contextmanager
def receiving() -> Iterator[Receiver]:
    made = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            made.calls.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(made.status)
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.url = f"http://127.0.0.1:{server.server_port}/hook"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def receiver():
    with receiving() as made:
        yield made


@pytest.fixture
def near(platform):
    """The platform, where its operator lets it call this machine."""
    settings = platform.settings.model_copy(update={"disaster_private_networks": ("127.0.0.0/8",)})
    return replace(platform, settings=settings)


def registered(platform, url, actor=OFFICER, types=(ISSUED,), region=""):
    return webhooks.register(platform, actor, webhooks.Wanted("Sirene Katulampa", url, types, region))


def secret_of(made):
    import base64

    assert made.secret.startswith("whsec_")
    return base64.b64decode(made.secret.removeprefix("whsec_"))


def test_a_warning_calls_who_registered_with_a_signature_that_holds(near, receiver, clock):
    made = registered(near, receiver.url)
    said = given(near)
    while relay(near):
        pass
    assert webhooks.deliver_due(near) == 1
    headers, body = receiver.calls[0]
    assert rules.genuine(secret_of(made), headers, body, clock.now())
    told = orjson.loads(body)
    assert (told["type"], told["data"]["number"]) == (ISSUED, said.number)
    assert told["data"]["cap"].endswith(f"{said.identifier}.cap.xml")
    (call,) = webhooks.calls(near, OFFICER, made.webhook.id)
    assert (call.state, call.status, call.tries) == (DeliveryState.DELIVERED, 200, 1)


def test_each_message_is_called_for_once_however_often_it_is_heard(near, receiver):
    made = registered(near, receiver.url)
    given(near)
    while relay(near):
        pass
    told = Announcement(ISSUED, "the.same", "key", AT, {"regions": ["31"]})
    with near.database.writing() as unit:
        unit.unaudited("a test")
        assert webhooks.queue(near, unit, told) == 1
        assert webhooks.queue(near, unit, told) == 0
    webhooks.deliver_due(near)
    assert webhooks.deliver_due(near) == 0
    assert len(receiver.calls) == 2
    assert len(webhooks.calls(near, OFFICER, made.webhook.id)) == 2


def test_what_is_not_taken_in_is_tried_again_under_the_same_name(near, receiver, clock):
    made = registered(near, receiver.url)
    receiver.status = 503
    given(near)
    while relay(near):
        pass
    webhooks.deliver_due(near)
    assert webhooks.deliver_due(near) == 0  # not before its pause is over
    clock.advance(timedelta(seconds=6))
    receiver.status = 204
    webhooks.deliver_due(near)
    names = {headers["webhook-id"] for headers, _ in receiver.calls}
    times = {headers["webhook-timestamp"] for headers, _ in receiver.calls}
    assert (len(receiver.calls), len(names), len(times)) == (2, 1, 2)
    (call,) = webhooks.calls(near, OFFICER, made.webhook.id)
    assert (call.state, call.tries) == (DeliveryState.DELIVERED, 2)
    assert webhooks.the_webhook(near, OFFICER, made.webhook.id).failing_since is None


def test_a_redirection_is_not_followed(near, receiver):
    made = registered(near, receiver.url)
    receiver.status = 307
    assert webhooks.send_test(near, OFFICER, made.webhook.id).status == 307
    assert len(receiver.calls) == 1


def test_an_address_that_is_gone_is_called_no_more(near, receiver, clock):
    made = registered(near, receiver.url)
    receiver.status = 410
    given(near)
    while relay(near):
        pass
    webhooks.deliver_due(near)
    found = webhooks.the_webhook(near, OFFICER, made.webhook.id)
    assert (found.paused_why, found.paused_at) == ("gone", clock.now())


def test_after_two_days_of_tries_a_call_is_given_up_and_after_five_the_webhook(near, receiver, clock):
    made = registered(near, receiver.url)
    receiver.status = 500
    given(near)
    while relay(near):
        pass
    for pause in (*rules.PAUSES, timedelta(hours=1)):
        webhooks.deliver_due(near)
        clock.advance(pause)
    (call,) = webhooks.calls(near, OFFICER, made.webhook.id)
    assert (call.state, call.tries, call.due_at) == (DeliveryState.FAILED, 10, None)
    assert webhooks.the_webhook(near, OFFICER, made.webhook.id).paused_at is None
    clock.advance(timedelta(days=3))
    webhooks.again(near, OFFICER, call.id)
    webhooks.deliver_due(near)
    assert webhooks.the_webhook(near, OFFICER, made.webhook.id).paused_why == "failing"


def test_what_happens_in_a_pause_is_called_for_afterwards(near, receiver):
    made = registered(near, receiver.url)
    webhooks.set_paused(near, OFFICER, made.webhook.id, paused=True)
    given(near)
    while relay(near):
        pass
    assert webhooks.deliver_due(near) == 0
    webhooks.set_paused(near, OFFICER, made.webhook.id, paused=False)
    assert webhooks.deliver_due(near) == 1


def test_a_new_secret_makes_the_old_one_worthless(near, receiver, clock):
    made = registered(near, receiver.url)
    fresh = webhooks.renew_secret(near, OFFICER, made.webhook.id)
    webhooks.send_test(near, OFFICER, made.webhook.id)
    headers, body = receiver.calls[0]
    assert rules.genuine(secret_of(fresh), headers, body, clock.now())
    assert not rules.genuine(secret_of(made), headers, body, clock.now())


def test_an_exercise_calls_nobody_and_an_end_calls_everybody_who_wants_it(near, receiver, clock):
    registered(near, receiver.url, types=webhooks.TYPES)
    given(near, exercise="1")
    alert = given(near)
    clock.advance(timedelta(minutes=1))
    ended(near, changed(near, alert, severity="extreme"))
    while relay(near):
        pass
    webhooks.deliver_due(near)
    types = sorted(orjson.loads(body)["type"].rsplit(".", 1)[1] for _, body in receiver.calls)
    assert types == ["cancelled", "issued", "updated"]


@pytest.mark.parametrize(
    "url",
    [
        "http://bpbd.example/hook",
        "https://127.0.0.1/hook",
        "https://10.0.0.7/hook",
        "https://[::1]/hook",
        "https://169.254.169.254/latest/meta-data",
        "https://[::ffff:10.0.0.1]/",
        "https://user:word@bpbd.example/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "",
        "https://bpbd.example/" + "x" * 500,
    ],
)
def test_addresses_inside_are_refused(platform, url):
    with pytest.raises(WebhookAddressUnfit):
        registered(platform, url)


def test_a_name_that_leads_inside_is_not_called(platform):
    """The address is judged when it is resolved: a name on the internet may stand for an inner machine."""
    made = registered(platform, "https://localhost:9/hook")
    call = webhooks.send_test(platform, OFFICER, made.webhook.id)
    assert (call.state, call.reason) == (DeliveryState.FAILED, "no-answer")


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"name": " "}, WebhookNameMissing),
        ({"name": "x" * 81}, WebhookNameMissing),
        ({"types": ()}, WebhookTypesMissing),
        ({"types": ("disaster.report.unverified",)}, WebhookTypesMissing),
        ({"region": "32"}, WebhookRegionUnknown),
        ({"region": "31.99"}, WebhookRegionUnknown),
    ],
)
def test_what_a_webhook_must_have(platform, changes, refusal):
    plain = webhooks.Wanted("Sirene", "https://bpbd.example/hook", (ISSUED,), "")
    with pytest.raises(refusal):
        webhooks.register(platform, OFFICER, replace(plain, **changes))


@pytest.mark.parametrize(
    ("who", "owner", "allowed"),
    [
        (ADMIN, "31", True),
        (ADMIN, "", True),
        (OFFICER, "31", True),
        (OFFICER, "31.71", True),
        (OFFICER, "32", False),
        (OFFICER, "", False),
        (replace(OFFICER, region=None), "32", True),
        (replace(OFFICER, roles=frozenset({"malaria.officer"})), "31", False),
        (Actor.ANONYMOUS, "31", False),
    ],
    ids=[
        "administrator",
        "administrator_of_the_nodes_own",
        "officer_siti",
        "officer_siti_of_a_city_of_hers",
        "officer_siti_of_another_place",
        "officer_siti_of_the_nodes_own",
        "officer_of_the_nation",
        "malaria_officer",
        "somebody",
    ],
)
def test_who_may_change_whose_webhook(who, owner, allowed):
    if allowed:
        rules.permit_webhooks(who, owner)
    else:
        with pytest.raises(WebhooksForbidden):
            rules.permit_webhooks(who, owner)


def test_another_agencys_officer_finds_no_webhook(platform):
    made = registered(platform, "https://bpbd.example/hook")
    stranger = replace(SECOND, region="32")
    assert webhooks.listed(platform, stranger) == []
    for act in (webhooks.end, webhooks.renew_secret, webhooks.send_test, webhooks.calls):
        with pytest.raises(WebhookMissing):
            act(platform, stranger, made.webhook.id)


@pytest.mark.parametrize(
    ("types", "region", "told", "wanted"),
    [
        ((ISSUED,), "", {"regions": ["32"]}, True),
        ((ISSUED,), "31", {"regions": ["31.71"]}, True),
        ((ISSUED,), "31.71", {"regions": ["31"]}, True),
        ((ISSUED,), "31", {"regions": ["32.75", "32.76"]}, False),
        ((ISSUED,), "3", {"regions": ["31"]}, False),
        ((ISSUED,), "31", {"region": ""}, True),
        (("disaster.area.changed",), "", {"regions": ["31"]}, False),
    ],
)
def test_a_webhook_is_called_for_its_events_and_places(types, region, told, wanted):
    assert rules.wants(types, region, Announcement(ISSUED, "x", "x", AT, told)) == wanted


def test_a_signature_is_what_the_standard_says():
    """Standard Webhooks 1.0.0: HMAC-SHA256 over `id.timestamp.body`, base64, named v1."""
    import base64
    import hashlib
    import hmac

    headers = rules.signed(SECRET, "msg_1", AT, '{"a":1}')
    right = hmac.new(SECRET, f'msg_1.{int(AT.timestamp())}.{{"a":1}}'.encode(), hashlib.sha256).digest()
    assert headers["webhook-signature"] == "v1," + base64.b64encode(right).decode()


@pytest.mark.parametrize(
    ("changes", "body", "after", "genuine"),
    [
        ({}, "{}", 0, True),
        ({}, "{}", 299, True),
        ({}, "{}", 301, False),
        ({}, "{}", -301, False),
        ({}, '{"a":2}', 0, False),
        ({"webhook-id": "msg_2"}, "{}", 0, False),
        ({"webhook-timestamp": "soon"}, "{}", 0, False),
        ({"webhook-signature": "v1,AAAA"}, "{}", 0, False),
        ({"webhook-signature": ""}, "{}", 0, False),
        ({"webhook-signature": "v1,\u00e9"}, "{}", 0, False),
    ],
)
def test_forged_changed_and_replayed_calls_are_not_genuine(changes, body, after, genuine):
    headers = dict(rules.signed(SECRET, "msg_1", AT, "{}")) | changes
    assert rules.genuine(SECRET, headers, body, AT + timedelta(seconds=after)) == genuine


def test_the_secret_is_shown_once_and_kept_sealed(platform, client_for):
    from sqlalchemy import text

    desk = client_for(OFFICER)
    page = desk.get("/bencana/webhook")
    assert "Register" not in page.text, "half a page in English"
    data = {"csrf": value_of(page.text, "csrf"), "name": "Radio", "url": "https://radio.example/h", "types": [ISSUED]}
    made = desk.post("/bencana/webhook", data=data)
    secret = value_of(made.text.replace('id="secret"', 'name="secret"'), "secret")
    assert secret.startswith("whsec_")
    assert made.headers["cache-control"] == "no-store"
    (webhook, _) = webhooks.listed(platform, OFFICER)[0]
    assert secret not in desk.get(f"/bencana/webhook/{webhook.id}").text
    with platform.database.reading() as unit:
        kept = unit.connection.scalar(text("SELECT secret FROM disaster_webhook"))
        trail = str(unit.connection.execute(text("SELECT * FROM kernel_audit")).all())
    raw = secret_of(webhooks.Registered(webhook, secret))
    assert raw not in bytes(kept)
    assert secret not in trail


def test_the_pages_lead_through_a_webhooks_life(near, receiver, client_for):
    made = registered(near, receiver.url)
    desk, path = client_for(OFFICER), f"/bencana/webhook/{made.webhook.id}"

    def act(do, **more):
        return desk.post(path, data={"csrf": value_of(desk.get(path).text, "csrf"), "do": do, **more})

    assert "Uji coba tidak sampai: alamat tidak boleh dipanggil." in act("test").text
    assert act("pause").headers["location"].endswith("selesai=pause")
    assert webhooks.the_webhook(near, OFFICER, made.webhook.id).paused_at is not None
    act("resume")
    assert act("end").headers["location"].endswith("selesai=end")
    assert desk.get(path).status_code == 404
    assert client_for().get("/bencana/webhook/panduan").status_code == 200
    assert client_for(replace(OFFICER, roles=frozenset({"malaria.officer"}))).get("/bencana/webhook").status_code == 403


def test_old_calls_and_ended_secrets_are_erased(near, receiver, clock):
    made = registered(near, receiver.url)
    webhooks.send_test(near, OFFICER, made.webhook.id)
    webhooks.end(near, OFFICER, made.webhook.id)
    clock.advance(timedelta(days=31))
    assert webhooks.erase_due_webhooks(near) == 1

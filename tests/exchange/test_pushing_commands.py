"""`simpul exchange event …` as whoever runs the machine uses it."""

import json
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import insert, select
from tests.exchange.register_nodes import BPBD, DINKES, PORTAL, found, nodes
from typer.testing import CliRunner

from simpul.exchange.actions import delivering, grants, subscribing
from simpul.exchange.actions.demo import federate
from simpul.exchange.commands import subscriptions
from simpul.exchange.commands.base import app
from simpul.exchange.handlers import undelivered
from simpul.exchange.model.deliveries import Settled
from simpul.exchange.model.delivery_refusals import DeadLetterUnknown, OwnerRefused, SubscriptionUnknown
from simpul.exchange.model.refusals import DemoOnly
from simpul.exchange.outside.own_listener import Heard
from simpul.exchange.store.event_tables import dead_letter, subscription
from simpul.kernel.actor import Actor

SUB, OTHER = UUID(int=700), f"{PORTAL}/lain"


@pytest.fixture
def portal(database_urls, run_directory, clock, monkeypatch):
    with nodes(database_urls, run_directory, clock) as made:
        platform = made(PORTAL)
        found(platform)

        @contextmanager
        def opened():
            yield platform

        monkeypatch.setattr(subscriptions, "opened_platform", opened)
        yield platform


@pytest.fixture
def letters(portal, clock):
    now = clock.now()
    with portal.database.writing() as unit:
        unit.unaudited("a test")
        own = {"id": SUB, "owner": PORTAL, "type": "t.t", "subscriber": BPBD, "delivery": "push", "options": {}}
        unit.connection.execute(insert(subscription).values(**own, target=f"service:{BPBD}/events", added_at=now))
        one = {"subscription": SUB, "event": b"{}", "type": "t.t", "at": now, "attempts": 5, "reason": "refused"}
        unit.connection.execute(insert(dead_letter), [{**one, "seq": seq, "status": 422} for seq in (3, 4)])
    return portal


class Answering:
    """The node's own listener, which says what the test wants, and remembers what was asked."""

    def __init__(self, *answers):
        self.answers, self.asked = list(answers), []

    def __call__(self, _platform):
        return self

    def get(self, path):
        self.asked.append(("GET", path, None))
        return self.answers.pop(0)

    def call(self, sent):
        self.asked.append((sent.method, sent.path, json.loads(sent.body) if sent.body else None))
        return self.answers.pop(0)


def said(status, **item):
    whole = {"id": str(UUID(int=9)), "eventType": "t.t", "delivery": "PUSH", "options": {}, "state": "active"} | item
    return Heard(status, "ID-1", json.dumps(whole).encode())


def run(*words, input=None):
    found = CliRunner().invoke(app, ["event", *words], input=input)
    return found.exit_code, found.output


def settled(platform):
    with platform.database.reading() as unit:
        return list(unit.connection.scalars(select(dead_letter.c.settled).order_by(dead_letter.c.seq)))


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ((), {"delivery": "PUSH", "options": {}}),
        (("--pull",), {"delivery": "PULL", "options": {}}),
        (
            ("--to", f"{PORTAL}/lain", "--ttl", "60"),
            {"delivery": "PUSH", "options": {"TTL": 60, "service": f"{PORTAL}/lain"}},
        ),
        (("--to", "https://x.example/"), {"delivery": "PUSH", "options": {"webhook": "https://x.example/"}}),
    ],
)
def test_a_subscription_is_asked_for_as_it_was_wished(portal, monkeypatch, words, asked):
    listener = Answering(said(200, options=asked["options"], delivery=asked["delivery"]))
    monkeypatch.setattr(subscribing, "OwnListener", listener)
    monkeypatch.setattr(subscribing, "prepare_receiving", lambda *_args, **_more: None)
    code, output = run("subscribe", BPBD, "t.t", *words)
    assert (code, "Subscribed to t.t of " + BPBD in output) == (0, True), output
    assert listener.asked == [("POST", f"/r1/{BPBD}/api/v1/subs/t.t", {"eventType": "t.t", **asked})]
    (known,) = subscribing.subscribed(portal, Actor.SYSTEM)
    assert known.delivery == asked["delivery"].lower()


def test_a_subscription_that_is_there_is_left_as_it_is(portal, monkeypatch):
    monkeypatch.setattr(subscribing, "OwnListener", Answering(Heard(409), said(200, state="paused", delivery="PULL")))
    assert run("subscribe", BPBD, "t.t", "--pull")[0] == 0
    (known,) = subscribing.subscribed(portal, Actor.SYSTEM)
    assert (known.state, known.delivery) == ("paused", "pull")


def test_an_owner_that_falls_silent_is_told_as_such_and_what_it_no_longer_has_is_forgotten(portal, monkeypatch):
    answers = Answering(said(200), Heard(0), Heard(200, body=json.dumps([json.loads(said(200).body)]).encode()), Heard(404))
    monkeypatch.setattr(subscribing, "OwnListener", answers)
    run("subscribe", BPBD, "t.t", "--pull")
    for error, count in (("0", 1), ("", 1), ("", 0)):
        subscribing.refresh(portal)
        known = subscribing.subscribed(portal, Actor.SYSTEM)
        assert [one.error for one in known] == [error] * count


@pytest.mark.parametrize("body", [b"", b"[", b"[1]", b'[{"eventType": "t.t"}]', b'{"id": 7}', b'"x"'])
def test_an_owner_that_answers_nonsense_spoils_nothing(portal, monkeypatch, body):
    monkeypatch.setattr(subscribing, "OwnListener", Answering(said(200), Heard(200, body=body), Heard(200, body=body)))
    run("subscribe", BPBD, "t.t", "--pull")
    subscribing.refresh(portal)
    (known,) = subscribing.subscribed(portal, Actor.SYSTEM)
    assert (known.type, known.error) == ("t.t", "200")
    with pytest.raises(OwnerRefused):
        subscribing.subscribe(portal, Actor.SYSTEM, owner=BPBD, type="lain", wish=subscribing.Wish(pull=True))


@pytest.mark.parametrize("body", [b"", b"[]", b"<html>", b'{"message": null}'])
def test_a_refusal_without_words_is_told_by_its_status(portal, monkeypatch, body):
    monkeypatch.setattr(subscribing, "OwnListener", Answering(Heard(500, body=body)))
    with pytest.raises(OwnerRefused) as refused:
        subscribing.unsubscribe(portal, Actor.SYSTEM, owner=BPBD, type="t.t")
    assert refused.value.facts["words"] == "HTTP 500"


def test_receiving_is_prepared_once_and_a_right_that_ended_is_given_again(portal, clock):
    for _ in range(2):
        subscribing.prepare_receiving(portal, Actor.SYSTEM, owner=PORTAL)
    (right,) = grants.grants(portal, subsystem=PORTAL, service="events")
    assert (right.subject, right.expires_at) == (PORTAL, None)
    grants.extend(portal, Actor.SYSTEM, id=right.id, until=clock.now() + timedelta(days=1))
    clock.advance(timedelta(days=2))
    subscribing.prepare_receiving(portal, Actor.SYSTEM, owner=PORTAL)
    assert len(grants.grants(portal, subsystem=PORTAL, service="events")) == 2


def test_what_is_not_there_is_said_to_be_unknown(portal):
    for act in (delivering.pause, delivering.resume):
        with pytest.raises(SubscriptionUnknown):
            act(portal, Actor.SYSTEM, id=SUB)
    for act in (delivering.retry, delivering.drop):
        with pytest.raises(DeadLetterUnknown):
            act(portal, Actor.SYSTEM, letter=(SUB, 1))
    with pytest.raises(DeadLetterUnknown):
        delivering.dead_letter(portal, Actor.SYSTEM, letter=(SUB, 1))


def test_a_demos_node_subscribes_to_what_another_announces_as_often_as_it_is_prepared(database_urls, run_directory, clock):
    from simpul import disaster
    from simpul.exchange.actions.demo_events import share_events

    type_, *_ = disaster.announced()
    with nodes(database_urls, run_directory, clock) as made:
        operator, other = made(PORTAL, demo=True), made(BPBD, demo=True)
        federate(operator, [other])
        for _ in range(2):
            share_events(other, operator, type=type_)
        (one,) = delivering.subscriptions(other, Actor.SYSTEM)
        assert (one.subscriber, one.target, one.delivery) == (PORTAL, f"service:{PORTAL}/events", "push")
        assert [one.owner for one in subscribing.subscribed(operator, Actor.SYSTEM)] == [BPBD]
        with pytest.raises(DemoOnly):
            share_events(made(DINKES), operator, type=type_)


def test_subscriptions_of_both_kinds_are_listed(letters, monkeypatch):
    monkeypatch.setattr(subscribing, "OwnListener", Answering())
    code, output = run("subscriptions")
    assert code == 0
    assert "This node subscribes to nothing" in output
    assert "ID/GOV/6000/BPBD" in output.replace("\n", "") or "ID/GOV" in output


def test_undelivered_events_are_listed_sent_again_and_dropped(letters):
    assert str(SUB)[:8] in run("dead-letters")[1]
    assert "2 undelivered" in undelivered(letters).state
    assert run("retry", f"{SUB}/3")[0] == 0
    assert settled(letters) == ["retrying", ""]
    assert run("drop", f"{SUB}/4", input="n\n")[0] == 1
    assert settled(letters) == ["retrying", ""]
    assert run("drop", f"{SUB}/4", "--yes")[0] == 0
    assert settled(letters) == ["retrying", "dropped"]
    assert "No event is undelivered" in run("dead-letters")[1]
    assert "No event" not in run("dead-letters", "--all")[1]
    assert undelivered(letters).state == "delivered"


def test_all_that_wait_are_sent_again_by_one_word(letters):
    assert "2 events are sent again" in run("retry", "all")[1]
    assert settled(letters) == ["retrying", "retrying"]


@pytest.mark.parametrize("word", ["x", f"{SUB}", f"{SUB}/x", "x/3"])
def test_what_is_no_number_of_an_undelivered_event_is_a_usage_error(letters, word):
    assert run("retry", word)[0] == 2
    assert settled(letters) == ["", ""]


def test_a_subscription_is_paused_and_resumed(letters):
    for word, state in (("pause", "paused"), ("resume", "active")):
        assert run(word, str(SUB))[0] == 0
        assert delivering.find(letters, Actor.SYSTEM, id=SUB).state == state
    assert delivering.dead_letters(letters, Actor.SYSTEM, q="", settled=Settled.WAITING, page=1)[1] == 2

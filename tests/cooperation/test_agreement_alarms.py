"""Alarms before an agreement ends: each once a keeper, however often the job runs; retried while mail is away."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from simpul.cooperation.actions import agreements_changing, expiring, reminding_mail
from simpul.cooperation.model.agreements import Instrument
from simpul.kernel.actor import Actor
from simpul.kernel.clock import FixedClock
from simpul.kernel.errors import Unavailable
from simpul.kernel.holders import Holder, Holders
from simpul.kernel.platform import Platform
from tests.cooperation.agreement_makers import MOU, TODAY, cooperating, extension
from tests.cooperation.people import CENTRE, EVERYBODY, KEEPER, KOREAN, READER


@dataclass
class Post:
    """A mail server that can be away."""

    there: bool = True
    away: bool = False
    gone: list[tuple[str, str, str]] = field(default_factory=list)

    def send(self, *, to: str, subject: str, text: str, headers: Any = None) -> None:
        """Keeps the mail."""
        del headers
        if self.away:
            raise Unavailable()
        self.gone.append((to, subject, text))


class Roles:
    """The accounts of the tests' people."""

    def holders(self, platform: Platform, role: str, agency: str = "") -> list[Holder]:
        """Whoever holds the role."""
        del platform, agency
        return [Holder(one.id, one.name, "", "", "") for one in EVERYBODY.values() if role in one.roles and one.id]


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def node(platform: Platform, post: Post) -> Platform:
    """A node with mail, and an agreement that ends in 48 days."""
    cooperating(platform)
    return replace(platform, mailer=post, ports={**platform.ports, Holders: Roles()})


def address(node: Platform, *people: tuple[Actor, str]) -> None:
    for who, language in people:
        reminding_mail.keep(node, who, address=f"{who.id.int if who.id else 0}@contoh.go.id", language=language)


def test_each_keeper_is_told_once_at_each_alarm_in_their_language(node: Platform, post: Post, clock: FixedClock) -> None:
    address(node, (KEEPER, "id"), (KOREAN, "ko"), (READER, "en"), (CENTRE, "en"))
    assert [expiring.tell(node) for _ in range(3)] == [2, 0, 0]
    assert {to for to, _subject, _text in post.gone} == {"2@contoh.go.id", "4@contoh.go.id"}
    told = {to: subject + text for to, subject, text in post.gone}
    assert "Nota Kesepahaman" in told["2@contoh.go.id"]
    assert "양해각서" in told["4@contoh.go.id"]
    clock.advance(timedelta(days=17))  # 31 days are left
    assert expiring.tell(node) == 0
    clock.advance(timedelta(days=1))  # 30
    assert expiring.tell(node) == 2


def test_without_a_keeper_whom_mail_reaches_the_centre_hears_it(node: Platform, post: Post) -> None:
    address(node, (READER, "id"), (CENTRE, "en"))
    assert expiring.tell(node) == 1
    [(to, subject, _text)] = post.gone
    assert (to, subject) == ("1@contoh.go.id", "An agreement of the cooperation ends soon")


def test_while_mail_is_away_it_waits_and_goes_out_once(node: Platform, post: Post, clock: FixedClock) -> None:
    address(node, (KEEPER, "id"))
    post.away = True
    assert expiring.tell(node) == 0
    post.away = False
    clock.advance(reminding_mail.LEASE)
    assert [expiring.tell(node), expiring.tell(node)] == [1, 0]


def test_what_was_extended_before_the_mail_went_out_is_not_told(node: Platform, post: Post, clock: FixedClock) -> None:
    address(node, (KEEPER, "id"))
    post.away = True
    expiring.tell(node)
    longer = extension(TODAY + timedelta(1000))
    agreements_changing.agree(node, KEEPER, new=replace(longer, instrument=Instrument.EXTENSION, id=UUID(int=0)))
    post.away = False
    clock.advance(reminding_mail.LEASE)
    assert expiring.tell(node) == 0
    assert post.gone == []
    assert expiring.due(node, KEEPER) == ()


def test_an_agreement_that_ended_gives_no_alarm(node: Platform, post: Post) -> None:
    address(node, (KEEPER, "id"))
    agreements_changing.end(node, KEEPER, (MOU.id, 1), on=TODAY)
    assert (expiring.tell(node), post.gone) == (0, [])


def test_a_node_without_mail_prepares_nothing(node: Platform, post: Post) -> None:
    address(node, (KEEPER, "id"))
    post.there = False
    assert expiring.tell(node) == 0
    post.there = True
    assert expiring.tell(node) == 1


def test_nobody_is_mailed_at_night(node: Platform, clock: FixedClock) -> None:
    address(node, (KEEPER, "id"))
    hour = clock.now().hour + 7
    clock.advance(timedelta(hours=30 - hour))  # six in the morning at the centre
    assert expiring.tell(node) == 0
    clock.advance(timedelta(hours=1))
    assert expiring.tell(node) == 1

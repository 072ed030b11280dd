"""Reminders: each occasion once a person, with two workers, a killed process and a mail server that is away."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from threading import Barrier
from uuid import UUID

import pytest

from simpul.cooperation.actions import following, following_changing, reminding, reminding_mail
from simpul.cooperation.model.programmes import CENTRE as CENTRE_ROLE
from simpul.cooperation.model.programmes import PARTNER
from simpul.cooperation.store import mail_addresses
from simpul.kernel.actor import Actor
from simpul.kernel.clock import FixedClock
from simpul.kernel.errors import Unavailable
from simpul.kernel.holders import Holder, Holders
from simpul.kernel.mailer import MailRefused
from simpul.kernel.platform import Platform
from tests.cooperation.governance_makers import ACT, act_there, committee_there
from tests.cooperation.people import CENTRE, EVERYBODY, KEEPER, READER, SEATED_CENTRE, programmes_there


class Killed(BaseException):
    """The process died here."""


@dataclass
class Post:
    """A mail server that can be away, refuse, or be where the process dies."""

    there: bool = True
    gone: list[tuple[str, str, str, str]] = field(default_factory=list)
    puts_off: str = ""
    before: BaseException | None = None
    after: BaseException | None = None

    def send(self, *, to: str, subject: str, text: str, headers: Mapping[str, str] | None = None) -> None:
        """Keeps the mail, or fails as it was told."""
        if self.before:
            raise self.before
        if to == self.puts_off:
            raise Unavailable(part="mail")
        self.gone.append((to, subject, text, (headers or {})["Message-ID"]))
        if self.after:
            raise self.after


@dataclass
class Roles:
    """The accounts of the tests' people, without those who left."""

    left: set[UUID] = field(default_factory=set)

    def holders(self, platform: Platform, role: str, agency: str = "") -> list[Holder]:
        """Whoever holds the role."""
        del platform, agency
        found = [one for one in EVERYBODY.values() if role in one.roles and one.id not in self.left]
        return [Holder(one.id, one.name, one.agency or "", "", "") for one in found if one.id]


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def node(platform: Platform, post: Post) -> Platform:
    """A node with mail, the committee's action three days late, and its owner's address."""
    programmes_there(platform)
    committee_there(platform)
    ports = {**platform.ports, Holders: Roles()}
    made = replace(platform, mailer=post, ports=ports)
    reminding_mail.keep(made, READER, address="pembaca@instansi.go.id", language="id")
    return made


def test_once_however_often_the_job_runs(node: Platform, post: Post, clock: FixedClock) -> None:
    assert [reminding.remind(node) for _ in range(3)] == [1, 0, 0]
    to, subject, text, _ = post.gone[0]
    assert (to, subject) == ("pembaca@instansi.go.id", "Satu tindak lanjut kerja sama menunggu Anda")
    assert "Menyusun rencana kerja" in text
    assert "terlambat 3 hari" in text
    clock.advance(timedelta(days=4))  # a week late by now: the next occasion
    assert [reminding.remind(node) for _ in range(2)] == [1, 0]
    assert len(post.gone) == 2
    assert following.whole(node, READER, ACT.id).seen.follow_up.reminded_at == clock.now()


def test_before_the_day_on_the_day_then_weekly(node: Platform, post: Post, clock: FixedClock) -> None:
    following_changing.drop(node, KEEPER, following_changing.Saw(ACT.id, 1), words="tidak perlu")
    act_there(node, 1, due=date(2026, 12, 4))
    days = []
    for day in range(40):
        if reminding.remind(node):
            days.append(day)
        clock.advance(timedelta(days=1))
    assert days == [4, 11, 18, 25, 32, 39]  # 27 November, 4 December, then each Friday


def test_one_mail_a_person_for_all_that_is_due(node: Platform, post: Post) -> None:
    act_there(node, 1, due=date(2026, 11, 23), what="Mengirim berkas")
    act_there(node, 2, due=date(2027, 5, 1), what="Masih jauh")
    assert reminding.remind(node) == 1
    text = post.gone[0][2]
    assert text.index("Menyusun rencana kerja") < text.index("Mengirim berkas")
    assert "tenggat hari ini" in text
    assert "Masih jauh" not in text


def test_two_workers_at_once(node: Platform, post: Post) -> None:
    for number in range(1, 9):
        act_there(node, number, due=date(2026, 11, 1))
    reminding_mail.keep(node, KEEPER, address="sekretariat@instansi.go.id", language="en")
    act_there(node, 9, owner=None, owner_name="Pak Camat")
    start = Barrier(2)

    def work(_: int) -> int:
        start.wait()
        return reminding.remind(node)

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(work, range(2))) == len(post.gone)
    told = [line for one in post.gone for line in one[2].splitlines() if line.startswith("- ")]
    assert len(told) == 10
    assert {one[0] for one in post.gone} == {"pembaca@instansi.go.id", "sekretariat@instansi.go.id"}


def test_killed_before_the_mail_left(node: Platform, post: Post, clock: FixedClock) -> None:
    """Nobody else takes it while the dead worker's lease runs; then it goes out, once."""
    post.before = Killed()
    with pytest.raises(Killed):
        reminding.remind(node)
    post.before = None
    assert reminding.remind(node) == 0
    clock.advance(reminding_mail.LEASE)
    assert [reminding.remind(node) for _ in range(2)] == [1, 0]
    assert len(post.gone) == 1


def test_killed_after_the_mail_left(node: Platform, post: Post, clock: FixedClock) -> None:
    """Whether the server took it nobody can know: the second one is the same mail, by its number, and there is no third."""
    post.after = Killed()
    with pytest.raises(Killed):
        reminding.remind(node)
    post.after = None
    clock.advance(reminding_mail.LEASE)
    assert [reminding.remind(node) for _ in range(3)] == [1, 0, 0]
    assert post.gone[0][3] == post.gone[1][3]


def test_a_server_that_is_away(node: Platform, post: Post, clock: FixedClock) -> None:
    post.before = Unavailable(part="mail")
    assert reminding.remind(node) == 0
    post.before = None
    clock.advance(reminding_mail.LEASE)
    assert reminding.remind(node) == 1


def test_one_address_that_the_server_puts_off_does_not_hold_up_the_others(node: Platform, post: Post) -> None:
    reminding_mail.keep(node, KEEPER, address="sekretariat@instansi.go.id", language="en")
    act_there(node, 1, owner=KEEPER.id)
    post.puts_off = "pembaca@instansi.go.id"
    assert reminding.remind(node) == 1
    assert [one[0] for one in post.gone] == ["sekretariat@instansi.go.id"]


def test_an_address_that_nobody_has(node: Platform, post: Post, clock: FixedClock) -> None:
    """It is not tried again, its owner sees so, and the action is told to the side's keepers from the next time on."""
    post.before = MailRefused()
    assert reminding.remind(node) == 0
    post.before = None
    assert reminding_mail.own(node, READER).refused
    reminding_mail.keep(node, KEEPER, address="sekretariat@instansi.go.id", language="ko")
    assert reminding.remind(node) == 1
    assert post.gone[0][0] == "sekretariat@instansi.go.id"
    assert f"담당자 {READER.name}에게" in post.gone[0][2]


def test_what_was_done_meanwhile_is_not_told(node: Platform, post: Post, clock: FixedClock) -> None:
    post.before = Unavailable(part="mail")
    reminding.remind(node)
    post.before = None
    following_changing.finish(node, READER, following_changing.Saw(ACT.id, 1), words="")
    clock.advance(reminding_mail.LEASE)
    assert reminding.remind(node) == 0
    assert post.gone == []


@pytest.mark.parametrize("who", [CENTRE, SEATED_CENTRE])
def test_if_nobody_of_the_side_is_reached_the_centre_is(node: Platform, post: Post, who: Actor) -> None:
    reminding_mail.remove(node, READER)
    reminding_mail.keep(node, who, address="pusat@instansi.go.id", language="en")
    assert reminding.remind(node) == 1
    assert post.gone[0][0] == "pusat@instansi.go.id"


def test_who_left_gets_no_mail_and_the_address_is_erased(platform: Platform, node: Platform, post: Post) -> None:
    assert READER.id is not None
    gone = replace(node, ports={**node.ports, Holders: Roles({READER.id})})
    assert reminding.remind(gone) == 0
    assert reminding_mail.forget(gone) == 1
    with platform.database.reading() as unit:
        assert mail_addresses.all_(unit.connection) == {}


def test_nobody_is_reminded_at_night(node: Platform, post: Post, clock: FixedClock) -> None:
    clock.advance(timedelta(hours=13))  # one in the morning in Jakarta
    assert reminding.remind(node) == 0
    clock.advance(timedelta(hours=6))
    assert reminding.remind(node) == 1


def test_without_mail_nothing_is_prepared(node: Platform, post: Post) -> None:
    """So that nobody gets a heap of old mails once there is a server."""
    post.there = False
    assert reminding.remind(node) == 0
    post.there = True
    assert reminding.remind(node) == 1


def test_an_address_lies_sealed(platform: Platform, node: Platform) -> None:
    assert READER.id is not None
    with platform.database.reading() as unit:
        seal = mail_addresses.of_account(unit.connection, READER.id)
    assert seal is not None
    assert b"pembaca" not in seal.seal
    assert {PARTNER, CENTRE_ROLE} >= READER.roles


@pytest.mark.parametrize(
    "address", ["", "a", "a@b", "a b@c.id", "a@b.id, c@d.id", "A <a@b.id>", "a@b.id\nBcc: x@y.id", "a@@b.id"]
)
def test_what_is_no_address(node: Platform, address: str) -> None:
    with pytest.raises(reminding_mail.MailAddressWrong):
        reminding_mail.keep(node, READER, address=address, language="id")

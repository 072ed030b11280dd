"""What is kept of people: who is told after their seat ended, what comes back after it was erased, what a trail holds."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import pytest
from starlette.testclient import TestClient

from simpul.cooperation.actions import expiring, registering, registering_telling, reminding, reminding_mail, tickets
from simpul.cooperation.model.programmes import CENTRE as CENTRE_ROLE
from simpul.cooperation.model.programmes import PARTNER
from simpul.cooperation.model.registrations import Registered, RegisteredAlready, TooLateToCancel
from simpul.cooperation.store import agreements, programmes
from simpul.kernel.actor import Actor
from simpul.kernel.clock import FixedClock
from simpul.kernel.limits import TooMany
from simpul.kernel.mailer import Attachment
from simpul.kernel.platform import Platform
from tests.cooperation.activity_makers import link, with_passports, words
from tests.cooperation.agreement_makers import MOU
from tests.cooperation.event_makers import EVENT, form, lecture
from tests.cooperation.governance_makers import committee_there
from tests.cooperation.people import CENTRE, EGCC, KEEPER, READER, holding, programmes_there


@dataclass
class Post:
    """A mail server that takes everything."""

    gone: list[tuple[str, str, str]] = field(default_factory=list)
    there: bool = True

    def send(self, *, to: str, subject: str, text: str, headers: Mapping[str, str] | None = None) -> None:
        """The mail is gone."""
        del headers
        self.gone.append((to, subject, text))

    def send_with(self, *, to: str, subject: str, text: str, attachment: Attachment) -> None:
        """So is this."""
        del attachment
        self.gone.append((to, subject, text))


def mailing(platform: Platform, post: Post) -> Platform:
    """The node with this server."""
    holding(platform, {PARTNER: [KEEPER, READER], CENTRE_ROLE: [CENTRE]})
    return replace(platform, mailer=post)


def stands_up(platform: Platform, who: Actor) -> None:
    """The seat ended yesterday."""
    assert who.id is not None
    with platform.database.writing() as unit:
        unit.unaudited("a test")
        programmes.end_seat(unit.connection, EGCC, who.id, date(2026, 1, 1), platform.clock.now())


def test_a_reminder_that_waits_tells_nothing_once_the_seat_has_ended(platform: Platform) -> None:
    """The mail server was away when the seat ended: what waits must not go out with the programme's records in it."""
    post = Post()
    programmes_there(platform)
    committee_there(platform)
    node = mailing(platform, post)
    reminding_mail.keep(node, READER, address="pembaca@instansi.go.id", language="id")
    assert reminding.prepare(node) == 1
    stands_up(platform, READER)
    assert reminding_mail.send_waiting(node, reminding.TOPIC, reminding.compose) == []
    assert post.gone == []


def test_an_alarm_that_waits_tells_nothing_once_the_seat_has_ended(platform: Platform) -> None:
    post = Post()
    programmes_there(platform)
    with platform.database.writing() as unit:
        unit.unaudited("a test")
        agreements.add(unit.connection, MOU, platform.clock.now())
    node = mailing(platform, post)
    reminding_mail.keep(node, KEEPER, address="sekretariat@instansi.go.id", language="id")
    assert expiring.prepare(node) == 1
    stands_up(platform, KEEPER)
    assert reminding_mail.send_waiting(node, expiring.TOPIC, expiring.compose) == []
    assert post.gone == []


def ticket(platform: Platform) -> str:
    """The code of somebody's ticket to the lecture."""
    made = registering.take(platform, EVENT, [form(1, mail="satu@contoh.go.id")]).answers[0]
    assert isinstance(made, Registered)
    return made.code


def test_a_ticket_sends_no_mail_without_end(platform: Platform, clock: FixedClock) -> None:
    """Each change of the address sends a mail, to whomever it names: one ticket must not write to a thousand people."""
    lecture(platform)
    code = ticket(platform)
    for version in range(1, tickets.MAILS_MOST + 1):
        tickets.change_mail(platform, code, version, f"orang{version}@contoh.go.id")
    with pytest.raises(TooMany):
        tickets.change_mail(platform, code, tickets.MAILS_MOST + 1, "lagi@contoh.go.id")
    clock.advance(timedelta(hours=1))
    tickets.change_mail(platform, code, tickets.MAILS_MOST + 1, "lagi@contoh.go.id")


def test_what_was_erased_of_a_holder_does_not_come_back(platform: Platform, clock: FixedClock) -> None:
    """Nothing would ever erase it again."""
    event = lecture(platform)
    code = ticket(platform)
    clock.advance(event.ends_at - clock.now() + timedelta(days=platform.settings.cooperation_event_days, hours=1))
    registering_telling.erase(platform)
    assert tickets.seen(platform, code).holder.name == ""
    version = tickets.seen(platform, code).registration.version
    with pytest.raises(TooLateToCancel):
        tickets.change_mail(platform, code, version, "kembali@contoh.go.id")
    assert tickets.seen(platform, code).holder.mail == ""
    found = words(platform)
    assert not [one for one in ("Peserta 1", "satu@contoh.go.id", "kembali@contoh.go.id") if one in found]


def test_pages_of_a_secret_are_kept_and_told_by_nobody(platform: Platform, client_for: Callable[..., TestClient]) -> None:
    """Not by the browser's "back", not to the next site, not by a search engine; what no secret opens is no different."""
    one, _ = with_passports(platform)
    client = client_for()
    for secret in (link(platform, one), "tebakan-yang-panjangnya-lebih-dari-dua-puluh"):
        headers = client.get(f"/kerja-sama/dokumen/{secret}").headers
        assert headers["cache-control"] == "no-store"
        assert headers["referrer-policy"] in ("no-referrer", "same-origin")
    answer = client.get(f"/kerja-sama/dokumen/{link(platform, one)}")
    assert (answer.headers["referrer-policy"], answer.headers["x-robots-tag"]) == ("no-referrer", "noindex")
    for path in ("/pameran/kontak", "/pameran/kontak?layar=1"):
        assert client.get(path).headers["cache-control"] == "no-store"


def test_a_name_and_a_number_that_are_public_open_no_ticket(platform: Platform) -> None:
    """Both stand in public lists of officials: with them alone anybody could give a colleague's place back."""
    lecture(platform)
    code = ticket(platform)
    for mail in ("", "lain@contoh.go.id"):
        answer = registering.take(platform, EVENT, [form(1, mail=mail, key="lain")]).answers[0]
        assert isinstance(answer, RegisteredAlready), mail
    again = registering.take(platform, EVENT, [form(1, mail="SATU@contoh.go.id", key="lain")]).answers[0]
    assert isinstance(again, Registered)
    assert (again.code, again.fresh) == (code, False)

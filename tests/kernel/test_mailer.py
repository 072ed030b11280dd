"""Mail over the real wire: a server on this machine takes it, refuses it, or is not there."""

import socket
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from tests.conftest import START, settings_for

from simpul.kernel.clock import FixedClock
from simpul.kernel.errors import Unavailable
from simpul.kernel.mailer import Attachment, MailRefused, NoMailer, SmtpMailer, mailer_of

LEAVE = f"<https://bencana.example.go.id/bencana/langganan/1-{'0' * 32}/berhenti>"
"""Longer than a line, and useless when it is broken."""


class Inbox:
    """Keeps what it is sent; answers `answer`."""

    def __init__(self) -> None:
        self.got: list[object] = []
        self.answer = "250 OK"

    async def handle_DATA(  # noqa: N802 (the server's own name)
        self, _server, _session, envelope
    ) -> str:
        self.got.append(envelope)
        return self.answer

    async def handle_RCPT(  # noqa: N802 (the server's own name)
        self, _server, _session, envelope, address, _options
    ) -> str:
        if address.startswith("gone"):
            return "550 no such user"
        if address.startswith("full"):
            return "452 later"
        envelope.rcpt_tos.append(address)
        return "250 OK"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def inbox() -> Iterator[tuple[Inbox, SmtpMailer]]:
    kept = Inbox()
    port = _free_port()
    server = Controller(kept, hostname="127.0.0.1", port=port)
    server.start()
    yield kept, SmtpMailer(f"smtp://127.0.0.1:{port}?tls=no", "BPBD Uji <bpbd@uji.example>", FixedClock(START))
    server.stop()


def test_a_message_arrives_as_it_was_written(inbox):
    kept, mailer = inbox
    mailer.send(
        to="siti@contoh.id",
        subject="Peringatan: banjir — siaga",
        text="Air naik.\n",
        headers={"List-Unsubscribe": LEAVE},
    )
    [one] = kept.got
    text = one.content.decode()
    assert (one.mail_from, one.rcpt_tos) == ("bpbd@uji.example", ["siti@contoh.id"])
    assert f"\nList-Unsubscribe: {LEAVE}\r\n" in text
    assert "Date: Mon, 23 Nov 2026 05:00:00 +0000" in text
    assert "Auto-Submitted: auto-generated" in text


def test_nobody_can_write_further_headers_or_receivers(inbox):
    kept, mailer = inbox
    for to in ("a@b.id\nBcc: c@d.id", "a@b.id, c@d.id", "a@b.id\r\nRCPT TO:<c@d.id>", "not an address"):
        with pytest.raises(MailRefused):
            mailer.send(to=to, subject="x", text="y")
    with pytest.raises(MailRefused):
        mailer.send(to="a@b.id", subject="x", text="y", headers={"X-Test": "a\nBcc: c@d.id"})
    mailer.send(to="a@b.id", subject="x\nBcc: c@d.id", text="y")
    [one] = kept.got
    assert one.rcpt_tos == ["a@b.id"]
    assert "\nBcc:" not in one.content.decode()


def test_a_refusal_for_good_is_told_from_one_for_now(inbox):
    kept, mailer = inbox
    with pytest.raises(MailRefused):
        mailer.send(to="gone@b.id", subject="x", text="y")
    with pytest.raises(Unavailable):
        mailer.send(to="full@b.id", subject="x", text="y")
    kept.answer = "554 spam"
    with pytest.raises(MailRefused):
        mailer.send(to="a@b.id", subject="x", text="y")
    kept.answer = "451 greylisted"
    with pytest.raises(Unavailable):
        mailer.send(to="a@b.id", subject="x", text="y")


def test_a_server_that_is_not_there_or_speaks_no_tls_is_unavailable_and_no_password_goes_out(inbox):
    kept, mailer = inbox
    with pytest.raises(Unavailable):
        SmtpMailer("smtp://127.0.0.1:1", "a@b.id").send(to="a@b.id", subject="x", text="y")
    port = mailer._port
    with pytest.raises(Unavailable):
        SmtpMailer(f"smtp://user:secret@127.0.0.1:{port}", "a@b.id").send(to="a@b.id", subject="x", text="y")
    assert kept.got == []


def test_a_node_without_mail_says_so(run_directory):
    assert isinstance(mailer_of(settings_for(run_directory)), NoMailer)
    made = mailer_of(settings_for(run_directory, mail_url="smtps://mail.example", mail_from="a@b.id"))
    assert isinstance(made, SmtpMailer)
    assert "secret" not in repr(settings_for(run_directory, mail_url="smtp://u:secret@h"))


def test_a_calendar_goes_along_byte_for_byte_with_its_method(inbox):
    kept, mailer = inbox
    content = "BEGIN:VCALENDAR\r\nSUMMARY:서울\r\nEND:VCALENDAR\r\n".encode()
    media = "text/calendar; method=REQUEST; charset=utf-8"
    mailer.send_with(to="siti@contoh.id", subject="Undangan", text="Halo", attachment=Attachment("u.ics", media, content))
    message = message_from_bytes(kept.got[0].content, policy=default)
    words, part = message.iter_parts()
    assert words.get_content().strip() == "Halo"
    assert (part.get_content_type(), part["Content-Type"].params["method"]) == ("text/calendar", "REQUEST")
    assert part.get_payload(decode=True) == content
    assert part.get_filename() == "u.ics"


def test_a_node_without_mail_sends_nothing_along_either():
    with pytest.raises(Unavailable):
        NoMailer().send_with(to="a@b.id", subject="s", text="t", attachment=Attachment("a", "text/plain", b""))

"""Mail that leaves the node, behind a port: by SMTP where the operator named a server, else not at all."""

import smtplib
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage, Message
from email.policy import SMTP
from email.utils import format_datetime
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from simpul.kernel.clock import Clock, SystemClock
from simpul.kernel.errors import Invalid, Unavailable
from simpul.kernel.settings import Settings

_TIMEOUT = 15.0
_WHOLE = SMTP.clone(max_line_length=998)
"""Headers are not broken into encoded words: mail programs read the addresses in them only whole (RFC 5322 2.1.1)."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A part that goes along. `media` may have parameters: `text/calendar; method=REQUEST; charset=utf-8`."""

    name: str
    media: str
    content: bytes


class MailRefused(Invalid):
    """The mail server says for good that it does not take mail for this address."""

    code = "mail-refused"
    sentence = "The mail server does not take mail for this address."


class Mailer(Protocol):
    """What carries a message to a person."""

    @property
    def there(self) -> bool:
        """Whether this node can send mail at all."""
        ...

    def send(self, *, to: str, subject: str, text: str, headers: Mapping[str, str] | None = None) -> None:
        """The message is handed on; Unavailable to try again, MailRefused where that is no use."""
        ...

    def send_with(self, *, to: str, subject: str, text: str, attachment: Attachment) -> None:
        """The same, with something that goes along."""
        ...


class NoMailer:
    """A node without mail: sending is refused, and says so."""

    there = False

    def send(self, *, to: str, subject: str, text: str, headers: Mapping[str, str] | None = None) -> None:  # noqa: ARG002 (the port's form)
        """Refuses: this node has no mail set up."""
        raise Unavailable(part="mail")

    def send_with(self, *, to: str, subject: str, text: str, attachment: Attachment) -> None:  # noqa: ARG002 (the port's form)
        """Refuses: this node has no mail set up."""
        raise Unavailable(part="mail")


class SmtpMailer:
    """Mail by the operator's server: `smtp://user:password@host:587`, or `smtps://host:465`.

    STARTTLS wherever it is offered, and before any password; `?tls=no` for a server on the same machine that speaks none.
    """

    there = True

    def __init__(self, url: str, sender: str, clock: Clock | None = None) -> None:
        parts = urlsplit(url)
        self._secure = parts.scheme == "smtps"
        self._host, self._port = parts.hostname or "localhost", parts.port or (465 if self._secure else 587)
        self._user, self._password = unquote(parts.username or ""), unquote(parts.password or "")
        self._plain = parse_qs(parts.query).get("tls") == ["no"]
        self._sender, self._clock = sender, clock or SystemClock()

    def send(self, *, to: str, subject: str, text: str, headers: Mapping[str, str] | None = None) -> None:
        """The server took the message; Unavailable to try again, MailRefused where it never will."""
        self._handed_on(self._message(to, subject, text, headers or {}), to)

    def send_with(self, *, to: str, subject: str, text: str, attachment: Attachment) -> None:
        """The server took the message with what goes along; refuses as `send` does."""
        message = self._message(to, subject, text, {})
        main, sub, params = _kind(attachment.media)
        message.add_attachment(
            attachment.content, maintype=main, subtype=sub, filename=attachment.name, params=params, cte="base64"
        )
        self._handed_on(message, to)

    def _handed_on(self, message: EmailMessage, to: str) -> None:
        try:
            with self._connected() as server:
                server.send_message(message, from_addr=self._envelope(), to_addrs=[to])
        except smtplib.SMTPRecipientsRefused as refused:
            raise _refusal(max((code for code, _ in refused.recipients.values()), default=550)) from None
        except smtplib.SMTPResponseException as refused:
            raise _refusal(refused.smtp_code) from None
        except (smtplib.SMTPException, OSError) as failure:
            raise Unavailable(part="mail") from failure

    def _connected(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self._secure:
            server: smtplib.SMTP = smtplib.SMTP_SSL(self._host, self._port, timeout=_TIMEOUT, context=context)
        else:
            server = smtplib.SMTP(self._host, self._port, timeout=_TIMEOUT)
        try:
            if not self._secure and not self._plain:
                server.ehlo()
                if server.has_extn("starttls") or self._user:
                    server.starttls(context=context)
            if self._user:
                server.login(self._user, self._password)
        except BaseException:
            with suppress(smtplib.SMTPException, OSError):
                server.close()
            raise
        return server

    def _envelope(self) -> str:
        return self._sender.rpartition("<")[2].rstrip("> ")

    def _message(self, to: str, subject: str, text: str, headers: Mapping[str, str]) -> EmailMessage:
        """The message; MailRefused where an address or a header is more than one line, or no address."""
        message = EmailMessage(policy=_WHOLE)
        try:
            message["From"] = self._sender
            message["To"] = Address(addr_spec=to)
            message["Subject"] = " ".join(subject.split())
            message["Date"] = format_datetime(self._clock.now())
            message["Auto-Submitted"] = "auto-generated"
            for name, value in headers.items():
                message[name] = value
        except (ValueError, IndexError):
            raise MailRefused() from None
        message.set_content(text, cte="quoted-printable")
        return message


def _kind(media: str) -> tuple[str, str, dict[str, str]]:
    """The two halves of a media type, and its parameters."""
    part = Message()
    part["Content-Type"] = media
    return part.get_content_maintype(), part.get_content_subtype(), dict((part.get_params() or [])[1:])


def _refusal(code: int) -> Unavailable | MailRefused:
    """A code of 5xx is for good; others may be tried again."""
    return MailRefused() if 550 <= code < 555 and code != 552 else Unavailable(part="mail")


def mailer_of(settings: Settings, clock: Clock | None = None) -> Mailer:
    """How this node sends mail, as its operator set it."""
    return (
        SmtpMailer(settings.mail_url, settings.mail_from, clock) if settings.mail_url and settings.mail_from else NoMailer()
    )

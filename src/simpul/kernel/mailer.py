"""Mail that leaves the node, behind a port. No module sends any yet; the first that does brings the SMTP adapter."""

from typing import Protocol

from simpul.kernel.errors import Unavailable


class Mailer(Protocol):
    """What carries a message to a person."""

    def send(self, *, to: str, subject: str, text: str) -> None:
        """The message is handed on; Unavailable if it cannot be."""
        ...


class NoMailer:
    """A node without mail: sending is refused, and says so."""

    def send(self, *, to: str, subject: str, text: str) -> None:  # noqa: ARG002 (the port's form)
        """Refuses: this node has no mail set up."""
        raise Unavailable(part="mail")

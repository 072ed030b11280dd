"""A service's description for its callers, and its life cycle. RFC 9745 (Deprecation), RFC 8594 (Sunset)."""

import re
from dataclasses import replace
from datetime import datetime
from email.utils import format_datetime

from simpul.exchange.model.lifecycle_refusals import (
    ContactNotFit,
    LifecycleNotSo,
    PromiseNotFit,
    SuccessorNotFit,
    SunsetNotFit,
)
from simpul.exchange.model.names import BadName, ServiceId
from simpul.exchange.model.services import Lifecycle, Promise, Service
from simpul.exchange.rules.requests import is_line

CONTACT_MOST = 200
HOURS_MOST = 100
SLOWEST = 600_000
_PERCENT = re.compile(r"(100(\.0{1,4})?|\d{1,2}(\.\d{1,4})?)")


def check_contact(contact: str) -> str:
    """The contact without blanks around it; ContactNotFit."""
    if len(contact) > CONTACT_MOST or not is_line(contact):
        raise ContactNotFit()
    return contact.strip()


def check_promise(promise: Promise) -> Promise:
    """The promise, a decimal comma as a point; PromiseNotFit."""
    availability, hours = promise.availability.strip().replace(",", "."), promise.hours.strip()
    readable = not availability or _PERCENT.fullmatch(availability) is not None
    if not readable or not 0 <= promise.response_ms <= SLOWEST or len(hours) > HOURS_MOST or not is_line(hours):
        raise PromiseNotFit()
    return Promise(availability, promise.response_ms, hours)


def moved(before: Service, to: Lifecycle, now: datetime, *, sunset_at: datetime | None, successor: str) -> Service:
    """The service in the state `to`; LifecycleNotSo, SunsetNotFit, SuccessorNotFit.

    Deprecating asks for a last day to come; a second time it changes day and successor. Publishing anew forgets both.
    """
    if to is before.lifecycle and to is not Lifecycle.DEPRECATED:
        raise LifecycleNotSo()
    if to is Lifecycle.PUBLISHED:
        return replace(before, lifecycle=to, deprecated_at=None, sunset_at=None, successor="")
    _check_successor(before, successor)
    if to is Lifecycle.RETIRED:
        kept = successor or before.successor
        return replace(before, lifecycle=to, deprecated_at=before.deprecated_at or now, sunset_at=now, successor=kept)
    if sunset_at is None or sunset_at <= now:
        raise SunsetNotFit()
    since = before.deprecated_at or now
    return replace(before, lifecycle=to, deprecated_at=since, sunset_at=sunset_at, successor=successor)


def is_over(service: Service, now: datetime) -> bool:
    """Whether the service answers no more: it was retired, or its last day has passed."""
    return service.lifecycle is Lifecycle.RETIRED or (
        service.lifecycle is Lifecycle.DEPRECATED and service.sunset_at is not None and now >= service.sunset_at
    )


def farewell(service: Service) -> str:
    """What a caller of a service that is over reads."""
    ended = f"since {service.sunset_at:%Y-%m-%d}" if service.sunset_at else "for good"
    return f"retired {ended}" + (f"; use SERVICE:{service.successor}" if service.successor else "")


def headers_of(service: Service) -> list[tuple[bytes, bytes]]:
    """What every answer of a deprecated service says of its end; nothing for others."""
    if service.lifecycle is not Lifecycle.DEPRECATED or service.deprecated_at is None or service.sunset_at is None:
        return []
    said = [
        (b"deprecation", b"@%d" % int(service.deprecated_at.timestamp())),
        (b"sunset", format_datetime(service.sunset_at, usegmt=True).encode()),
    ]
    if service.successor:
        said.append((b"link", b'</r1/%b>; rel="successor-version"' % service.successor.encode()))
    return said


def _check_successor(service: Service, successor: str) -> None:
    if not successor:
        return
    try:
        named = ServiceId.parse(successor)
    except BadName:
        raise SuccessorNotFit() from None
    if (named.subsystem.path, named.service) == (service.subsystem, service.code):
        raise SuccessorNotFit()

"""JSON answers about registrations: the ticket, a number in the queue, a problem (RFC 9457), an event's state."""

import asyncio
from dataclasses import dataclass
from typing import Any

import orjson
from starlette.types import Send

from simpul.cooperation.actions import event_reading
from simpul.cooperation.live.registering import Desk
from simpul.cooperation.model.events import EventSeen
from simpul.cooperation.model.registrations import Queued, Registered
from simpul.cooperation.rules.tickets import grouped
from simpul.kernel.errors import Refusal
from simpul.kernel.platform import Platform
from simpul.kernel.web.problems import headers_of, status_of

EVENTS = "/api/v1/cooperation/events/"
Pairs = tuple[tuple[bytes, bytes], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """A status, a body, its kind, headers beyond those every answer has."""

    status: int
    body: bytes
    kind: bytes = b"application/json"
    more: Pairs = ((b"cache-control", b"no-store"),)


def told(answer: Registered | Queued, slug: str) -> Answer:
    """201 with a new ticket, 200 with one that was there, 202 with a number and when to come again."""
    if isinstance(answer, Queued):
        again = f"{EVENTS}{slug}/registrations/{answer.token}"
        body = {"queue": {"number": answer.number, "ahead": answer.ahead, "seconds": answer.seconds, "again": again}}
        seconds = str(answer.again).encode()
        return Answer(202, orjson.dumps(body), more=((b"cache-control", b"no-store"), (b"retry-after", seconds)))
    ticket = {
        "code": answer.code,
        "shown": grouped(answer.code),
        "admission": answer.admission.value,
        "number": answer.number,
        "place": answer.place,
        "page": f"/acara/tiket/{answer.code}",
    }
    return Answer(201 if answer.fresh else 200, orjson.dumps({"ticket": ticket}))


def problem(refusal: Refusal) -> Answer:
    """The refusal as problem details, with the field it is about where it names one."""
    status = status_of(refusal)
    facts: dict[str, Any] = {"type": f"urn:simpul:problem:{refusal.code}", "title": refusal.sentence, "status": status}
    if refusal.field:
        facts["field"] = refusal.field
    facts |= {name: value for name, value in refusal.facts.items() if isinstance(value, (str, int))}
    more = tuple((name.lower().encode(), value.encode()) for name, value in headers_of(refusal, status).items())
    return Answer(status, orjson.dumps(facts), b"application/problem+json", more)


async def state(platform: Platform, desk: Desk, slug: str) -> Answer:
    """The event's times, the server's own, its counts and quotas, and how many wait in the queue before the form."""
    seen = await asyncio.to_thread(event_reading.seen, platform, slug)
    now, ahead = platform.clock.now(), desk.line(seen.event.id).ahead
    return Answer(200, orjson.dumps(described(seen) | {"now": now, "queue": ahead}))


def described(seen: EventSeen) -> dict[str, object]:
    """The event for programs."""
    event, tally = seen.event, seen.tally
    return {
        "slug": event.slug,
        "title": dict(event.title),
        "place": dict(event.place),
        "zone": event.zone,
        "starts_at": event.starts_at,
        "ends_at": event.ends_at,
        "opens_at": event.opens_at,
        "closes_at": event.closes_at,
        "stage": seen.stage.value,
        "synthetic": event.synthetic,
        "hall": {"places": event.hall_places, "taken": tally.hall, "waiting": tally.waiting},
        "remote": {"places": event.remote_places, "taken": tally.remote, "waiting": tally.remote_waiting},
        "quotas": [
            {"agency": one.agency, "name": one.name, "places": one.places, "taken": one.taken, "waiting": one.waiting}
            for one in seen.quotas.values()
        ],
    }


async def sent(answer: Answer, common: list[tuple[bytes, bytes]], send: Send, *, head: bool = False) -> None:
    """The answer is on its way."""
    headers = [*common, *answer.more, (b"content-length", str(len(answer.body)).encode()), (b"content-type", answer.kind)]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if head else answer.body})

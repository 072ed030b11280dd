"""Large events for who registers: which there are, one with its countdown or its form, and the place in the queue.

The form is posted to the hot path (`live.registering_web`), which sends on to `post` here what it does not understand: this
page judges the same form by the same rules and says at the field what is wrong. Pages that wait come again by themselves
(the `Refresh` header), so that nothing needs a script, and by the server's time.
"""

import math
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from html import escape
from typing import Any

import anyio

from simpul.cooperation.actions import event_reading
from simpul.cooperation.live.registering import desk_of
from simpul.cooperation.live.registering_web import FORMS, after, cookie_name, kept
from simpul.cooperation.model.events import EventSeen, LargeEvent, Stage
from simpul.cooperation.model.registrations import Queued, Registered
from simpul.cooperation.pages import acara_kept, acara_tiket
from simpul.cooperation.pages.parts import answered
from simpul.cooperation.rules.registering_form import form_of
from simpul.kernel.errors import Refusal
from simpul.kernel.i18n import N_, ZONES
from simpul.kernel.web import Request, Response, redirect, route

EVENTS = "/acara"
_SLOWEST = 30
"""Seconds between two looks of a page that waits for the opening."""
STAGES: Mapping[Stage, tuple[str, str]] = {
    Stage.BEFORE: ("awaiting", N_("Registration opens soon")),
    Stage.OPEN: ("open", N_("Registration is open")),
    Stage.CLOSED: ("closed", N_("Registration has closed")),
    Stage.OVER: ("archive", N_("The event is over")),
}


def show_all(request: Request) -> Response:
    """Every public event, those to come first."""
    found = event_reading.listed(request.platform)
    context = {
        "coming": [one for one in found if one[1] is not Stage.OVER],
        "over": [one for one in found if one[1] is Stage.OVER],
        "stages": STAGES,
        "events_path": EVENTS,
        "when": when(request),
    }
    return answered(request, "cooperation/acara.html", context)


def when(request: Request) -> Any:
    """How this page writes from when to when an event is, in its own zone."""

    def written(event: LargeEvent) -> str:
        start, end = request.t.datetime(event.starts_at, event.zone), request.t.time(event.ends_at, event.zone)
        zone = ZONES[event.zone]
        if event.starts_at.astimezone(zone).date() != event.ends_at.astimezone(zone).date():
            end = request.t.datetime(event.ends_at, event.zone)
        return f"{start.removesuffix(event.zone).strip()} – {end}"

    return written


async def show(request: Request) -> Response:
    """One event: until it opens the countdown, then the form."""
    slug = request.path_params["slug"]
    mine = request.cookies.get(cookie_name(request.platform, slug), "")
    words = {"key": request.platform.ids.random()}
    if mine:
        return await anyio.to_thread.run_sync(_page, request, None)
    return await acara_kept.page(request, f"{EVENTS}/{slug}", lambda asked: _page(asked, None), words)


def _page(request: Request, refusal: Refusal | None) -> Response:
    slug = request.path_params["slug"]
    seen = event_reading.seen(request.platform, slug)
    now = request.platform.clock.now()
    context = {
        **_common(request, seen),
        "left": left(seen.event.opens_at - now) if seen.stage is Stage.BEFORE else None,
        "clock": clock(request, now, seen.event.zone),
        "agencies": sorted(seen.quotas.values(), key=lambda one: one.name),
        "given": request.posted,
        "key": request.posted.text("key") or acara_kept.mark("key"),
        "form_path": f"{FORMS}{slug}",
        "mine": request.cookies.get(cookie_name(request.platform, slug), ""),
    }
    response = answered(request, "cooperation/acara_satu.html", context, refusal)
    if seen.stage is Stage.BEFORE:
        seconds = math.ceil((seen.event.opens_at - now).total_seconds())
        response.headers["Refresh"] = str(max(1, min(_SLOWEST, seconds)))
    response.headers["Cache-Control"] = "no-store"
    return response


def _common(request: Request, seen: EventSeen) -> dict[str, Any]:
    return {"seen": seen, "event": seen.event, "stages": STAGES, "events_path": EVENTS, "when": when(request)}


def left(until: timedelta) -> tuple[int, int, int, int]:
    """Days, hours, minutes and seconds."""
    whole = max(0, math.ceil(until.total_seconds()))
    return whole // 86_400, whole // 3_600 % 24, whole // 60 % 60, whole % 60


def clock(request: Request, now: datetime, zone: str) -> str:
    """The server's time to the second, in the event's zone."""
    sign = ":" if request.lang in ("en", "ko") else "."
    return f"{now.astimezone(ZONES[zone]).strftime(f'%H{sign}%M{sign}%S')} {zone}"


async def post(request: Request) -> Response:
    """The ticket, the place in the queue, or the form again with what is wrong."""
    slug, desk = request.path_params["slug"], desk_of(request.platform)
    posted = request.posted
    try:
        known = await desk.known(slug)
        fields = {name: posted.text(name) for name in posted.fields}
        answer = await desk.register(known, form_of(fields, known.agencies, request.lang))
    except Refusal as refusal:
        return await anyio.to_thread.run_sync(_page, request, refusal)
    return _gone(request, answer, slug)


def _gone(request: Request, answer: Registered | Queued, slug: str) -> Response:
    response = redirect(request, after(answer, "", slug))
    cookie = kept(request.platform, answer, slug)
    if cookie:
        response.headers.append("set-cookie", cookie)
    return response


async def wait(request: Request) -> Response:
    """The ticket, once the number is called; else the place in the queue as it is now, on a page that comes again."""
    slug, desk = request.path_params["slug"], desk_of(request.platform)
    known = await desk.known(slug)
    answer = await desk.again(known, request.path_params["token"])
    if isinstance(answer, Registered):
        return redirect(request, after(answer, "", slug))
    now = clock(request, request.platform.clock.now(), known.event.zone)
    words = {**_words(request, answer, now), "token": answer.token}
    made = partial(_waiting, event=known.event)
    path = f"{EVENTS}/{slug}/antrean/{acara_kept.mark('token')}"
    response = await acara_kept.page(request, path, made, {name: escape(word) for name, word in words.items()})
    response.headers["Refresh"] = str(answer.again)
    return response


def _words(request: Request, answer: Queued, now: str) -> dict[str, str]:
    t, minutes = request.t, math.ceil(answer.seconds / 60)
    before = t.ngettext("{n} person is before you.", "{n} people are before you.", answer.ahead)
    more = t.ngettext("About {n} minute more.", "About {n} minutes more.", minutes)
    again = t.ngettext(
        "This page comes again by itself every {n} second; then your ticket is here. It is {time} now.",
        "This page comes again by itself every {n} seconds; then your ticket is here. It is {time} now.",
        answer.again,
        time=now,
    )
    return {"number": t.number(answer.number), "before": f"{before} {more}", "again": again}


def _waiting(request: Request, event: LargeEvent) -> Response:
    context = {"event": event, "events_path": EVENTS, "own": acara_kept.mark}
    response = answered(request, "cooperation/acara_antrean.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


ROUTES = [
    route("GET", EVENTS, show_all),
    *acara_tiket.ROUTES,
    route("GET", f"{EVENTS}/{{slug}}", show),
    route("POST", f"{EVENTS}/{{slug}}", post),
    route("GET", f"{EVENTS}/{{slug}}/antrean/{{token}}", wait),
]

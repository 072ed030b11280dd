"""The live board of an event: large figures for the hall's screen, and the same on a phone; it follows by itself."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import anyio.to_thread
from starlette.responses import StreamingResponse

from simpul.cooperation.actions import board_words, boards
from simpul.cooperation.model.boards import Board
from simpul.cooperation.pages.acara_meja import EVENTS, context_of, event_id
from simpul.cooperation.pages.parts import answered
from simpul.kernel.platform import Platform
from simpul.kernel.web import Request, Response, route
from simpul.kernel.web.export import csv_of

LIFE, EVERY, WATCHERS = 25, 1.0, 200
"""Seconds that a stream lives (then the browser asks again, and is judged again), between looks, and streams at once."""
AGENCIES = 12
_STREAMS = "cooperation.boards.streams"


def show(request: Request) -> Response:
    """The board as it is now."""
    seen = boards.board(request.platform, request.actor, event_id(request))
    return answered(request, "cooperation/papan.html", {**context_of(request, {}), **_context(request, seen)})


def _context(request: Request, seen: Board) -> dict[str, Any]:
    minutes = board_words.minutes(request.t, seen, request.platform.clock.now())
    return {
        "board": seen,
        "one": seen.event,
        "agencies": seen.agencies[:AGENCIES],
        "more": max(0, len(seen.agencies) - AGENCIES),
        "share": round(seen.entered * 100 / seen.tally.hall) if seen.tally.hall else 0,
        "minutes": minutes,
        "clock": request.t.time,
        "keeps": "cooperation.centre" in request.actor.roles,
    }


async def stream(request: Request) -> Response:
    """Server-sent events: one whenever the board changed, until the stream's life is over."""
    event = event_id(request)
    await anyio.to_thread.run_sync(boards.permit_board, request.platform, request.actor)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    if request.platform.state.get(_STREAMS, 0) >= WATCHERS:
        return Response(b"", 503, {**headers, "Retry-After": "10"})
    return StreamingResponse(_told(request.platform, event), 200, headers, "text/event-stream")


async def _told(platform: Platform, event: UUID) -> AsyncIterator[bytes]:
    platform.state[_STREAMS] = platform.state.get(_STREAMS, 0) + 1
    try:
        yield b"retry: 1000\n\n"
        known = await anyio.to_thread.run_sync(boards.mark, platform, event)
        for _ in range(int(LIFE / EVERY)):
            await asyncio.sleep(EVERY)
            now = await anyio.to_thread.run_sync(boards.mark, platform, event)
            yield b"event: papan\ndata: {}\n\n" if now != known else b": ada\n\n"
            known = now
    finally:
        platform.state[_STREAMS] -= 1


def exported(request: Request) -> Response:
    """Every agency's numbers as CSV."""
    seen = boards.board(request.platform, request.actor, event_id(request))
    rows = [(one.agency, one.name, one.taken, one.entered) for one in seen.agencies]
    return csv_of("kehadiran.csv", ("agency", "name", "taken", "entered"), rows, marked=True)


ROUTES = [
    route("GET", f"{EVENTS}/{{event}}/papan", show),
    route("GET", f"{EVENTS}/{{event}}/papan/siaran", stream),
    route("GET", f"{EVENTS}/{{event}}/papan.csv", exported),
]

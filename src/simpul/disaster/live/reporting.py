"""Reports that pages and programs send are written together with those of cards: many in one commit."""

import asyncio
import threading
from concurrent.futures import Future
from contextlib import suppress

from simpul.disaster import actions
from simpul.disaster.actions.intake import Offered
from simpul.disaster.live.compat_cards import cards_of
from simpul.disaster.model import Draft, Sent
from simpul.kernel.actor import Actor
from simpul.kernel.errors import Refusal, Unavailable
from simpul.kernel.platform import Platform

_KEY = "disaster.reporting.loop"
PATIENCE = 30
"""Seconds after which the sender is told to come again; the same form sent again is the same report."""


def start(platform: Platform) -> None:
    """Threads of this process can offer reports to the running event loop, where there is one."""
    with suppress(RuntimeError):
        platform.state[_KEY] = (asyncio.get_running_loop(), threading.get_ident())


def stop(platform: Platform) -> None:
    """Each report is a transaction of its own again."""
    platform.state.pop(_KEY, None)


def report(platform: Platform, actor: Actor, draft: Draft) -> Sent:
    """As `actions.report`, called from a thread that may wait; while this process serves, in a batch with others."""
    loop, thread = platform.state.get(_KEY, (None, 0))
    if loop is None or thread == threading.get_ident():
        return actions.report(platform, actor, draft)
    answer: Future[Sent] = Future()
    loop.call_soon_threadsafe(_offer, platform, Offered(draft, actor), answer)
    try:
        return answer.result(PATIENCE)
    except TimeoutError as late:
        raise Unavailable(part="intake") from late


def _offer(platform: Platform, offered: Offered, answer: "Future[Sent]") -> None:
    try:
        taken = cards_of(platform).taken.offer(offered)
    except Refusal as refusal:
        answer.set_exception(refusal)
        return
    taken.add_done_callback(lambda done: _hand_on(done, answer))


def _hand_on(done: "asyncio.Future[Sent]", answer: "Future[Sent]") -> None:
    if done.cancelled():
        answer.cancel()
    elif refusal := done.exception():
        answer.set_exception(refusal)
    else:
        answer.set_result(done.result())

"""`/feeds/…`: reports that other programs send with their key; they wait for an officer, if it is not an officer's key."""

from collections.abc import Callable
from typing import Any

from simpul.disaster.actions import compat
from simpul.disaster.api.compat.calls import Answer, Call, by_key
from simpul.disaster.model import Draft, Sender, Source
from simpul.disaster.rules.compat import feeds
from simpul.disaster.rules.compat.answers import Problem
from simpul.disaster.rules.compat.feeds import Fed


def qlue(call: Call) -> Answer | Problem:
    """`POST /feeds/qlue`."""
    return _take(call, feeds.read_qlue)


def detik(call: Call) -> Answer | Problem:
    """`POST /feeds/detik`."""
    return _take(call, feeds.read_detik)


def _take(call: Call, read: Callable[[Any], Fed | Problem]) -> Answer | Problem:
    fed = read(call.body)
    if isinstance(fed, Problem):
        return fed
    if compat.known(call.platform, fed.external):
        return Answer(feeds.known(fed))
    sent = compat.send(call.platform, call.actor, _draft(call, fed))
    return Answer(feeds.created(fed) if sent.fresh else feeds.known(fed))


def _draft(call: Call, fed: Fed) -> Draft:
    return Draft(
        form_id=call.platform.ids.new(),
        hazard=fed.hazard,
        longitude=fed.point[0],
        latitude=fed.point[1],
        card={"report_type": fed.hazard},
        text=fed.text.replace("\x00", ""),
        title=(fed.title or "").replace("\x00", "") or None,
        client_at=fed.created_at,
        source=Source(fed.source),
        sender=Sender(),
        external=fed.external,
        anyway=True,
    )


ROUTES = [by_key("POST", "/feeds/qlue", qlue), by_key("POST", "/feeds/detik", detik)]

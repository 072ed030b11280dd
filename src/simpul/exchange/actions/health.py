"""The nodes' health: each node of the trust list is asked in turns how it stands, everybody may see it."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import datetime, timedelta

from simpul.exchange.actions import notes as register_notes
from simpul.exchange.actions import trust
from simpul.exchange.log import notes
from simpul.exchange.log.notes import BadNote
from simpul.exchange.log.trust import LOG_NAME
from simpul.exchange.model.health import Ailment, HealthSpan, Heard, NodeHealth, Told
from simpul.exchange.model.refusals import NoTrustList, OperatorUnknown, TrustListForged
from simpul.exchange.model.register import Node
from simpul.exchange.outside.keyring import keyring_of
from simpul.exchange.outside.leg_listener import PATIENCE, LegListener
from simpul.exchange.rules import health as rules
from simpul.exchange.store import health as store
from simpul.kernel.errors import NotFound
from simpul.kernel.platform import Platform

EVERY = timedelta(seconds=15)
PER_RUN, AT_ONCE = 48, 12
"""So many nodes are asked in one run, so many of them at a time: all silent, they take twelve seconds."""
KEPT = timedelta(days=8)
DAY = timedelta(days=1)


def refresh(platform: Platform, permits: Callable[[str], bool]) -> None:
    """Those nodes whose turn it is were asked, and what they told is kept. `permits`: where this node may connect to.

    Nothing where the node is in no exchange.
    """
    try:
        nodes = trust.trust(platform).nodes
    except NoTrustList:
        return
    with platform.database.reading() as unit:
        known = store.states(unit.connection)
    listener = LegListener(permits, _own(platform))
    heard = _heard(listener, [nodes[path] for path in rules.turn(nodes, known, PER_RUN)])
    key = _register_key(platform)
    told = {path: _told(nodes[path], found, key) for path, found in heard.items()}
    _keep(platform, nodes, known, told)


def nodes(platform: Platform) -> list[tuple[Node, NodeHealth | None, tuple[int, int]]]:
    """Every node of the trust list, its health (None: not asked yet), checks and answers of the last day."""
    try:
        listed = trust.trust(platform).nodes
    except NoTrustList:
        return []
    with platform.database.reading() as unit:
        known = store.states(unit.connection)
        checks = store.answered_since(unit.connection, platform.clock.now() - DAY)
    return [(node, known.get(path), checks.get(path, (0, 0))) for path, node in listed.items()]


def look(platform: Platform, *, node: str) -> tuple[Node, NodeHealth | None, Sequence[HealthSpan]]:
    """One node of the trust list, its health, and the checks of the last day; NoTrustList, NotFound."""
    found = trust.trust(platform).nodes.get(node)
    if found is None:
        raise NotFound()
    with platform.database.reading() as unit:
        since = rules.span_of(platform.clock.now()) - DAY + rules.SPAN
        return found, store.states(unit.connection).get(node), store.history(unit.connection, node, since)


def _own(platform: Platform) -> tuple[str, str] | None:
    settings = platform.settings
    if not settings.exchange_tls:
        return None
    certificate, key = keyring_of(settings).tls(settings.agency_code, settings.exchange_host, platform.clock.now())
    return str(certificate), str(key)


def _heard(listener: LegListener, asked: Sequence[Node]) -> dict[str, Heard]:
    """What each of them says, a few asked at a time; one whose name takes too long to resolve has not answered."""
    pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="simpul-health")
    waiting: dict[str, Future[Heard]] = {node.id: pool.submit(listener.ask, node) for node in asked}
    wait(waiting.values(), timeout=(PATIENCE + 0.5) * -(-len(asked) // AT_ONCE))
    pool.shutdown(wait=False, cancel_futures=True)
    late = Heard(Ailment.TIMED_OUT)
    return {path: found.result() if found.done() and not found.cancelled() else late for path, found in waiting.items()}


def _told(node: Node, heard: Heard, key: str) -> Told:
    """What of it is signed by whom it should be."""
    if heard.ailment is not Ailment.NONE:
        return Told(heard.ailment)
    trusted = _trust_told(heard.trust, key)
    if not heard.log:
        return Told(Ailment.NONE if trusted else Ailment.NO_NODE, heard.millis, 0, *(trusted or ()))
    try:
        found = notes.parse_checkpoint(notes.opened(heard.log, notes.parse_vkey(node.log)).text)
    except BadNote:
        return Told(Ailment.FORGED)
    if found.origin != LOG_NAME + node.id:
        return Told(Ailment.FORGED)
    return Told(Ailment.NONE, heard.millis, found.size, *(trusted or ()))


def _trust_told(note: str, key: str) -> tuple[int, datetime] | None:
    """Size and date of the trust list that the node told, when the register signed it."""
    try:
        found = register_notes.opened(note, key)
    except (TrustListForged, OperatorUnknown):
        return None
    return found.size, found.issued_at


def _register_key(platform: Platform) -> str:
    try:
        return trust.pinned_key(platform)
    except OperatorUnknown:
        return ""


def _keep(platform: Platform, nodes: Mapping[str, Node], known: Mapping[str, NodeHealth], told: Mapping[str, Told]) -> None:
    now = platform.clock.now()
    with platform.database.writing() as unit:
        unit.unaudited("what other nodes answered, kept for showing")
        for path, one in told.items():
            found = rules.judged(path, known.get(path), one, now)
            store.keep(unit.connection, found)
            store.count(unit.connection, found, rules.span_of(now))
        store.forget(unit.connection, list(nodes), now - KEPT)

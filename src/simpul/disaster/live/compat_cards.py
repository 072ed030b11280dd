"""`/compat/petabencana/cards`: CogniCity's report cards as its clients call them, on the hot write path.

Plain ASGI, before every middleware: a card and its report are two requests that hundreds of residents make at the same
time. What is written is gathered (`live.intake`), what is read is read in threads. Requests and answers are those of
`rules.compat.cards`, to the letter; every site may call, and no cookie speaks for anybody here.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qsl
from uuid import UUID

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send

from simpul.disaster.actions import card_photos
from simpul.disaster.actions import cards as card_actions
from simpul.disaster.actions.cards import Opening, SeenCard
from simpul.disaster.actions.intake import Offered, take
from simpul.disaster.live.answering import (
    BASE,
    Answer,
    below,
    body_of,
    failed,
    header,
    preflight,
    refusing,
    sent,
    told,
    without_body,
    words_of,
)
from simpul.disaster.live.callers import Callers
from simpul.disaster.live.compat_images import IMAGES, Images, address_of, shown_at
from simpul.disaster.live.intake import Gathering
from simpul.disaster.model import Draft, Sender, Sent, Source, Status
from simpul.disaster.model.cards import (
    CardExpired,
    CardMissing,
    CardOfAnother,
    CardUsed,
    Invitation,
    NotReceived,
    PhotoThereAlready,
    ReportCard,
)
from simpul.disaster.rules import invitations
from simpul.disaster.rules.compat import answers, cards
from simpul.disaster.rules.compat.answers import Problem
from simpul.disaster.rules.compat.cards import CardReport
from simpul.kernel.actor import Actor
from simpul.kernel.bell import Bell
from simpul.kernel.errors import NotFound, Refusal, Unavailable
from simpul.kernel.platform import Platform
from simpul.kernel.web.problems import status_of

CARDS, ONE_CARD = f"{BASE}/cards", f"{BASE}/cards/"
_KEY = "disaster.cards"
Handler = Callable[["Cards", Scope, Receive, str], Awaitable[Answer]]


class Cards:
    """Answers every request below `/cards`."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self.callers = Callers(platform)
        self._threads = [ThreadPoolExecutor(1, "intake"), ThreadPoolExecutor(1, "cards")]
        self.opened: Gathering[Opening, ReportCard] = Gathering(self._open, self._threads[1])
        self.taken: Gathering[Offered, Sent] = Gathering(self._take, self._threads[0])

    def _take(self, offered: Sequence[Offered]) -> list[Sent | Refusal]:
        return take(self.platform, offered)

    def _open(self, asked: Sequence[Opening]) -> list[ReportCard | Refusal]:
        return card_actions.open_cards(self.platform, asked)

    def stop(self) -> None:
        """Nothing more is taken, and what was being written is committed."""
        for gathering in (self.opened, self.taken):
            gathering.close()
        for thread in self._threads:
            thread.shutdown(wait=True)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        try:
            answer = await self._answer(scope, receive)
        except ClientDisconnect:
            return
        except Refusal as refusal:
            answer = refusing(refusal)
        except Exception:  # noqa: BLE001 (the last resort: logged with its place, answered without it)
            answer = failed(CARDS)
        await sent(answer, scope, send)

    async def _answer(self, scope: Scope, receive: Receive) -> Answer:
        method = scope["method"]
        if method == "OPTIONS":
            return preflight(scope)
        name, _, rest = scope["path"][len(CARDS) :].strip("/").partition("/")
        which = (name if name in _LISTS else "{id}" if name else "") + (f"/{rest}" if rest else "")
        handler = _ROUTES.get((method, which))
        if handler is None:
            return told(answers.nowhere(below(scope)))
        return await handler(self, scope, receive, name)


async def _said(scope: Scope, receive: Receive) -> object:
    """What the body says, or the Problem with it."""
    content = await body_of(scope, receive, answers.BODY_MOST)
    if content is None:
        return answers.TOO_LARGE
    return answers.json_body(header(scope, b"content-type").decode("latin-1"), content)


async def _open(api: Cards, scope: Scope, receive: Receive, _id: str) -> Answer:
    body = await _said(scope, receive)
    new = body if isinstance(body, Problem) else cards.read_new(body)
    if isinstance(new, Problem):
        return told(new)
    actor = await api.callers.actor(scope)
    limits = _limits(_address(api, scope, actor), "card", invitations.CARDS_PER_ADDRESS)
    chat = {name: value for name, value in (("tweetID", new.tweet), ("chatID", new.chat)) if value is not None}
    card = await api.opened.offer(Opening(Invitation(new.network, new.language, new.username, chat), actor, limits))
    return Answer(200, cards.created(str(card.id)))


def _address(api: Cards, scope: Scope, actor: Actor) -> str | None:
    """The hashed address of a caller who brings no key. Who brings one speaks for many people, and is known by it."""
    return None if actor.signed_in else api.callers.address(scope)


def _limits(address: str | None, what: str, most: int) -> Mapping[str, int]:
    """The counter that an address is held to; none without one. A card takes one report in any case."""
    return {} if address is None else {f"{invitations.BY_ADDRESS}.{what}:{address}": most}


async def _put(api: Cards, scope: Scope, receive: Receive, id: str) -> Answer:
    body = await _said(scope, receive)
    said = body if isinstance(body, Problem) else cards.read_report(id, body)
    if isinstance(said, Problem):
        return told(said)
    card, actor = _uuid(id), await api.callers.actor(scope)
    if card is None:
        return told(cards.no_card(id))
    try:
        taken = await api.taken.offer(_offered(api, card, said, actor, _address(api, scope, actor)))
    except Refusal as refusal:
        return told(_refused(id, refusal), refusal)
    if not taken.fresh:
        return told(cards.received_already(id))
    if said.image_url:
        on = taken.report.card_id or card
        await asyncio.to_thread(card_photos.name_image, api.platform, actor, on, said.image_url)
    return Answer(200, cards.taken(id))


def _offered(api: Cards, card: UUID, said: CardReport, actor: Actor, address: str | None) -> Offered:
    """The report as it is offered. The card's id is its form's too: the same report again is the same, not another one."""
    draft = Draft(
        form_id=api.platform.ids.new() if said.sub else card,
        hazard=said.hazard,
        longitude=said.point[0],
        latitude=said.point[1],
        card=said.card,
        text=said.text,
        client_at=said.created_at,
        source=Source.CARD,
        sender=Sender(None, address),
        training=said.training,
        card_id=card,
        partner=said.partner_code,
    )
    limits = _limits(address, "report", invitations.REPORTS_PER_ADDRESS)
    return Offered(draft, actor, card, said.sub, limits=limits)


def _refused(id: str, refusal: Refusal) -> Problem:
    """What the sender is told. A card whose time is over is, to a client of the original, no card."""
    match refusal:
        case CardMissing() | CardExpired():
            return cards.no_card(id)
        case CardUsed():
            return cards.received_already(id)
        case Unavailable() | CardOfAnother():
            return answers.refused(status_of(refusal), cardId=id, message=words_of(refusal))
        case _:
            return cards.not_taken(id, words_of(refusal))


def _uuid(id: str) -> UUID | None:
    try:
        return UUID(id)
    except ValueError:
        return None


async def _get(api: Cards, scope: Scope, _receive: Receive, id: str) -> Answer:
    wrong, card = cards.check_id(id), _uuid(id)
    if wrong or card is None:
        return told(wrong or cards.MISSING)
    try:
        seen = await asyncio.to_thread(card_actions.seen, api.platform, await api.callers.actor(scope), card)
    except NotFound:
        return told(cards.MISSING)
    except CardExpired:
        return told(cards.MISSING)
    told_of, known = _report_of(api, scope, seen), seen.card
    username = invitations.GUEST if known.guest else seen.username
    body = cards.found(id, username=username, network=known.network, language=known.language, report=told_of)
    return Answer(200, body)


async def _head(api: Cards, scope: Scope, receive: Receive, id: str) -> Answer:
    return without_body(await _get(api, scope, receive, id))


def _report_of(api: Cards, scope: Scope, seen: SeenCard) -> Mapping[str, object] | None:
    """The card's report at the time that its sender gave; without its words and picture once an officer hid it."""
    report = seen.report
    if report is None:
        return None
    shown = report.status is not Status.HIDDEN
    row = {
        "reported_at": report.client_at or report.reported_at,
        "hazard": report.hazard,
        "text": report.text if shown else "",
        "card": report.card,
    }
    return cards.report_of(row, shown_at(api.platform, scope, seen.card, report) if shown else None)


async def _patch(api: Cards, scope: Scope, receive: Receive, id: str) -> Answer:
    body = await _said(scope, receive)
    image = body if isinstance(body, Problem) else cards.read_image(id, body)
    if isinstance(image, Problem):
        return told(image)
    card, actor = _uuid(id), await api.callers.actor(scope)
    if card is None:
        return told(cards.no_card(id))
    try:
        await asyncio.to_thread(card_photos.name_image, api.platform, actor, card, image)
    except (CardMissing, CardExpired):
        return told(cards.no_card(id))
    except (NotReceived, PhotoThereAlready):
        return told(cards.no_image())
    return Answer(200, cards.updated(id))


async def _images(api: Cards, scope: Scope, _receive: Receive, id: str) -> Answer:
    given = header(scope, b"content-type").decode("latin-1") or None
    wrong = only_known(scope, "file_type") or cards.read_image_type(id, given)
    if isinstance(wrong, Problem):
        return told(wrong)
    card = _uuid(id)
    if card is None:
        return told(cards.MISSING)
    try:
        await asyncio.to_thread(card_actions.get, api.platform, card)
    except (CardMissing, CardExpired):
        return told(cards.MISSING)
    signed, url = address_of(api.platform, scope, card)
    return Answer(200, cards.images(signed, url))


def only_known(scope: Scope, *known: str) -> Problem | None:
    """The refusal of a query with a parameter beyond `known`."""
    query = scope["query_string"]
    return cards.only_known(dict(parse_qsl(query.decode("latin-1"), keep_blank_values=True)), *known) if query else None


async def _leaving(api: Cards, scope: Scope, _receive: Receive, which: str) -> Answer:
    actor = await api.callers.actor(scope)
    if not actor.signed_in:
        return told(answers.KEY_NEEDED)
    rows = await asyncio.to_thread(card_actions.expiring, api.platform, actor, _LISTS[which])
    return Answer(200, cards.expiring(rows))


_LISTS = {"expiredcards": invitations.ASKED_BEFORE, "stalecards": -invitations.STALE_WITHIN}
_ROUTES: Mapping[tuple[str, str], Handler] = {
    ("POST", ""): _open,
    ("GET", "{id}"): _get,
    ("HEAD", "{id}"): _head,
    ("PUT", "{id}"): _put,
    ("PATCH", "{id}"): _patch,
    ("GET", "{id}/images"): _images,
    **{("GET", which): _leaving for which in _LISTS},
}


def cards_of(platform: Platform) -> Cards:
    """This process's cards; made at the first call."""
    if _KEY not in platform.state:
        platform.state[_KEY] = Cards(platform)
    made: Cards = platform.state[_KEY]
    return made


def start(platform: Platform, _bell: Bell) -> None:
    """Cards and reports can be taken; nothing runs until one comes."""
    cards_of(platform)


def stop(platform: Platform) -> None:
    """What was being written is committed and nothing more is taken."""
    cards_of(platform).stop()


def images_app(platform: Platform) -> ASGIApp:
    """`/compat/petabencana/images/…`: photographs that belong to cards."""
    return Images(platform, cards_of(platform).callers)


RAW_CARDS: dict[str, Callable[[Platform], ASGIApp]] = {CARDS: cards_of, ONE_CARD: cards_of, IMAGES: images_app}
"""For `live.RAW`."""

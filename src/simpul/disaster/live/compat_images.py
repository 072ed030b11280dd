"""`/compat/petabencana/images/…`: where a card's photograph is put (for 15 minutes), and seen once it is public."""

import asyncio
from uuid import UUID

from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from simpul.disaster.actions import card_photos
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
)
from simpul.disaster.live.callers import Callers
from simpul.disaster.model import Report
from simpul.disaster.model.cards import ReportCard
from simpul.disaster.rules.compat import answers
from simpul.disaster.rules.compat.reports import elsewhere
from simpul.kernel.errors import Refusal
from simpul.kernel.platform import Platform

IMAGES = f"{BASE}/images/"
PHOTO_MOST = 10 * 1024 * 1024


def base_of(platform: Platform, scope: Scope) -> str:
    """This node's address as its callers know it, without a slash at the end."""
    known = platform.settings.public_url.rstrip("/")
    return known or f"{scope.get('scheme', 'http')}://{header(scope, b'host').decode('latin-1')}"


def address_of(platform: Platform, scope: Scope, card: UUID) -> tuple[str, str]:
    """Where the photograph's bytes are put, and where the photograph is seen afterwards."""
    base = base_of(platform, scope) + IMAGES
    return base + card_photos.upload_address(platform, card), f"{base}{card}.jpg"


def shown_at(platform: Platform, scope: Scope, card: ReportCard, report: Report) -> str | None:
    """The address of the photograph that came with a card; None without one."""
    if report.photo or (card.image is not None and card.photo):
        return f"{base_of(platform, scope)}{IMAGES}{card.id}.jpg"
    return elsewhere(card.image)


class Images:
    """Answers every request below `/images/`."""

    def __init__(self, platform: Platform, callers: Callers) -> None:
        self._platform = platform
        self._callers = callers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        try:
            answer = await self._answer(scope, receive)
        except ClientDisconnect:
            return
        except Refusal as refusal:
            answer = refusing(refusal)
        except Exception:  # noqa: BLE001 (the last resort: logged with its place, answered without it)
            answer = failed(IMAGES)
        await sent(answer, scope, send)

    async def _answer(self, scope: Scope, receive: Receive) -> Answer:
        last = scope["path"][len(IMAGES) :]
        match scope["method"]:
            case "OPTIONS":
                return preflight(scope)
            case "PUT":
                return await self._put(scope, receive, last)
            case "GET" | "HEAD":
                return await self._get(scope, last)
            case _:
                return told(answers.nowhere(below(scope)))

    async def _put(self, scope: Scope, receive: Receive, address: str) -> Answer:
        card = card_photos.card_of_address(self._platform, address)
        content = await body_of(scope, receive, PHOTO_MOST)
        if content is None:
            return told(answers.TOO_LARGE)
        await asyncio.to_thread(self._keep, card, content)
        return Answer(200)

    def _keep(self, card: UUID, content: bytes) -> None:
        from simpul.disaster.outside.photo import remade  # Pillow loads at the first photograph, not at every start

        card_photos.keep_upload(self._platform, card, remade(content))

    async def _get(self, scope: Scope, name: str) -> Answer:
        actor = await self._callers.actor(scope)
        content, public = await asyncio.to_thread(card_photos.shown, self._platform, actor, name.rpartition(".")[0])
        kept = b"public, max-age=86400" if public else b"private, no-store"
        return Answer(200, content, b"image/jpeg", ((b"cache-control", kept),))

"""Forms sent by pages are written in batches while the process serves: the same answers, fewer commits."""

import asyncio
import threading
from collections.abc import Sequence
from uuid import UUID

import pytest

from simpul.disaster.actions.drafting import Offered
from simpul.disaster.live import reporting
from simpul.disaster.live.compat_cards import cards_of
from simpul.disaster.model import Draft, Sent
from simpul.kernel.actor import Actor
from simpul.kernel.errors import Refusal, Unavailable
from simpul.kernel.platform import Platform
from simpul.regions import PlaceAtSea
from tests.disaster.makers import BANDUNG, JAKARTA, SEA, a_draft


def sent_while_serving(platform: Platform, drafts: Sequence[Draft]) -> list[Sent | Refusal]:
    """What each of as many threads is answered that send a draft at the same moment to a process that serves."""
    together = threading.Barrier(len(drafts))

    def send(draft: Draft) -> Sent | Refusal:
        together.wait(10)
        try:
            return reporting.report(platform, Actor.ANONYMOUS, draft)
        except Refusal as refusal:
            return refusal

    async def serving() -> list[Sent | Refusal]:
        reporting.start(platform)
        try:
            return await asyncio.gather(*(asyncio.to_thread(send, draft) for draft in drafts))
        finally:
            reporting.stop(platform)

    return asyncio.run(serving())


def test_each_sender_has_their_own_answer(platform: Platform) -> None:
    drafts = [a_draft(), a_draft(SEA), a_draft(BANDUNG)]
    first, second, third = sent_while_serving(platform, drafts)
    assert isinstance(first, Sent)
    assert (first.report.form_id, first.fresh) == (drafts[0].form_id, True)
    assert isinstance(second, PlaceAtSea)
    assert isinstance(third, Sent)
    assert third.report.where.longitude == BANDUNG[0]


def test_those_who_send_at_the_same_moment_share_commits(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    api, sizes = cards_of(platform), list[int]()

    def counted(offered: Sequence[Offered]) -> list[Sent | Refusal]:
        sizes.append(len(offered))
        return api._take(offered)

    monkeypatch.setattr(api.taken, "_take", counted)
    drafts = [a_draft((JAKARTA[0] + number / 100, JAKARTA[1])) for number in range(4)]
    answers = sent_while_serving(platform, drafts)
    assert {one.report.form_id for one in answers if isinstance(one, Sent)} == {one.form_id for one in drafts}
    assert sum(sizes) == len(drafts)
    assert len(sizes) < len(drafts)


def test_a_process_that_does_not_serve_writes_each_by_itself(platform: Platform) -> None:
    assert reporting.report(platform, Actor.ANONYMOUS, a_draft()).fresh


def test_a_process_that_stops_tells_the_sender_to_come_again(platform: Platform) -> None:
    cards_of(platform).taken.close()
    [answer] = sent_while_serving(platform, [a_draft(form_id=UUID(int=5))])
    assert isinstance(answer, Unavailable)

"""Cards that conversations opened and that were used. Holds no table; Personal data: as `cards` and `channels` say it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, and_, func, not_, select

from simpul.disaster.store.cards import cards
from simpul.disaster.store.channels import chats, outgoing


@dataclass(frozen=True, slots=True)
class Used:
    """A card on which a report came, and whose chat it was opened in."""

    card: UUID
    report: int
    channel: str
    person: str


def used_since(connection: Connection, since: datetime) -> list[Used]:
    """The cards of conversations that were used since then and whose senders nobody thanked yet."""
    thanked = select(outgoing.c.number).where(outgoing.c.key == func.concat("thanks:", cards.c.id)).exists()
    used = and_(cards.c.person.is_not(None), cards.c.received_at > since, cards.c.report.is_not(None))
    wanted = select(cards.c.id, cards.c.report, chats.c.channel, chats.c.person)
    found = wanted.select_from(cards.join(chats, chats.c.card == cards.c.id)).where(used, not_(thanked))
    return [Used(*row) for row in connection.execute(found.order_by(cards.c.received_at))]

"""Who is told of warnings, and the queue of what they are told.

Personal data in `disaster_subscriber`: `person`, a keyed hash of an address (a telephone number, an e-mail address, a chat,
a browser's push address), by which it is found; `address`, the address itself, sealed under the node's key, so that a
message can be sent to it; what its owner wants to be told of, when and in which language; a point to three decimals where
they gave one. `disaster_subscriber_region` holds the places they chose, and (`near`) those around their point. Kept because
they asked for it, until they leave: then for one more day, so that leaving can be undone. `disaster_subscriber_wish` holds
the same of who has not proven yet that the address is theirs; for 30 minutes. `disaster_notice` tells which subscriber was
told of what and when; kept for 30 days, shown to that subscriber alone, and gone with them. Personal data: none in
`disaster_telling` (what is being told) and `disaster_notice_pace` (when a channel is free again).
"""

from sqlalchemy import BigInteger, Boolean, Column, Double, Identity, Integer, LargeBinary, SmallInteger, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from simpul.kernel.database import Instant, metadata

subscribers = Table(
    "disaster_subscriber",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("channel", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("address", LargeBinary, nullable=False),
    Column("language", Text, nullable=False),
    Column("hazards", ARRAY(Text)),
    Column("least", SmallInteger, nullable=False),
    Column("longitude", Double),
    Column("latitude", Double),
    Column("radius_km", SmallInteger),
    Column("quiet_from", SmallInteger),
    Column("quiet_to", SmallInteger),
    Column("zone", Text, nullable=False),
    Column("wakes", Boolean, nullable=False),
    Column("every_minutes", Integer, nullable=False),
    Column("reports", Boolean, nullable=False),
    Column("since", Instant, nullable=False),
    Column("told_at", Instant),
    Column("paused_until", Instant),
    Column("left_at", Instant),
    Column("turn", Integer, nullable=False),
)

places = Table(
    "disaster_subscriber_region",
    metadata,
    Column("region", Text, primary_key=True),
    Column("subscriber", BigInteger, primary_key=True),
    Column("near", Boolean, nullable=False),
    Column("at", Instant, nullable=False),
)

wishes = Table(
    "disaster_subscriber_wish",
    metadata,
    Column("id", Text, primary_key=True),
    Column("channel", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("address", LargeBinary, nullable=False),
    Column("asked", JSONB, nullable=False),
    Column("tries", SmallInteger, nullable=False),
    Column("expires_at", Instant, nullable=False),
)

tellings = Table(
    "disaster_telling",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("subject", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("facts", JSONB, nullable=False),
    Column("cursor", BigInteger, nullable=False),
    Column("queued", Integer, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("done_at", Instant),
)

notices = Table(
    "disaster_notice",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("subscriber", BigInteger, primary_key=True),
    Column("telling", BigInteger, nullable=False),
    Column("channel", Text, nullable=False),
    Column("rank", SmallInteger, nullable=False),
    Column("state", SmallInteger, nullable=False),
    Column("tries", SmallInteger, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
)

paces = Table(
    "disaster_notice_pace",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("next_at", Instant, nullable=False),
)

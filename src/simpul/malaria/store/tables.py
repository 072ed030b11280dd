"""Villages, workers, devices, events as they came, and what they add up to (projections, made anew from events).

Personal data, kept because a patient is treated and followed over 28 days and a relapse is told by what was before
(Permenkes 22/2022; medical records Permenkes 24/2022, 25 years unless the agency sets less):
`malaria_event.body` (and `raw`, where a body could not be read) holds what a worker recorded about a person: name, sex,
year of birth, mother, house, telephone, NIK where known, tests, treatment. `malaria_person` holds the same master data as
they stand, `malaria_case` tests and treatment of a person by id, `malaria_check` what two devices recorded differently.
`store.erasing` takes names and contacts out of all of them on request and when due; clinical facts stay, of nobody.
`malaria_worker` holds a worker's name while in service and three years after. `malaria_device` and `malaria_invitation`
hold which worker carries what; of tokens only the SHA-256, of the node's half of a device's key a copy encrypted under the
node's key. Invitations go after 30 days. `malaria_notice` holds what an SMS said, without names, for 90 days.
`malaria_village`, `malaria_gone` and `malaria_stock_move` hold none.
"""

from sqlalchemy import BigInteger, Boolean, Column, Double, Identity, Integer, LargeBinary, Table, Text
from sqlalchemy.dialects.postgresql import JSONB, UUID

from simpul.kernel.database import Instant, metadata

villages = Table(
    "malaria_village",
    metadata,
    Column("code", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("longitude", Double),
    Column("latitude", Double),
    Column("population", Integer),
    Column("synthetic", Boolean, nullable=False, server_default="false"),
    Column("version", BigInteger, nullable=False, server_default="0"),
    Column("added_at", Instant, nullable=False),
)

workers = Table(
    "malaria_worker",
    metadata,
    Column("id", UUID(), primary_key=True),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("village", Text, nullable=False, index=True),
    Column("added_at", Instant, nullable=False),
    Column("retired_at", Instant),
    Column("reason", Text),
    Column("synthetic", Boolean, nullable=False, server_default="false"),
)

invitations = Table(
    "malaria_invitation",
    metadata,
    Column("id", UUID(), primary_key=True),
    Column("token", LargeBinary, nullable=False, unique=True),
    Column("worker", UUID(), nullable=False, index=True),
    Column("village", Text, nullable=False),
    Column("made_by", UUID()),
    Column("made_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("spent_at", Instant),
    Column("device", UUID()),
)

devices = Table(
    "malaria_device",
    metadata,
    Column("id", UUID(), primary_key=True),
    Column("short", BigInteger, Identity(), nullable=False, unique=True),
    Column("worker", UUID(), nullable=False, index=True),
    Column("village", Text, nullable=False, index=True),
    Column("label", Text, nullable=False),
    Column("app_version", Text, nullable=False),
    Column("public_key", JSONB, nullable=False),
    Column("node_key", LargeBinary, nullable=False),
    Column("upload_token", LargeBinary, nullable=False, unique=True),
    Column("read_token", LargeBinary, nullable=False, unique=True),
    Column("enrolled_at", Instant, nullable=False),
    Column("seen_at", Instant),
    Column("read_at", Instant),
    Column("revoked_at", Instant),
    Column("revoked_by", UUID()),
    Column("reason", Text),
    Column("broken_at", Integer),
    Column("refused", Integer, nullable=False, server_default="0"),
    Column("synthetic", Boolean, nullable=False, server_default="false"),
)
"""`broken_at`: the first sequence number whose previous hash is not that of the event before it. `refused`: how many
events were not taken, because their seal did not open or they contradicted one that was."""

events = Table(
    "malaria_event",
    metadata,
    Column("id", UUID(), primary_key=True),
    Column("device", UUID()),
    Column("seq", Integer),
    Column("village", Text, nullable=False),
    Column("person", UUID()),
    Column("kind", Text, nullable=False),
    Column("subject", UUID()),
    Column("target", UUID()),
    Column("at", Instant, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("schema", Integer, nullable=False),
    Column("body", JSONB),
    Column("raw", LargeBinary),
    Column("quarantine", Text),
    Column("prev", LargeBinary),
    Column("hash", LargeBinary),
    Column("actor", UUID()),
)
"""`device` and `seq` are None for what the desk recorded. `at` is the device's clock, never after `received_at`. `body` is
the event as it was sent; `raw` its bytes where it is none. `quarantine`: the code of what is wrong with it, so that it is
not folded."""

people = Table(
    "malaria_person",
    metadata,
    Column("village", Text, primary_key=True),
    Column("id", UUID(), primary_key=True),
    Column("name", Text),
    Column("sex", Text),
    Column("birth_year", Integer),
    Column("mother", Text),
    Column("house", Text),
    Column("facts", JSONB, nullable=False),
    Column("merged_into", UUID()),
    Column("last_at", Instant, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("synthetic", Boolean, nullable=False, server_default="false"),
    Column("erased_at", Instant),
)
"""A person as the events of one village tell. `facts` are all fields of `rules.folding`."""

cases = Table(
    "malaria_case",
    metadata,
    Column("village", Text, primary_key=True),
    Column("id", UUID(), primary_key=True),
    Column("person", UUID(), nullable=False),
    Column("at", Instant, nullable=False),
    Column("method", Text, nullable=False),
    Column("species", Text, nullable=False),
    Column("treatment", UUID()),
    Column("status", Text, nullable=False),
    Column("training", Boolean, nullable=False),
    Column("started_at", Instant),
    Column("due", JSONB, nullable=False),
    Column("facts", JSONB, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("synthetic", Boolean, nullable=False, server_default="false"),
)
"""A positive test (`id`) with its treatment. `person` is the one who is left where two were merged. `status`: `untreated`,
`open`, `completed`, `stopped`, `referred` or `lost`. `due`: `[{"what": "dhp"|"primaquine"|"slide", "day", "on"}]`, undone.
`facts`: {"test", "treatment", "visit", "signs", "referrals"} as `rules.folding` gives them."""

checks = Table(
    "malaria_check",
    metadata,
    Column("village", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("person", UUID()),
    Column("facts", JSONB, nullable=False),
    Column("at", Instant, nullable=False),
    Column("version", BigInteger, nullable=False),
)
"""What a supervisor must look at: `kind` is `field_conflict` ({"field", "values"}), `expired_lot`, `contradiction`."""

moves = Table(
    "malaria_stock_move",
    metadata,
    Column("event", UUID(), primary_key=True),
    Column("village", Text, nullable=False),
    Column("order", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("kind", Text, nullable=False),
    Column("item", Text, nullable=False),
    Column("colour", Text),
    Column("lot", Text, nullable=False),
    Column("expires", Text),
    Column("quantity", Integer, nullable=False),
)
"""What came, went or was counted, one row an event, in the order of `order`; corrections applied."""

gone = Table(
    "malaria_gone",
    metadata,
    Column("village", Text, primary_key=True),
    Column("id", UUID(), primary_key=True),
    Column("version", BigInteger, nullable=False),
)
"""Cases that are none any more, since a correction took them back: phones are told so."""

notices = Table(
    "malaria_notice",
    metadata,
    Column("id", UUID(), primary_key=True),
    Column("device", UUID(), nullable=False, index=True),
    Column("village", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("facts", JSONB, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("confirmed_at", Instant),
)
"""What a device told by SMS, until its events arrive."""

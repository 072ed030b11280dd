"""Tables of the desk: what was settled, and who opened a patient's page.

Personal data. `malaria_settlement` holds who of the staff settled what (account id and name), why, and ids of the people it
is about; `facts` name fields, never their values. It is kept as long as the records it is about. `malaria_look` holds which
of the staff opened whose page and when, so that a patient who asks can be told (UU 27/2022 art. 7); kept for five years.
`malaria_likely` holds ids of two people of a village who may be one, made anew whenever the village changes;
`malaria_likely_village` the village's version for which that was done.
"""

from sqlalchemy import BigInteger, Column, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB, UUID

from simpul.kernel.database import Instant, metadata

settlements = Table(
    "malaria_settlement",
    metadata,
    Column("id", UUID(), primary_key=True),
    Column("key", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("village", Text, nullable=False, index=True),
    Column("how", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("event", UUID()),
    Column("facts", JSONB, nullable=False),
    Column("by", UUID()),
    Column("by_name", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("undone_at", Instant),
    Column("undone_by", UUID()),
)

looks = Table(
    "malaria_look",
    metadata,
    Column("id", UUID(), primary_key=True),
    Column("village", Text, nullable=False),
    Column("person", UUID(), nullable=False),
    Column("by", UUID()),
    Column("by_name", Text, nullable=False),
    Column("agency", Text),
    Column("at", Instant, nullable=False),
)

likely = Table(
    "malaria_likely",
    metadata,
    Column("village", Text, primary_key=True),
    Column("one", UUID(), primary_key=True),
    Column("other", UUID(), primary_key=True),
    Column("score", Integer, nullable=False),
    Column("found_at", Instant, nullable=False),
)

likely_villages = Table(
    "malaria_likely_village",
    metadata,
    Column("village", Text, primary_key=True),
    Column("version", BigInteger, nullable=False),
)

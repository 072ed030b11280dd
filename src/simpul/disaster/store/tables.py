"""Reports, their history, and the tally of what was verified.

Personal data in `disaster_report`: `text` (what a resident wrote) and `photo`, `thumbnail` (files), kept to be verified
and then public; those of a hidden report are erased after 90 days. `device` and `address` are keyed hashes, kept against
floods of false reports: `device` 30 days, `address` 48 hours. `client_at`, place and time stay: they say nothing about a
person once the hashes are gone. `decided_by` is the account of an officer on duty, part of the official record, and so is
`reason`, shown on the desk only. `title` is a text like `text`; `external` names the report at another platform,
`signed_by` a partner's key, `photo_hash` how a picture looks (it goes with the photograph). `disaster_report_step` holds
no text and no photograph. `disaster_tally` holds counts.
"""

from sqlalchemy import BigInteger, Boolean, Column, Date, Double, Identity, Integer, SmallInteger, Table, Text
from sqlalchemy.dialects.postgresql import JSONB, UUID

from simpul.kernel.database import Instant, metadata

reports = Table(
    "disaster_report",
    metadata,
    Column("id", UUID(), primary_key=True),
    Column("number", BigInteger, Identity(), nullable=False, unique=True),
    Column("hazard", Text, nullable=False),
    Column("card", JSONB, nullable=False),
    Column("severity", Text, nullable=False),
    Column("text", Text),
    Column("photo", Text),
    Column("thumbnail", Text),
    Column("status", Text, nullable=False),
    Column("training", Boolean, nullable=False),
    Column("reported_at", Instant, nullable=False),
    Column("client_at", Instant),
    Column("live_until", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("version", Integer, nullable=False),
    Column("longitude", Double, nullable=False),
    Column("latitude", Double, nullable=False),
    Column("province", Text),
    Column("regency", Text),
    Column("district", Text),
    Column("village", Text),
    Column("approximate", Boolean, nullable=False),
    Column("placed", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("form_id", UUID(), nullable=False, unique=True),
    Column("card_id", UUID()),
    Column("device", Text),
    Column("address", Text),
    Column("partner", Text),
    Column("duplicate_of", UUID()),
    Column("decided_at", Instant),
    Column("decided_by", UUID()),
    Column("reason", Text),
    Column("title", Text),
    Column("points", Integer, nullable=False, server_default="0"),
    Column("flags", Integer, nullable=False, server_default="0"),
    Column("score", SmallInteger, nullable=False, server_default="0"),
    Column("reasons", JSONB, nullable=False, server_default="[]"),
    Column("photo_hash", BigInteger),
    Column("image", Text),
    Column("external", Text),
    Column("incident", UUID()),
    Column("signed_by", UUID()),
)

steps = Table(
    "disaster_report_step",
    metadata,
    Column("report", UUID(), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("kind", Text, nullable=False),
    Column("values", JSONB, nullable=False),
    Column("actor", UUID()),
)

tally = Table(
    "disaster_tally",
    metadata,
    Column("day", Date, primary_key=True),
    Column("region", Text, primary_key=True),
    Column("hazard", Text, primary_key=True),
    Column("verified", Integer, nullable=False),
)

"""The tables of identity, and what personal data each holds: what, why, how long (UU 27/2022).

- `identity_agency`: no personal data.
- `identity_account`: name and login of a public servant or partner, to know who acts for an agency; kept as long as the
  account exists, since the audit trail names its id. `signed_in_at` lets an administrator find accounts nobody uses.
- `identity_grant`: which roles the person holds and who gave them; as long as they are held.
- `identity_password`: an argon2id hash, to check a password; replaced at each change, so that no former one is kept.
- `identity_session`: on which kind of device (browser and system) a person signed in and when it was last used, so that
  they find a device that is not theirs. No network address. Erased 30 days after the session ended.
- `identity_token`: the name a person gave an API token, its roles and when it was last used, so that they know what acts
  in their name. Erased a year after it expired or was revoked.

Of session and token secrets only the SHA-256 is kept.
"""

from sqlalchemy import Boolean, Column, ForeignKey, LargeBinary, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY, UUID

from simpul.kernel.database import Instant, metadata

agency = Table(
    "identity_agency",
    metadata,
    Column("code", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
)

account = Table(
    "identity_account",
    metadata,
    Column("id", UUID(), primary_key=True),
    Column("login", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("agency", Text, ForeignKey("identity_agency.code"), nullable=False, index=True),
    Column("active", Boolean, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("signed_in_at", Instant),
)

grant = Table(
    "identity_grant",
    metadata,
    Column("account", UUID(), ForeignKey("identity_account.id", ondelete="CASCADE"), primary_key=True),
    Column("role", Text, primary_key=True),
    Column("granted_at", Instant, nullable=False),
    Column("granted_by", UUID()),
)

password = Table(
    "identity_password",
    metadata,
    Column("account", UUID(), ForeignKey("identity_account.id", ondelete="CASCADE"), primary_key=True),
    Column("hash", Text, nullable=False),
    Column("must_change", Boolean, nullable=False),
    Column("set_at", Instant, nullable=False),
)

session = Table(
    "identity_session",
    metadata,
    Column("id", UUID(), primary_key=True),
    Column("digest", LargeBinary, nullable=False, unique=True),
    Column("account", UUID(), ForeignKey("identity_account.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("device", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("ended_at", Instant),
)

token = Table(
    "identity_token",
    metadata,
    Column("id", UUID(), primary_key=True),
    Column("digest", LargeBinary, nullable=False, unique=True),
    Column("account", UUID(), ForeignKey("identity_account.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("scopes", ARRAY(Text), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
    Column("revoked_at", Instant),
)

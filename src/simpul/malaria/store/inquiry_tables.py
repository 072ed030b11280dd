"""Tables of investigations and foci: what was asked about a case, where it was caught, what was done where it was caught.

Personal data. `malaria_investigation.form` holds what the investigation form (formulir PE) asks beside what was recorded of
the patient already: addresses, journeys, contacts by number, earlier illness; `by_name` who of the staff saved it last.
`malaria_inquiry_step.before` holds the form as it stood before a step, so that the step can be taken back; `by`, `by_name`,
`agency` who took it. Both are kept as long as clinical facts (25 years, Permenkes 24/2022); `store.inquiry_steps.erase`
takes the words out when the person is erased, and the classification stays, of nobody. `malaria_focus` and
`malaria_focus_action` name no patient; `malaria_clock_limit` names who of the staff set the limits, kept as long as they.
"""

from sqlalchemy import Boolean, Column, Date, Identity, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB, UUID

from simpul.kernel.database import Instant, metadata

investigations = Table(
    "malaria_investigation",
    metadata,
    Column("village", Text, primary_key=True),
    Column("id", UUID(), primary_key=True),
    Column("person", UUID()),
    Column("notified_on", Date),
    Column("investigated_on", Date),
    Column("responded_on", Date),
    Column("form", JSONB, nullable=False, server_default="{}"),
    Column("suggested", Text),
    Column("origin", Text),
    Column("reason", Text, nullable=False, server_default=""),
    Column("decided_on", Date),
    Column("focus", UUID()),
    Column("by_name", Text, nullable=False, server_default=""),
    Column("saved_at", Instant, nullable=False),
    Column("version", Integer, nullable=False, server_default="0"),
    Column("synthetic", Boolean, nullable=False, server_default="false"),
)
"""`village` and `id` are those of the register's test. `form` by the codes of `rules.pe_form`. `suggested` is what the
rules said when it was decided, `origin` what a person decided (`model.register.ORIGINS`). `version` grows by one a step."""

foci = Table(
    "malaria_focus",
    metadata,
    Column("id", UUID(), primary_key=True),
    Column("number", Integer, Identity(), nullable=False, unique=True),
    Column("village", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("outline", JSONB),
    Column("state", Text, nullable=False),
    Column("opened_from", UUID()),
    Column("opened_on", Date, nullable=False),
    Column("state_on", Date, nullable=False),
    Column("closed_on", Date),
    Column("closed_how", Text),
    Column("reason", Text, nullable=False, server_default=""),
    Column("by_name", Text, nullable=False, server_default=""),
    Column("version", Integer, nullable=False, server_default="0"),
    Column("synthetic", Boolean, nullable=False, server_default="false"),
)
"""`kind`: `village`, or `part` with its `outline`, a ring `[[longitude, latitude], …]` that closes. `state` as in
`model.foci.FocusState`. `closed_how` as in `model.foci.Closing`."""

actions = Table(
    "malaria_focus_action",
    metadata,
    Column("id", UUID(), primary_key=True),
    Column("focus", UUID(), nullable=False),
    Column("kind", Text, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("done_on", Date),
    Column("dropped_on", Date),
    Column("figures", JSONB, nullable=False, server_default="{}"),
    Column("note", Text, nullable=False, server_default=""),
)
"""What is to be done in a focus until when; `figures` by the names in law/malaria/programme.toml."""

steps = Table(
    "malaria_inquiry_step",
    metadata,
    Column("id", UUID(), primary_key=True),
    Column("about", Text, nullable=False),
    Column("subject", UUID(), nullable=False),
    Column("village", Text, nullable=False),
    Column("person", UUID()),
    Column("version", Integer, nullable=False),
    Column("what", Text, nullable=False),
    Column("facts", JSONB, nullable=False, server_default="{}"),
    Column("before", JSONB),
    Column("by", UUID()),
    Column("by_name", Text, nullable=False, server_default=""),
    Column("agency", Text, nullable=False, server_default=""),
    Column("at", Instant, nullable=False),
    Column("undone", Boolean, nullable=False, server_default="false"),
)
"""Each step with what stood `before` (None: nothing stood, or it was erased). `about`: `case` or `focus`."""

limits = Table(
    "malaria_clock_limit",
    metadata,
    Column("id", UUID(), primary_key=True),
    Column("notify_days", Integer, nullable=False),
    Column("investigate_days", Integer, nullable=False),
    Column("respond_days", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("by", UUID()),
    Column("by_name", Text, nullable=False),
    Column("set_at", Instant, nullable=False),
)
"""What an officer set in place of law/malaria/programme.toml for this node; the newest counts."""

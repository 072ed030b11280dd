"""Tables of joint projects, their steps, and what they delivered.

Personal data: `cooperation_project` holds the name of who leads it, where its source names one, because people ask for it;
`cooperation_project_step` holds who took each step, because a decision has a name; both kept as long as the programme's
records. `cooperation_deliverable` holds none. `cooperation_deliverable_file` holds who put the file there, likewise.
"""

from sqlalchemy import BigInteger, Boolean, Column, Date, ForeignKey, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB, UUID

from simpul.kernel.database import Instant, metadata

_PROGRAMME = "cooperation_programme.code"

projects = Table(
    "cooperation_project",
    metadata,
    Column("id", UUID(as_uuid=True), primary_key=True),
    Column("programme", Text, ForeignKey(_PROGRAMME), nullable=False, index=True),
    Column("year", Integer, nullable=False),
    Column("title", JSONB, nullable=False),
    Column("stage", Text, nullable=False),
    Column("summary", JSONB),
    Column("proposed_by", Text),
    Column("lead", Text, nullable=False),
    Column("note", JSONB),
    Column("inferred", JSONB, nullable=False),
    Column("sources", JSONB, nullable=False),
    Column("synthetic", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    Column("changed_at", Instant, nullable=False),
)
"""`title`, `summary`, `note`: {"id", "en", "ko"}; `inferred`: columns that no source states."""

steps = Table(
    "cooperation_project_step",
    metadata,
    Column("id", UUID(as_uuid=True), primary_key=True),
    Column("project", UUID(as_uuid=True), ForeignKey("cooperation_project.id"), nullable=False, index=True),
    Column("before", Text),
    Column("after", Text, nullable=False),
    Column("taken_on", Date, nullable=False),
    Column("by", UUID(as_uuid=True)),
    Column("by_name", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("undone_at", Instant),
)

deliverables = Table(
    "cooperation_deliverable",
    metadata,
    Column("id", UUID(as_uuid=True), primary_key=True),
    Column("project", UUID(as_uuid=True), ForeignKey("cooperation_project.id"), nullable=False, index=True),
    Column("programme", Text, ForeignKey(_PROGRAMME), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("title", JSONB, nullable=False),
    Column("given_on", Date),
    Column("summary", JSONB),
    Column("became", JSONB, nullable=False),
    Column("public", Boolean, nullable=False),
    Column("inferred", JSONB, nullable=False),
    Column("sources", JSONB, nullable=False),
    Column("synthetic", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    Column("changed_at", Instant, nullable=False),
)
"""`became`: a list of {"where", "name": {"id", "en", "ko"}}."""

files = Table(
    "cooperation_deliverable_file",
    metadata,
    Column("id", UUID(as_uuid=True), primary_key=True),
    Column("deliverable", UUID(as_uuid=True), ForeignKey("cooperation_deliverable.id"), nullable=False, index=True),
    Column("language", Text, nullable=False),
    Column("file", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("media", Text, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("by_name", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("removed_at", Instant),
)
"""`file`: its name in the node's store of files."""

"""The demo's rows, many at once: assessments, what was said of each indicator, results, seats."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, text, update

from simpul.maturity.store.assessment_tables import answers, assessments, respondents, steps
from simpul.maturity.store.result_tables import results
from simpul.maturity.store.tables import assignments

Rows = Sequence[Mapping[str, Any]]
_SAID = text("""
INSERT INTO maturity_answer (assessment, stage, seat, indicator, version, level, met, facts, analysis,
  justification, by_name, at)
SELECT r.assessment, r.stage, r.seat, v.key, 1, v.value::numeric, CAST(:met AS jsonb) -> floor(v.value::numeric)::int,
  :facts, '', CASE WHEN r.stage = 'self' THEN '' ELSE :facts END, :by_name, r.at
FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r(assessment uuid, stage text, seat smallint, at timestamptz, said jsonb),
  jsonb_each_text(r.said) AS v
""")
_MET = json.dumps([list(range(1, level + 1)) for level in range(6)])


def begin(connection: Connection, assessed: Rows, reckoned: Rows) -> None:
    """The assessments and their results are there."""
    connection.execute(insert(assessments), list(assessed))
    connection.execute(insert(results), list(reckoned))


def say(connection: Connection, said: Rows, *, facts: str, by_name: str) -> None:
    """Levels by indicator, as {"assessment", "stage", "seat", "at", "said": {"1": "3"}}, each met from level 1 on."""
    given = {"met": _MET, "rows": json.dumps(said), "facts": facts, "by_name": by_name}
    connection.execute(_SAID, given)


def seat(connection: Connection, taken: Rows) -> None:
    """The seats are taken."""
    connection.execute(insert(assignments), list(taken))


def tell(connection: Connection, happened: Rows, appointed: Rows) -> None:
    """What happened, and who answers for what."""
    connection.execute(insert(steps), list(happened))
    if appointed:
        connection.execute(insert(respondents), list(appointed))


def word(connection: Connection, assessment: UUID, indicators: Sequence[str], words: Mapping[str, str]) -> None:
    """The agency's answers on these indicators say so."""
    c = answers.c
    those = (c.assessment == assessment, c.stage == "self", c.indicator.in_(indicators))
    connection.execute(update(answers).where(*those).values(**words))


def entrust(connection: Connection, assessment: UUID, account: UUID, name: str) -> None:
    """The account is the data-entry officer."""
    named = update(assessments).where(assessments.c.id == assessment)
    connection.execute(named.values(entry=account, entry_name=name))


def submit(connection: Connection, assessment: UUID, seats: Mapping[str, str]) -> None:
    """These seats have submitted."""
    connection.execute(update(assessments).where(assessments.c.id == assessment).values(submitted=dict(seats)))

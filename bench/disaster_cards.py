"""Cards and reports of CogniCity's interface: pairs of POST and PUT, durable, beside single rows committed by asyncpg.

One worker of `simpul serve`, PostgreSQL on the same machine as it comes (fsync on), 32 in flight, in turns with the rows.
The live map of the same worker follows every report meanwhile, and the audit chain is sealed.
"""

import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench._pairs import CARDS, IN_FLIGHT
from bench.disaster import Node, database, get, served

SECONDS, TURNS = 5, 2
LEAST, SHARE = 400, 0.2


def run() -> list[dict[str, object]]:
    with tempfile.TemporaryDirectory(prefix="simpul-", dir="/tmp") as folder, database(Path(folder)) as node:
        with served(node, workers=1) as port:
            client("cards", port, 1)  # what is loaded at the first report is loaded
            before = counted(node)
            turns = [(client("rows", node.url, SECONDS), client("cards", port, SECONDS)) for _ in range(TURNS)]
            seen = _is_there(port, turns[-1][1]["last"])
        after = counted(node)
        fsync = _setting(node, "fsync"), _setting(node, "synchronous_commit")
    return rows(turns, {name: after[name] - before[name] for name in after}, whole=seen and fsync == ("on", "on"))


def rows(turns: list[Any], kept: dict[str, int], *, whole: bool) -> list[dict[str, object]]:
    floor = statistics.mean(row["taken"] / row["seconds"] for row, _ in turns)
    rate = statistics.mean(cards["taken"] / cards["seconds"] for _, cards in turns)
    taken, refused = (sum(cards[name] for _, cards in turns) for name in ("taken", "refused"))
    all_there = whole and not refused and all(taken <= number <= taken + TURNS * IN_FLIGHT for number in kept.values())
    name = f"card + report pairs, durable, {IN_FLIGHT} in flight, one worker"
    p99 = max(cards["p99"] for _, cards in turns)
    return [
        _row(name, rate, "1/s", f">= {LEAST}", met=rate >= LEAST and all_there),
        {
            **_row(f"{name}, against asyncpg's single rows", rate, "1/s", f"ratio >= {SHARE}", met=False),
            "baseline": floor,
            "ratio": rate / floor,
            "met": rate / floor >= SHARE and all_there,
        },
        _row("card + report pair, p99", p99, "s", "<= 1", met=p99 <= 1),
        _row("pairs acknowledged and counted in every table afterwards", taken, "", "all", met=all_there),
    ]


def _row(name: str, value: float, unit: str, target: str, *, met: bool) -> dict[str, object]:
    empty = {"section": "disaster_cards", "baseline": None, "ratio": None}
    return {**empty, "name": name, "value": value, "unit": unit, "target": target, "met": met}


def client(act: str, where: object, seconds: float) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench._pairs", act, str(where), str(seconds)]
    told = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60 + seconds)
    answer: dict[str, Any] = json.loads(told.stdout)
    return answer


def counted(node: Node) -> dict[str, int]:
    """How many there are of what each pair leaves: a report, its step, its used card, its row of the audit trail."""
    from sqlalchemy import text

    counting = {
        "reports": "SELECT count(*) FROM disaster_report",
        "steps": "SELECT count(*) FROM disaster_report_step",
        "cards": "SELECT count(*) FROM disaster_card WHERE report IS NOT NULL",
        "audits": "SELECT count(*) FROM kernel_audit WHERE action = 'disaster.report.send'",
    }
    with node.platform.database.reading() as unit:
        return {name: int(unit.connection.scalar(text(count)) or 0) for name, count in counting.items()}


def _setting(node: Node, name: str) -> str:
    from sqlalchemy import text

    with node.platform.database.reading() as unit:
        return str(unit.connection.scalar(text("SELECT current_setting(:name)"), {"name": name}))


def _is_there(port: int, last: list[str]) -> bool:
    """Whether the last card that was acknowledged says that its report is there."""
    status, _, body = get(port, f"{CARDS}/{last[0]}") if last else (0, {}, b"")
    return status == 200 and bool(json.loads(body)["result"]["received"])

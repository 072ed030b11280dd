"""More than a node can admit in time: 20,000 people within two seconds, for an event of their own. The queue holds them."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path
from uuid import UUID

from bench._served import Node, Row

PEOPLE, RATE = 20_000, 10_000.0


def run(node: Node, port: int, slug: str, event: UUID) -> list[Row]:
    """What the client tells; `event` is open and empty."""
    from sqlalchemy import text

    file = node.folder / "burst"
    command = [sys.executable, "-m", "bench._cooperation_client", str(port), slug, str(PEOPLE), str(RATE), str(file)]
    told = json.loads(subprocess.run(command, capture_output=True, text=True, check=True, timeout=900).stdout)
    kept = [line.split() for line in Path(file).read_text().splitlines()]
    asked = "SELECT digest FROM cooperation_registration WHERE event = :event"
    with node.platform.database.reading() as unit:
        there = {bytes(one) for one in unit.connection.scalars(text(asked), {"event": event})}
    lost = PEOPLE - len({person for person, code, _ in kept if hashlib.sha256(code.encode()).digest() in there})
    statuses = {int(status): count for status, count in told["statuses"].items()}
    burst = f"burst of {PEOPLE:,} at {RATE:,.0f}/s"
    return [
        {"name": f"{burst}: people without a ticket at the end", "value": float(lost), "target": 0, "met": lost == 0},
        {"name": f"{burst}: longest queue", "value": float(told["longest_queue"]), "unit": "people"},
        {"name": f"{burst}: told their place", "value": float(statuses.get(202, 0)), "unit": "answers"},
        _within(f"{burst}: p99 of those admitted, from their turn on", told["admitted"]["p99"]),
        {"name": f"{burst}: p99 until told the place", "value": told["queued"]["p99"], "unit": "s"},
        {"name": f"{burst}: all have their tickets after", "value": told["took"], "unit": "s"},
    ]


def _within(name: str, value: float) -> Row:
    return {"name": name, "value": value, "unit": "s", "target": 1.0, "met": value <= 1.0}

"""Runs every section (or those named), prints a table, writes bench/results.json."""

import importlib
import json
import os
import platform
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

FOLDER = Path(__file__).parent
RESULTS = FOLDER / "results.json"


def sections() -> list[str]:
    """The sections there are: each a file of this folder with `run() -> list[dict]`."""
    return sorted(p.stem for p in FOLDER.glob("*.py") if not p.stem.startswith("_"))


def machine() -> str:
    """What this was measured on, in a few words."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    return f"{platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GiB, Python {platform.python_version()}"


def complete(row: dict[str, object]) -> dict[str, object]:
    """The row with every key, whatever its section left out."""
    keys = ("section", "name", "value", "unit", "target", "met", "baseline", "ratio")
    return {**{key: row.get(key) for key in keys}, "machine": machine()}


def table(rows: list[dict[str, object]]) -> Table:
    """The rows for reading."""
    shown = Table(title=f"Simpul on {machine()}")
    for column in ("section", "name", "value", "unit", "target", "met", "baseline", "ratio"):
        shown.add_column(column, justify="right" if column in ("value", "target", "baseline", "ratio") else "left")
    for row in rows:
        shown.add_row(*(_cell(row[c]) for c in ("section", "name", "value", "unit", "target", "met", "baseline", "ratio")))
    return shown


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "NO"
        case float():
            return f"{value:,.3g}" if abs(value) < 100 else f"{value:,.0f}"
        case _:
            return str(value)


def main(wanted: list[str]) -> int:
    """0; a target that was not met is shown, not punished."""
    unknown = sorted(set(wanted) - set(sections()))
    if unknown:
        print(f"no section {', '.join(unknown)}; there are: {', '.join(sections())}", file=sys.stderr)
        return 2
    rows = [complete(row) for name in wanted or sections() for row in importlib.import_module(f"bench.{name}").run()]
    kept = []
    if wanted and RESULTS.exists():
        kept = [row for row in json.loads(RESULTS.read_text()) if row["section"] not in wanted]
    RESULTS.write_text(json.dumps(kept + rows, indent=1) + "\n")
    Console(width=150).print(table(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

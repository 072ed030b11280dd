"""Situation reports as PDF, by typst: no system library, no web, no file but our own template, in bounded time.

A process of its own (`typesetter`) sets them: it is ended when it takes too long, and no server's memory waits on it.
"""

import base64
import json
import subprocess
import sys
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import structlog

from simpul.disaster.model.incident_refusals import TypesettingUnavailable

SECONDS = 20
"""So long may it take; both languages of a report usually take a third of a second."""
_PROCESS = Path(__file__).with_name("typesetter.py")
_log = structlog.get_logger("simpul.disaster.typesetting")
Documents = Mapping[str, Mapping[str, Any]]


def pdfs(documents: Documents) -> dict[str, bytes]:
    """Each document as PDF, by its name; TypesettingUnavailable when they cannot be made in SECONDS."""
    return {name: made[0] for name, made in _made(documents, "pdf").items()}


def pages(documents: Documents) -> dict[str, list[bytes]]:
    """Each document's pages as PNG: how it looks in print."""
    return _made(documents, "png")


def _made(documents: Documents, form: Literal["pdf", "png"]) -> dict[str, list[bytes]]:
    template = files("simpul.disaster").joinpath("data/sitrep.typ").read_text("utf-8")
    given = json.dumps({"template": template, "form": form, "documents": documents}).encode()
    try:
        done = subprocess.run(  # noqa: S603 (our own interpreter and file; nothing from outside is on the line)
            [sys.executable, "-I", str(_PROCESS)], input=given, capture_output=True, timeout=SECONDS, check=True
        )
        found: dict[str, list[str]] = json.loads(done.stdout)
    except (subprocess.SubprocessError, OSError, ValueError) as failure:
        _log.warning("typesetting.failed", error=type(failure).__name__)
        raise TypesettingUnavailable() from None
    return {name: [base64.b64decode(one) for one in made] for name, made in found.items()}

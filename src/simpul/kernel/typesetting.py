"""Papers as PDF, by typst: no system library, no web, no file but a module's own template, in bounded time.

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

from simpul.kernel.errors import Unavailable
from simpul.kernel.i18n import N_

SECONDS = 20
"""So long may it take; a report of some pages in both languages usually takes a third of a second."""
_PROCESS = Path(__file__).with_name("typesetter.py")
_HANGUL = Path(__file__).parents[1] / "ui" / "static" / "built"
"""Where `make assets` puts the faces of Korean (Noto Sans KR); read only where a document has Hangul: it is 12 MB."""
_log = structlog.get_logger("simpul.typesetting")
Documents = Mapping[str, Mapping[str, Any]]


class PaperUnavailable(Unavailable):
    """The PDF could not be made in time."""

    code = "paper-unavailable"
    sentence = N_("The PDF could not be made now. Print the page instead, or try again in a minute.")


def pdf(package: str, template: str, document: Mapping[str, Any]) -> bytes:
    """The document set by the package's `data/<template>`, as PDF; PaperUnavailable.

    The template reads `sys.inputs.document`, which is JSON.
    """
    return papers(package, template, {"one": document})["one"][0]


def papers(
    package: str, template: str, documents: Documents, form: Literal["pdf", "png"] = "pdf"
) -> dict[str, list[bytes]]:
    """Each document by its name: one PDF, or a PNG for each page; PaperUnavailable when it takes more than SECONDS."""
    text = files(package).joinpath(f"data/{template}").read_text("utf-8")
    fonts = str(_HANGUL) if _has_hangul(json.dumps(documents, ensure_ascii=False)) else ""
    given = json.dumps({"template": text, "form": form, "documents": documents, "fonts": fonts}).encode()
    try:
        done = subprocess.run(  # noqa: S603 (our own interpreter and file; nothing from outside is on the line)
            [sys.executable, "-I", str(_PROCESS)], input=given, capture_output=True, timeout=SECONDS, check=True
        )
        found: dict[str, list[str]] = json.loads(done.stdout)
    except (subprocess.SubprocessError, OSError, ValueError) as failure:
        _log.warning("typesetting.failed", error=type(failure).__name__)
        raise PaperUnavailable() from None
    return {name: [base64.b64decode(one) for one in made] for name, made in found.items()}


def _has_hangul(text: str) -> bool:
    return any("\u1100" <= sign <= "\u11ff" or "\uac00" <= sign <= "\ud7a3" for sign in text)

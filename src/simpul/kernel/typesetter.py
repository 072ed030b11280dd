"""A process of its own that sets documents by typst; it reads JSON and writes JSON, and imports nothing of ours.

In: `{"template": text, "form": "pdf" | "png", "documents": {name: document}, "fonts": folder or ""}`.
Out: `{name: [base64, ...]}`: a PDF, or a PNG for each page.
"""

import base64
import json
import sys
from typing import Any

import typst


def made(template: bytes, document: Any, form: str, fonts: str) -> list[bytes]:
    """The document as one PDF, or as a PNG for each page.

    The PDF is tagged by PDF/UA-1; where a text forbids that (a sign that no font has), it has plain tags.
    """
    given = {"document": json.dumps(document, ensure_ascii=False)}
    if form == "png":
        return _listed(_compiler(template, given, fonts).compile(format="png", ppi=110))
    try:
        return _listed(_compiler(template, given, fonts).compile(format="pdf", pdf_standards="ua-1"))
    except typst.TypstError:
        return _listed(_compiler(template, given, fonts).compile(format="pdf"))


def _compiler(template: bytes, given: dict[str, str], fonts: str) -> typst.Compiler:
    folders: list[Any] = [fonts] if fonts else []
    return typst.Compiler(template, ignore_system_fonts=True, font_paths=folders, sys_inputs=given)


def _listed(found: bytes | list[bytes] | None) -> list[bytes]:
    return found if isinstance(found, list) else [found or b""]


def main() -> None:
    """What stands on the standard input is set and written to the standard output."""
    given = json.load(sys.stdin)
    template = given["template"].encode()
    done = {name: made(template, document, given["form"], given["fonts"]) for name, document in given["documents"].items()}
    json.dump({name: [base64.b64encode(one).decode() for one in files] for name, files in done.items()}, sys.stdout)


if __name__ == "__main__":
    main()

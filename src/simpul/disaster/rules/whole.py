"""Whole numbers as people write them."""

import re

_WRITTEN = re.compile(r"\d{1,9}|\d{1,3}(?:\.\d{3}){1,2}|\d{1,3}(?:,\d{3}){1,2}|\d{1,3}(?: \d{3}){1,2}", re.ASCII)


def whole_number(text: str) -> int | None:
    """The number, also with its thousands apart (1.250); None for anything else: 1.5 is not fifteen, 100.0 no thousand."""
    given = text.strip()
    return int(re.sub("[., ]", "", given)) if _WRITTEN.fullmatch(given) else None

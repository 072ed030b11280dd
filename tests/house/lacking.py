"""Hears which messages are asked of a language that has no words of its own for them, and by which page."""

from collections.abc import Callable
from typing import Any

import pytest

from simpul.kernel import i18n
from simpul.kernel.i18n import Language, Translator


def heard(monkeypatch: pytest.MonkeyPatch, language: Language) -> dict[str, str]:
    """Each message that is asked of the language and is not among its words, and the page: what stands under ""."""
    own = i18n._catalogue(language)
    found: dict[str, str] = {}

    def hear(real: Callable[..., str]) -> Callable[..., str]:
        def said(self: Translator, message: str, *rest: Any, **facts: object) -> str:
            if self.language == language and message not in own:
                found.setdefault(message, found.get("", ""))
            return real(self, message, *rest, **facts)

        return said

    monkeypatch.setattr(Translator, "gettext", hear(Translator.gettext))
    monkeypatch.setattr(Translator, "ngettext", hear(Translator.ngettext))
    return found

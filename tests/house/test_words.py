"""Every message of the program has its Indonesian words, with the same places; no translation is kept for nothing."""

import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po
from tests.house.source import SRC, files, heirs, none_of, shown

from simpul.kernel.errors import Refusal

pytestmark = pytest.mark.rules
KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)}
CATALOGUES = sorted((SRC / "locale" / "id" / "LC_MESSAGES").glob("*.po"))
JAVANESE = sorted((SRC / "locale" / "jv" / "LC_MESSAGES").glob("*.po"))
"""What residents read: what is not in it is said in Indonesian."""
KOREAN = sorted((SRC / "locale" / "ko" / "LC_MESSAGES").glob("*.po"))
"""What partners read: all of the cooperation's pages and their frame (`test_korean`)."""
Key = str


@cache
def used() -> dict[Key, str]:
    """Each message the program may say, and one place where it does."""
    found = messages_in(SRC)
    for refusal in (Refusal, *heirs(Refusal)):
        found.setdefault(refusal.sentence, f"{refusal.__module__}.{refusal.__name__}")
    return found


def messages_in(folder: Path) -> dict[Key, str]:
    """Each message that the files of this folder mark for translation, and one place where they do."""
    found: dict[Key, str] = {}
    for path in files(".py", ".html"):
        if not path.is_relative_to(folder):
            continue
        method = "python" if path.suffix == ".py" else "jinja2.ext:babel_extract"
        options = {"trimmed": "true"} if path.suffix == ".html" else {}
        for line, message, _, _ in extract_from_file(method, str(path), keywords=KEYWORDS, options=options):
            key = message[0] if isinstance(message, tuple) else message
            if key:
                found.setdefault(key, f"{shown(path)}:{line}")
    return found


def catalogue(path: Path) -> list[Message]:
    with path.open("rb") as source:
        return [m for m in read_po(source, locale=path.parts[-3]) if m.id]


@cache
def translated() -> dict[Key, tuple[Message, str]]:
    """Each Indonesian row, and its file."""
    return {_key(m): (m, path.name) for path in CATALOGUES for m in catalogue(path)}


def rows() -> list[tuple[str, Message]]:
    """Each Indonesian, Javanese and Korean row, with its language and file."""
    return [("/".join(path.parts[-3::2]), m) for path in (*CATALOGUES, *JAVANESE, *KOREAN) for m in catalogue(path)]


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _words(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


def _forms(message: Message) -> list[str]:
    return [message.id] if isinstance(message.id, str) else list(message.id)


def places(text: str) -> set[str]:
    """`{name}` places of a message."""
    return set(re.findall(r"\{(\w+)[^}]*\}", text))


def test_every_message_is_translated():
    known = {key for key, (message, _) in translated().items() if all(_words(message))}
    missing = {message: place for message, place in used().items() if message not in known}
    none_of(missing)


def test_no_translation_is_kept_for_nothing():
    orphans = {f"{name}: {_key(message)}": name for name, message in rows() if _key(message) not in used()}
    none_of(orphans)


def test_translations_fill_in_the_same_facts():
    wrong = {
        f"{name}: {_key(message)}": words
        for name, message in rows()
        for words in _words(message)
        if words and places(words) != {p for form in _forms(message) for p in places(form)}
    }
    none_of(wrong)


def test_no_message_has_two_translations():
    """The catalogues are read as one: the last would win, and nobody would know."""
    said: dict[str, dict[str, list[str]]] = {}
    for name, message in rows():
        said.setdefault(f"{name[:2]}: {_key(message)}", {})[name] = _words(message)
    none_of({key: by for key, by in said.items() if len({tuple(words) for words in by.values()}) > 1})


def test_no_translation_is_a_guess():
    none_of([f"{name}: {_key(message)}" for name, message in rows() if message.fuzzy])


def test_translations_keep_what_opens_and_closes():
    """Markup and quotation marks of a message come in pairs in both languages."""
    wrong = [
        f"{name}: {_key(message)}"
        for name, message in rows()
        for words in _words(message)
        if sorted(re.findall(r"</?\w+", words)) != sorted(re.findall(r"</?\w+", _key(message)))
    ]
    none_of(wrong)


@pytest.mark.parametrize("path", [*CATALOGUES, *JAVANESE, *KOREAN], ids=lambda p: "/".join(p.parts[-3::2]))
def test_a_catalogue_says_what_it_is(path):
    with path.open("rb") as source:
        read = read_po(source, locale=path.parts[-3])
    assert read.num_plurals == 1
    assert "charset=utf-8" in dict(read.mime_headers)["Content-Type"].lower()

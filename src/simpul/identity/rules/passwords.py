"""Passwords: length, not composition; none of the first guesses. NIST SP 800-63B section 5.1.1.2."""

import hashlib
import unicodedata
from datetime import datetime, timedelta

from simpul.identity.model import PasswordTooCommon, PasswordTooLong, PasswordTooShort

PASSWORD_LEAST = 12
PASSWORD_MOST = 256
ONE_TIME_LIVES = timedelta(days=7)
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_ROWS = ("abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "01234567890", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik")
_COMMON = frozenset(
    word
    for line in (
        "password katasandi sandi rahasia qwerty qwertyuiop admin administrator default changeme letmein welcome",
        "indonesia indonesiaraya merdeka garuda pancasila jakarta bismillah selamatdatang sayang sayangku akucintakamu",
        "iloveyou passw0rd p@ssw0rd petugas bencana banjir bpbd simpul pemerintah kementerian operator instansi",
    )
    for word in line.split()
)
"""Words that guesses are made of; our own list, chosen for Indonesian offices."""


def folded(password: str) -> str:
    """The password as it is hashed: NFKC, so that every keyboard writes the same (SP 800-63B section 5.1.1.2)."""
    return unicodedata.normalize("NFKC", password)


def check_password(password: str, *, about: tuple[str, ...] = ()) -> None:
    """Nothing, when the password will do; PasswordTooShort, PasswordTooLong or PasswordTooCommon otherwise.

    `about` are words an attacker knows of this account: login, name, agency.
    """
    plain = folded(password)
    if len(plain) < PASSWORD_LEAST:
        raise PasswordTooShort(least=PASSWORD_LEAST)
    if len(plain) > PASSWORD_MOST:
        raise PasswordTooLong(most=PASSWORD_MOST)
    if _is_guess(plain.casefold(), {part for one in about for part in _parts(one)}):
        raise PasswordTooCommon()


def _parts(text: str) -> set[str]:
    """The text itself, and its words of four letters and more, without signs."""
    words = "".join(c if c.isalnum() else " " for c in text.casefold()).split()
    return {w for w in (*words, "".join(words)) if len(w) >= 4}


def _is_guess(plain: str, known: set[str]) -> bool:
    """Whether little is left once common words, runs of keys and what is known of the account are taken away."""
    rest = plain
    for word in sorted({*_COMMON, *known}, key=lambda w: (-len(w), w)):
        rest = rest.replace(word, "")
    return len(set(plain)) < 5 or len(_without_runs(rest)) < 5


def _without_runs(text: str) -> str:
    """The text without runs of three and more keys that stand beside each other, and without repetition of one sign."""
    kept = ""
    at = 0
    while at < len(text):
        length = _run(text, at)
        if length < 3:
            kept += text[at]
            length = 1
        at += length
    return kept


def _run(text: str, at: int) -> int:
    """How many signs from `at` on follow a row of keys, forwards or backwards, or repeat the first."""
    best = 1
    while at + best < len(text) and text[at + best] == text[at]:
        best += 1
    for row in (*_ROWS, *(r[::-1] for r in _ROWS)):
        length = 1
        while at + length < len(text) and text[at : at + length + 1] in row:
            length += 1
        best = max(best, length)
    return best


def readable(secret: str) -> str:
    """A one-time password made of `secret`: 16 letters and digits that cannot be mistaken for each other, in fours."""
    signs = [_ALPHABET[byte % len(_ALPHABET)] for byte in hashlib.sha256(secret.encode()).digest()[:16]]
    return "-".join("".join(signs[i : i + 4]) for i in range(0, 16, 4))


def is_one_time_over(set_at: datetime, now: datetime) -> bool:
    """Whether a one-time password given at `set_at` no longer opens the account."""
    return now - set_at >= ONE_TIME_LIVES

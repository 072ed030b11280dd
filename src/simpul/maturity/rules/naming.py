"""An agency is found as people name it: "Kabupaten Bandung" is "Pemerintah Kab. Bandung" in the ministry's reports."""

import re
from functools import lru_cache

_SAME = (
    (r"\b(kabupaten|pemkab)\b", "kab"),
    (r"\bpemkot\b", "kota"),
    (r"\b(pemprov|prov)\b", "provinsi"),
    (r"\bkepulauan\b", "kep"),
    (r"\bpemda\b|\bpemerintah daerah\b", "pemerintah"),
    (r"\bnusa tenggara barat\b", "ntb"),
    (r"\bnusa tenggara timur\b", "ntt"),
    (r"\bdaerah khusus (ibukota |ibu kota )?jakarta\b", "dki jakarta"),
    (r"\bdaerah istimewa yogyakarta\b|\bdi yogyakarta\b|\bdiy\b", "d i yogyakarta"),
    (r"\b(jogjakarta|jogja|yogya)\b", "yogyakarta"),
)
"""What is written in several ways, and the one way in which it is compared."""
LONG_ENOUGH = 5
"""A word of so many letters may run across hyphens and gaps: "fakfak" is "Fak-Fak"."""


def finds(question: str, name: str, code: str) -> bool:
    """Whether the question is the agency's code, or names it."""
    return question.strip() == code or answers(question, name)


def answers(question: str, name: str, *more: str) -> bool:
    """Whether every word of the question is in the name, or in what else is known of the agency; no word asks nothing."""
    known = plain(" ".join((name, *more)))
    joined = known.replace(" ", "")
    return all(word in known or (len(word) >= LONG_ENOUGH and word in joined) for word in plain(question).split())


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Small letters and digits, one gap between words, one way of writing each."""
    told = " ".join(re.findall(r"\w+", text.casefold().replace("_", " ")))
    for written, same in _SAME:
        told = re.sub(written, same, told)
    return told

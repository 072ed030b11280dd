"""Models of back ends: what servers and frameworks do with a path before they look up what it names.

Any of these steps, in any order. For tests/exchange/test_access_paths.py, that asks whether each of them finds only what a
right was given for; nothing here knows how the exchange judges.
"""

import itertools
import random
import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import unquote, unquote_to_bytes


@dataclass(frozen=True)
class Step:
    """Something a back end does to a path; `glob`: and to the names that it knows."""

    title: str
    path: object
    glob: object = staticmethod(lambda text: text)


def without_dots(path):
    """RFC 3986 section 5.2.4, on whole segments; blanks around dots are nothing, as on Windows."""
    kept = []
    for segment in path.split("/"):
        bare = segment.strip(" ")
        if bare == "..":
            kept = kept[:-1] or [""]
        elif bare != ".":
            kept.append(segment)
    return "/".join(kept) or "/"


def unseen_gone(text):
    """Without format signs, as NFKC_Casefold and many input filters have it."""
    return "".join(sign for sign in text if unicodedata.category(sign) != "Cf" and sign not in "\u034f\ufe0f")


def nfkc(text):
    return unicodedata.normalize("NFKC", text)


def narrow(text):
    """Look-alikes as a narrow character set has them ("best fit")."""
    return text.translate({0x2215: "/", 0x2044: "/", 0x29F8: "/", 0x2216: "\\"})


def latin_overlong(path):
    """Decoded by a decoder that takes overlong UTF-8 for what it stands for."""
    raw = unquote_to_bytes(path)
    for long, short in ((b"\xc0\xae", b"."), (b"\xc0\xaf", b"/"), (b"\xe0\x80\xae", b"."), (b"\xf0\x80\x80\xae", b".")):
        raw = raw.replace(long, short)
    return raw.decode("utf-8", "replace")


def words_decoded(glob):
    """The right's words decoded too; a star that comes of it is a sign, not a wild card."""
    return re.sub("(?:%[0-9A-Fa-f]{2})+", lambda told: unquote(told[0]).replace("*", "\\*"), glob)


DECODE = Step("decode", unquote)
STEPS = (
    DECODE,
    DECODE,
    Step("decode overlong", latin_overlong),
    Step("drop parameters", lambda path: re.sub(r";[^/]*", "", path)),
    Step("drop the last parameters", lambda path: re.sub(r";[^/]*$", "", path)),
    Step("remove dot segments", without_dots),
    Step("merge slashes", lambda path: re.sub("/+", "/", path)),
    Step("backslash as slash", lambda path: path.replace("\\", "/")),
    Step("NFKC", nfkc, nfkc),
    Step("drop the unseen", unseen_gone, unseen_gone),
    Step("best fit", narrow, narrow),
    Step("cut at ?", lambda path: path.split("?", 1)[0]),
    Step("cut at #", lambda path: path.split("#", 1)[0]),
    Step("host after //", lambda path: re.sub(r"^//+[^/]*", "", path) or "/"),
    Step("end at NUL", lambda path: path.split("\x00", 1)[0]),
)


@dataclass(frozen=True)
class BackEnd:
    """What a back end does with a path, in order."""

    steps: tuple
    ignores_case: bool = False

    def looks_up(self, path, glob):
        """(what it looks up, what it takes the words of a right for): names get what was done to the path.

        One that never decodes a path as a whole decodes each segment by itself, as routers do.
        """
        decoded = False
        for step in self.steps:
            made, decodes = step.path(path), step.title.startswith("decode")
            if made != path and (decoded or not decodes):
                glob = words_decoded(glob) if decodes else step.glob(glob)
            path, decoded = made, decoded or decodes
        if not decoded:
            path = "/".join(unquote(segment).replace("/", "\x00") for segment in path.split("/"))
        return (path.casefold(), glob.casefold()) if self.ignores_case else (path, glob)


def pool():
    """Back ends of up to three steps, all of them; and many longer ones."""
    chance = random.Random(3)
    short = [told for length in range(4) for told in itertools.product(STEPS, repeat=length)]
    long = [tuple(chance.choices(STEPS, k=chance.randint(4, 7))) for _ in range(3000)]
    found = [BackEnd(told) for told in (*short, *long)]
    chance.shuffle(found)
    return [BackEnd(back_end.steps, at % 4 == 0) for at, back_end in enumerate(found)]


POOL = pool()
SOME = 100


def some(first):
    """So many back ends of the pool, from this one on."""
    return [*EACH, *(POOL * 2)[first : first + SOME]]


EACH = (BackEnd(()), BackEnd((DECODE,)), BackEnd((DECODE, DECODE)))

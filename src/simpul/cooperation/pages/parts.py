"""What the cooperation's pages share: the answer with its refusal, words of sides, the reader's time zone."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from simpul.cooperation.actions import programmes, terms
from simpul.cooperation.model.programmes import Side, Told
from simpul.kernel.errors import Refusal
from simpul.kernel.i18n import N_, in_language
from simpul.kernel.web import Request, Response, html
from simpul.kernel.web.problems import headers_of, status_of

PATH = "/kerja-sama"
SIDES: Mapping[Side, str] = {Side.INDONESIA: N_("Indonesia"), Side.KOREA: N_("Korea")}


def answered(request: Request, template: str, context: Mapping[str, Any], refusal: Refusal | None = None) -> Response:
    """The page of this template, with the status of the refusal that it tells."""
    status = status_of(refusal) if refusal else 200
    response = html(request, template, {**common(request), **context, "refusal": refusal}, status)
    if refusal:
        response.headers.update(headers_of(refusal, status))
    return response


def common(request: Request) -> dict[str, Any]:
    """What every page of the cooperation needs; `told`: words in the reader's language from {"id", "en", "ko"}.

    `term_of`: a place, an office or a sentence of the history in the reader's language, other words as they are.
    `way`: how a list leads back, through the programme that it was reached from, if that is one that this reader reads.
    """

    def told(words: Told | None) -> str:
        return in_language(words, request.lang) if words else ""

    def term_of(words: str) -> str:
        return terms.term(words, request.lang)

    way = [(request.t.gettext("Cooperation"), PATH)]
    code = request.query("program")
    if code and code in programmes.read(request.platform, request.actor):
        way.append((code, f"{PATH}/program/{code}"))
    said = {"told": told, "term_of": term_of, "side_words": SIDES, "date_of": date_of(request), "zone": "WIB"}
    return {"path": PATH, "way": way, "done": "", **said}


def date_of(request: Request) -> Callable[[date], str]:
    """How this page writes a day: 2 Maret 2016."""
    return lambda day: request.t.date(datetime(day.year, day.month, day.day, 12, tzinfo=UTC))

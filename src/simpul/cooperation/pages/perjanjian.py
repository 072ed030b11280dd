"""Agreements: the list by term, one with its family and texts; a text downloaded, a file compared with it."""

from urllib.parse import quote, urlencode

from simpul.cooperation.actions import agreements, expiring, following
from simpul.cooperation.actions.agreements import AgreementsWanted
from simpul.cooperation.model.project_refusals import FileMissing, FileTooLarge
from simpul.cooperation.pages import anggaran, anggaran_kurs, perjanjian_ubah
from simpul.cooperation.pages.komite_parts import asked_of, id_of, sheet
from simpul.cooperation.pages.parts import answered
from simpul.cooperation.pages.perjanjian_parts import AGREEMENTS, page
from simpul.cooperation.pages.perjanjian_words import INSTRUMENTS, STATES
from simpul.cooperation.rules.programmes import TONGUES
from simpul.cooperation.rules.projects_files import BYTES_MOST
from simpul.kernel.errors import NotFound, Refusal
from simpul.kernel.web import Request, Response, route
from simpul.kernel.web.export import csv_of

_ASKED = ("program", "keadaan", "q")
_COLUMNS = (
    "programme",
    "instrument",
    "title_id",
    "title_en",
    "title_ko",
    "signed_on",
    "signed_at",
    "since",
    "until",
    "covered_until",
    "ended_on",
    "state",
    "inferred",
    "parties",
    "synthetic",
)


def _wanted(asked: dict[str, str]) -> AgreementsWanted:
    return AgreementsWanted(asked["program"], asked["keadaan"], asked["q"])


def show(request: Request) -> Response:
    """The agreements that this reader may see, what ends soon first."""
    asked = asked_of(request, *_ASKED)
    found = agreements.listed(request.platform, request.actor, _wanted(asked))
    context = {
        "sheet": sheet(request, found, AGREEMENTS, asked),
        "asked": asked,
        "query": urlencode({key: value for key, value in asked.items() if value}),
        "alarms": expiring.due(request.platform, request.actor),
        "programmes": following.programmes_read(request.platform, request.actor),
        "kept": agreements.kept(request.platform, request.actor),
        "mails": request.platform.mailer.there,
        "instruments": INSTRUMENTS,
        "states": STATES,
        "here": AGREEMENTS,
    }
    return answered(request, "cooperation/perjanjian.html", context)


def listing(request: Request) -> Response:
    """The list as it is asked for, for spreadsheets."""
    rows = []
    for seen in agreements.listed(request.platform, request.actor, _wanted(asked_of(request, *_ASKED))):
        one = seen.agreement
        titles = [one.title.get(tongue, "") for tongue in TONGUES]
        days = [day.isoformat() if day else "" for day in (one.since, one.until, seen.covered, one.ended_on)]
        parties = "; ".join(f"{each.name} ({each.side.value}, {each.part.value})" for each in one.parties)
        signed = (one.signed_on.isoformat() if one.signed_on else "", one.signed_at)
        facts = (seen.state.value, " ".join(one.inferred), parties, one.synthetic or "")
        rows.append((one.programme, one.instrument.value, *titles, *signed, *days, *facts))
    return csv_of("perjanjian.csv", _COLUMNS, rows, marked=True)


def one(request: Request) -> Response:
    """One agreement: parties, term, family, texts."""
    return page(request, None)


def compared(request: Request) -> Response:
    """Whether a file is one of the agreement's texts; nothing of it is kept."""
    try:
        sent = request.posted.upload("banding")
        if sent is None:
            raise FileMissing()
        if sent.too_large:
            raise FileTooLarge()
        digest, found = agreements.compared(request.platform, request.actor, id_of(request), given=sent.read())
    except NotFound:
        raise
    except Refusal as refusal:
        refusal.field = "banding"
        return page(request, refusal)
    return page(request, None, compared={"digest": digest, "text": found})


def download(request: Request) -> Response:
    """A text as it was given, always as a download: a browser never runs what somebody sent."""
    one, content = agreements.content(request.platform, request.actor, id_of(request, "naskah"))
    plain = "".join(each if each.isascii() and (each.isalnum() or each in "-_. ") else "_" for each in one.name)
    headers = {
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(one.name, safe='')}",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "no-store",
    }
    return Response(content, 200, headers, one.media)


ROUTES = [
    route("GET", AGREEMENTS, show),
    route("GET", f"{AGREEMENTS}.csv", listing),
    *perjanjian_ubah.ROUTES,
    route("GET", f"{AGREEMENTS}/{{id}}", one),
    route("POST", f"{AGREEMENTS}/{{id}}/periksa", compared, file_most=BYTES_MOST),
    route("GET", f"{AGREEMENTS}/{{id}}/naskah/{{naskah}}", download),
    *anggaran_kurs.ROUTES,
    *anggaran.ROUTES,
]

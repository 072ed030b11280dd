"""An agreement written down, changed, annexed, extended, ended and resumed; its texts given."""

from datetime import date
from uuid import UUID

from simpul.cooperation.actions import agreements, agreements_changing, following
from simpul.cooperation.actions.agreements import AgreementsWanted
from simpul.cooperation.model.agreement_refusals import AgreementDayWrong, AgreementInstrumentWrong, AgreementParentWrong
from simpul.cooperation.model.agreements import Agreement, Instrument, Party, PartyPart
from simpul.cooperation.model.programmes import Side
from simpul.cooperation.model.project_refusals import FileMissing, FileTooLarge
from simpul.cooperation.pages.komite_parts import id_of, version_of
from simpul.cooperation.pages.parts import answered
from simpul.cooperation.pages.perjanjian_parts import AGREEMENTS, page
from simpul.cooperation.pages.perjanjian_words import INSTRUMENTS
from simpul.cooperation.rules.programmes import TONGUES
from simpul.cooperation.rules.projects_files import BYTES_MOST
from simpul.kernel.errors import NotFound, Refusal
from simpul.kernel.web import Request, Response, redirect, route

_WORDS = tuple(f"{word}_{tongue}" for word in ("title", "note") for tongue in TONGUES)
_PARTIES = tuple((f"{side.value}_{part.value}", side, part) for side in Side for part in PartyPart)
_DAYS = ("signed_on", "since", "until")
_NAMES = ("programme", "instrument", "parent", "signed_at", "sources", "version", *_DAYS, *_WORDS)
_INFERABLE = ("signed_on", "since", "until", "parties")


def new(request: Request) -> Response:
    """The form of an agreement; `dari` and `jenis` in the address: an annex or extension of that one."""
    return _form(request, None, None)


def edit(request: Request) -> Response:
    """The form of an agreement that is on record."""
    agreements_changing.permit(request.platform, request.actor, id_of(request))
    return _form(request, agreements.whole(request.platform, request.actor, id_of(request)).seen.agreement, None)


def _form(request: Request, known: Agreement | None, refusal: Refusal | None) -> Response:
    kept = agreements.kept(request.platform, request.actor)
    if known is None and not kept:
        agreements_changing.permit_programme(request.platform, request.actor, request.query("program"))
    others = [one.agreement for one in agreements.listed(request.platform, request.actor, AgreementsWanted())]
    context = {
        "known": known,
        "values": _values(request, known, others),
        "inferred": _inferred(request, known),
        "programmes": [one for one in following.programmes_read(request.platform, request.actor) if one.code in kept],
        "parents": [one for one in others if one.programme in kept and (known is None or one.id != known.id)],
        "instruments": INSTRUMENTS,
        "list_path": AGREEMENTS,
        "posted": request.method == "POST",
    }
    return answered(request, "cooperation/perjanjian_form.html", context, refusal)


def _inferred(request: Request, known: Agreement | None) -> tuple[str, ...]:
    if request.method == "POST" or known is None:
        return tuple(request.posted.texts("inferred"))
    return known.inferred


def _values(request: Request, known: Agreement | None, others: list[Agreement]) -> dict[str, str]:
    """What the form's fields hold: what was posted, else what is kept, else what the one that it hangs below says."""
    if request.method == "POST":
        return {name: request.posted.text(name) for name in (*_NAMES, *(name for name, _side, _part in _PARTIES))}
    if known is not None:
        return _written(known)
    values = dict.fromkeys((*_NAMES, *(name for name, _side, _part in _PARTIES)), "")
    above = next((one for one in others if str(one.id) == request.query("dari")), None)
    if above is None:
        return values | {"programme": request.query("program"), "instrument": Instrument.MOU.value}
    lines = {name: value for name, value in _written(above).items() if name in {each for each, _side, _part in _PARTIES}}
    kind = request.query("jenis")
    fit = kind if kind in (Instrument.ANNEX.value, Instrument.EXTENSION.value) else Instrument.ANNEX.value
    return values | lines | {"programme": above.programme, "instrument": fit, "parent": str(above.id)}


def _written(known: Agreement) -> dict[str, str]:
    lines = {
        name: "\n".join(_line(one) for one in known.parties if (one.side, one.part) == (side, part))
        for name, side, part in _PARTIES
    }
    words = {f"title_{tongue}": known.title.get(tongue, "") for tongue in TONGUES}
    notes = {f"note_{tongue}": (known.note or {}).get(tongue, "") for tongue in TONGUES}
    days = {name: day.isoformat() if (day := getattr(known, name)) else "" for name in _DAYS}
    return {
        "programme": known.programme,
        "instrument": known.instrument.value,
        "parent": str(known.parent) if known.parent else "",
        "signed_at": known.signed_at,
        "sources": "\n".join(known.sources),
        "version": str(known.version),
        **lines,
        **words,
        **notes,
        **days,
    }


def _line(one: Party) -> str:
    return f"{one.name} | {one.represented_by}" if one.represented_by else one.name


def agreed(request: Request) -> Response:
    """The agreement is on record, or the form again."""
    try:
        made = agreements_changing.agree(request.platform, request.actor, new=_given(request, UUID(int=0)))
    except NotFound:
        raise
    except Refusal as refusal:
        return _form(request, None, refusal)
    return redirect(request, f"{AGREEMENTS}/{made.id}?selesai=dicatat")


def changed(request: Request) -> Response:
    """The agreement is as the form says, or the form again."""
    key = id_of(request)
    known = agreements.whole(request.platform, request.actor, key).seen.agreement
    try:
        agreements_changing.change(request.platform, request.actor, new=_given(request, key))
    except NotFound:
        raise
    except Refusal as refusal:
        return _form(request, known, refusal)
    return redirect(request, f"{AGREEMENTS}/{key}?selesai=disimpan")


def _given(request: Request, id: UUID) -> Agreement:
    given = request.posted
    instrument = given.text("instrument")
    if instrument not in {one.value for one in Instrument}:
        raise AgreementInstrumentWrong()
    days = {name: _day(given.text(name), name) for name in _DAYS}
    return Agreement(
        id=id,
        programme=given.text("programme"),
        instrument=Instrument(instrument),
        title={tongue: given.text(f"title_{tongue}") for tongue in TONGUES},
        signed_at=given.text("signed_at"),
        parties=tuple(one for name, side, part in _PARTIES for one in _parties(given.text(name), side, part)),
        parent=_parent(given.text("parent")),
        note={tongue: given.text(f"note_{tongue}") for tongue in TONGUES},
        inferred=tuple(name for name in given.texts("inferred") if name in _INFERABLE),
        sources=tuple(given.text("sources").splitlines()),
        version=version_of(request),
        signed_on=days["signed_on"],
        since=days["since"],
        until=days["until"],
    )


def _parties(given: str, side: Side, part: PartyPart) -> list[Party]:
    """The parties of a field: one a line, who signed behind a bar."""
    cut = [line.partition("|") for line in given.splitlines() if line.strip()]
    return [Party(name, side, part, by) for name, _bar, by in cut]


def _parent(given: str) -> UUID | None:
    try:
        return UUID(given) if given else None
    except ValueError:
        raise AgreementParentWrong() from None


def _day(given: str, field: str) -> date | None:
    try:
        return date.fromisoformat(given) if given else None
    except ValueError:
        wrong = AgreementDayWrong()
        wrong.field = field
        raise wrong from None


def act(request: Request) -> Response:
    """The agreement ended, or the ending is taken back; or the page again with what is wrong."""
    saw, what = (id_of(request), version_of(request)), request.posted.text("lakukan")
    if what not in ("akhiri", "lanjutkan"):
        raise NotFound()
    try:
        if what == "akhiri":
            on = _day(request.posted.text("ended_on"), "ended_on")
            agreements_changing.end(request.platform, request.actor, saw, on=on)
        else:
            agreements_changing.resume(request.platform, request.actor, saw)
    except NotFound:
        raise
    except Refusal as refusal:
        return page(request, refusal)
    return redirect(request, f"{AGREEMENTS}/{saw[0]}?selesai={'diakhiri' if what == 'akhiri' else 'dilanjutkan'}")


def filed(request: Request) -> Response:
    """The text is kept, or the page again with what is wrong with the file."""
    key = id_of(request)
    try:
        sent = request.posted.upload("file")
        if sent is None:
            raise FileMissing()
        if sent.too_large:
            raise FileTooLarge()
        language, file = request.posted.text("language"), (sent.filename, sent.read())
        agreements_changing.give_text(request.platform, request.actor, key, language=language, sent=file)
    except NotFound:
        raise
    except Refusal as refusal:
        return page(request, refusal)
    return redirect(request, f"{AGREEMENTS}/{key}?selesai=naskah#naskah")


ROUTES = [
    route("GET", f"{AGREEMENTS}/baru", new),
    route("POST", f"{AGREEMENTS}/baru", agreed),
    route("POST", f"{AGREEMENTS}/{{id}}", act),
    route("GET", f"{AGREEMENTS}/{{id}}/ubah", edit),
    route("POST", f"{AGREEMENTS}/{{id}}/ubah", changed),
    route("POST", f"{AGREEMENTS}/{{id}}/naskah", filed, file_most=BYTES_MOST),
]

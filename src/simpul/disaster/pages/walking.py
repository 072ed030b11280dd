"""One question a page: a report's form on its way, with or without scripts, for a report of one's own or for a card's.

The page holds every question of the hazard and shows one of them; a script on the phone goes from one to the next by
itself, and without one each step is a post that comes back here. So whatever was answered is always in the form.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from simpul import regions
from simpul.disaster.actions.taking_photos import permit_photo
from simpul.disaster.model import Draft, Hazard, Photo, PhotoTooLarge, Sent, SimilarReport
from simpul.disaster.outside import held
from simpul.disaster.pages.answers import (
    Answers,
    answers_of,
    draft_of,
    found_places,
    fresh_answers,
    judge,
    place_name,
    placed,
    seen,
    settle,
)
from simpul.disaster.pages.light import light
from simpul.disaster.rules import cards, drafts, questions, summary
from simpul.kernel.actor import Actor
from simpul.kernel.errors import Conflict, Invalid, Refusal, Unavailable
from simpul.kernel.web import Request, Response, html, json, redirect
from simpul.kernel.web.problems import headers_of, status_of

_SENDS = frozenset({"send", "anyway", "update"})


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a report is written: its address, its hazard, who takes it, where to go then, and the page before it.

    `follows` says that it is the second report of one event, which no earlier one is like. `ends` are the refusals after
    which no form helps.
    """

    path: str
    back: str
    hazard: Hazard
    send: Callable[[Actor, Draft], Sent]
    done: Callable[[Sent], str]
    training: bool = False
    follows: bool = False
    ends: tuple[type[Refusal], ...] = ()


def begin(request: Request, entry: Entry) -> Response:
    """The first question; a point in the address that lies nowhere in Indonesia is told and dropped."""
    answers = fresh_answers(entry.hazard, request.platform.ids.new(), request)
    answers.step = _way(answers)[0]
    refusal: Refusal | None = None
    try:
        if answers.chosen:
            placed(request.platform, answers)
    except (Invalid, Unavailable) as problem:
        refusal, answers.longitude, answers.latitude = problem, "", ""
    return _page(request, entry, answers, refusal)


def go_on(request: Request, entry: Entry) -> Response:
    """The next question; the report's own page when it was sent; else the question that has to be mended, nothing lost."""
    answers = answers_of(request.form(), entry.hazard, request.platform.ids.new())
    photo: Photo | None = None
    do = request.form().text("do") or "send"
    try:
        photo = _photo(request)
        settle(request.platform, answers)
        if do in _SENDS:
            return _sent(request, entry, answers, photo)
        _hold(request, answers, photo)
        _step(request, answers, do)
        return _page(request, entry, answers)
    except (Invalid, Unavailable, Conflict) as refusal:
        if isinstance(refusal, entry.ends) and not request.wants_json:
            raise
        return _refused(request, entry, (answers, photo), refusal)


def _step(request: Request, answers: Answers, do: str) -> None:
    """The form stands at the question that the button led to."""
    names = _way(answers)
    if answers.step not in names:
        answers.step = names[0]
    at = names.index(answers.step)
    looks = answers.step in (questions.HERE, questions.PLACE)
    if do == "change":
        answers.longitude = answers.latitude = ""
    elif do == "drop":
        held.let_go(request.platform, answers.held)
        answers.held = ""
    elif do == "back":
        answers.step, answers.returning = names[max(0, at - 1)], False
    elif do.startswith("to:") and do[3:] in names:
        answers.step, answers.returning = do[3:], True
    elif not (do == "search" and looks):
        _forward(request, answers, skips=do == "skip")


def _forward(request: Request, answers: Answers, *, skips: bool) -> None:
    """The next question, once this one's answer will do; from the chosen type on, the questions may be others."""
    judge(request.platform, answers, photo=bool(answers.held) or skips)
    names = _way(answers)
    at = names.index(answers.step)
    answers.step = names[-1] if answers.returning else names[min(at + 1, len(names) - 1)]
    answers.returning = False


def _sent(request: Request, entry: Entry, answers: Answers, photo: Photo | None) -> Response:
    if "text" in request.form().too_long:
        drafts.text("x" * (drafts.TEXT_MOST + 1))
    draft = draft_of(request, answers)
    photo = photo or _taken_back(request, answers)
    seen(answers, photo=photo is not None)
    sender = request.actor if request.actor.has("disaster.officer") else Actor.ANONYMOUS
    anyway = draft.anyway or entry.follows
    draft = replace(draft, photo=photo, training=entry.training, anyway=anyway)
    sent = entry.send(sender, draft)
    if not (request.wants_json or entry.ends) and _says_more(sent, draft, entry.hazard):
        answers.form_id = str(request.platform.ids.new())
        raise SimilarReport(number=sent.report.number)
    held.let_go(request.platform, answers.held)
    onward = redirect(request, entry.done(sent))
    return json({"number": sent.report.number, "path": onward.headers["location"]}) if request.wants_json else onward


def _says_more(sent: Sent, draft: Draft, hazard: Hazard) -> bool:
    """Whether a form that was sent before came again with something else in it: by the browser's way back."""
    known = sent.report
    if sent.fresh or known.version > 1:
        return False
    point = known.where.longitude, known.where.latitude
    before = (dict(known.card), known.text, bool(known.photo), *(round(one, 5) for one in point))
    point = draft.longitude, draft.latitude
    told = (cards.read(hazard, draft.card), drafts.text(draft.text), bool(draft.photo), *(round(one, 5) for one in point))
    return told != before


def _refused(request: Request, entry: Entry, given: tuple[Answers, Photo | None], refusal: Refusal) -> Response:
    """The question that the refusal is about, with its reason; a program is told it as data."""
    answers, photo = given
    status = status_of(refusal)
    if request.wants_json:
        return json(_told(request, answers, refusal), status, headers_of(refusal, status))
    _hold(request, answers, photo)
    answers.photo_again = request.form().upload("photo") is not None and not answers.held
    sending = request.form().text("do") in _SENDS or answers.step not in _way(answers)
    if sending:
        answers.step, answers.returning = _step_of(answers, refusal), True
    response = _page(request, entry, answers, refusal)
    response.headers.update(headers_of(refusal, status))
    return response


def _told(request: Request, answers: Answers, refusal: Refusal) -> dict[str, Any]:
    return {
        "code": refusal.code,
        "sentence": request.t.gettext(refusal.sentence, **refusal.facts),
        "step": _step_of(answers, refusal),
        "similar": refusal.facts["number"] if isinstance(refusal, SimilarReport) else None,
    }


def _step_of(answers: Answers, refusal: Refusal) -> str:
    """The question that a refusal is about; the last one where it is about none."""
    names = _way(answers)
    return refusal.field if refusal.field in names else names[-1]


def _way(answers: Answers) -> list[str]:
    return [one.name for one in questions.way(answers.hazard, answers.report_type)]


def _photo(request: Request) -> Photo | None:
    """The photograph in this form, made anew; the refusal of what is none."""
    upload = request.form().upload("photo")
    if upload is None:
        return None
    if upload.too_large:
        raise PhotoTooLarge()
    permit_photo(request.platform, request.address_hash)
    return _remade(upload.read())


def _remade(content: bytes) -> Photo:
    from simpul.disaster.outside.photo import remade  # Pillow loads at the first photograph, not at every start

    return remade(content)


def _hold(request: Request, answers: Answers, photo: Photo | None) -> None:
    """A photograph that came before the rest of its report waits for it, in the place of an earlier one."""
    if photo is None:
        return
    held.let_go(request.platform, answers.held)
    answers.held = held.hold(request.platform, photo)
    answers.photo_again = not answers.held


def _taken_back(request: Request, answers: Answers) -> Photo | None:
    content = held.held(request.platform, answers.held)
    return _remade(content) if content else None


def _page(request: Request, entry: Entry, answers: Answers, refusal: Refusal | None = None) -> Response:
    """The form at its question. A part of the node that is away is told, and keeps nobody from writing."""
    names, problems = {}, [refusal] if refusal else []
    for part, point in (
        ("", (answers.longitude, answers.latitude)),
        ("here_", (answers.here_longitude, answers.here_latitude)),
    ):
        names[part] = _named(request, point, problems)
        if not names[part]:
            setattr(answers, f"{part}longitude", "")
            setattr(answers, f"{part}latitude", "")
    context = {
        "entry": entry,
        "answers": answers,
        "refusal": next(iter(problems), None),
        "similar": refusal.facts["number"] if isinstance(refusal, SimilarReport) else None,
        "all": questions.questions(entry.hazard),
        "way": questions.way(entry.hazard, answers.report_type),
        "names": names,
        "found": {part: _found(request, getattr(answers, f"{part}q"), problems) for part in ("", "here_")},
        "rows": _rows(request, answers, names),
        "text_most": drafts.TEXT_MOST,
        "photo_held": bool(held.held(request.platform, answers.held)),
        "centre": _centre(request),
        "compass": questions.COMPASS,
        "away": questions.AWAY,
        "own_place": next((one for deck in entry.hazard.decks if (one := questions.own_place(deck))), None),
        "report_place": next((one for deck in entry.hazard.decks if (one := questions.report_place(deck))), None),
        "begun": request.method == "GET",
    }
    status = status_of(problems[0]) if problems else 200
    return light(request, html(request, "disaster/report_form.html", context, 200 if request.method == "GET" else status))


def _named(request: Request, point: tuple[str, str], problems: list[Refusal]) -> str:
    """What the point is called; its coordinates while the names are away; nothing where there is no such place."""
    if not all(point):
        return ""
    try:
        return place_name(request.platform, *point)
    except Unavailable as problem:
        problems.append(problem)
        return f"{point[1]}, {point[0]}"
    except Refusal as problem:
        problems.append(problem)
        return ""


def _found(request: Request, words: str, problems: list[Refusal]) -> tuple[regions.Found, ...]:
    try:
        return found_places(request.platform, words)
    except Unavailable as problem:
        problems.append(problem)
        return ()


def _rows(request: Request, answers: Answers, names: dict[str, str]) -> dict[str, str]:
    """Each question's answer in words, as the look back shows it; empty where there is none that will do."""
    lang = request.lang
    rows = {questions.HERE: names["here_"], questions.PLACE: names[""], questions.TEXT: answers.text}
    for one in questions.way(answers.hazard, answers.report_type):
        if one.field is not None:
            rows[one.name] = _in_words(answers, one.field.name, lang)
        elif one.name == questions.TYPE:
            rows[one.name] = next((d.label[lang] for d in answers.hazard.decks if d.report_type == answers.report_type), "")
    return rows


def _in_words(answers: Answers, name: str, lang: str) -> str:
    try:
        deck = answers.deck
        asked = deck.field(name)
        found = cards.answer(deck, name, answers.given(asked)) if asked else None
    except Invalid:
        return ""
    return summary.told(asked, found, lang) if asked and found is not None else ""


def _centre(request: Request) -> str:
    """Where the map opens while nothing is chosen: in the region this node answers for; empty for the whole country."""
    code = request.platform.settings.region
    try:
        region = regions.get(request.platform, code) if code else None
    except (regions.RegionUnknown, Unavailable):
        return ""
    return f"{region.longitude},{region.latitude}" if region and region.longitude else ""

"""A report's first page: what the programme is, its key figures, what needs attention. Pure."""

from simpul.cooperation.model.activities import ActivityState
from simpul.cooperation.model.budgets import LineKind
from simpul.cooperation.model.projects import ProjectStage
from simpul.cooperation.model.reports import KeyFigure, Said
from simpul.cooperation.rules import report_basis as basis
from simpul.cooperation.rules.report_budget import amount, lines_of
from simpul.cooperation.rules.report_context import inferred
from simpul.cooperation.rules.report_people import activities_of, is_large
from simpul.cooperation.rules.report_telling import Telling
from simpul.cooperation.rules.report_work import CHOSEN, WITH_RESULT, deliverables_of, projects_of


def lead(tell: Telling) -> tuple[Said, ...]:
    """A few sentences for who reads nothing else."""
    _, one = tell.t.gettext, tell.records.programme
    open_ended = bool({"since", "until"} & set(one.inferred))
    over = one.until is not None and one.until < tell.records.today
    facts = {"name": tell.told(one.name), "since": tell.day(one.since), "until": tell.day(one.until)}
    if over:
        term = _("{name} ran from {since} to {until}.", **facts)
    elif one.until:
        term = _("{name} runs from {since} to {until}.", **facts)
    else:
        term = _("{name} has run since {since}; no end is set.", name=facts["name"], since=facts["since"])
    said = [tell.said(term, one.sources, inferred=open_ended)]
    signed = [each for each in tell.records.agreements if each.signed_on and each.parent is None]
    if signed:
        newest = max(signed, key=lambda each: (not each.synthetic, each.signed_on or one.since))
        basis_words = _("It rests on: {title}, {day}.", title=tell.told(newest.title), day=tell.day(newest.signed_on))
        said.append(tell.said(basis_words, newest.sources, synthetic=newest.synthetic))
    return (*said, Said(_held(tell)))


def _held(tell: Telling) -> str:
    """How many there are of what there is any of."""
    _, ngettext = tell.t.gettext, tell.t.ngettext
    counted = (
        (projects := len(projects_of(tell)), ngettext("{n} project", "{n} projects", projects)),
        (results := len(deliverables_of(tell)), ngettext("{n} result", "{n} results", results)),
        (activities := len(activities_of(tell)), ngettext("{n} activity", "{n} activities", activities)),
    )
    words = [said for number, said in counted if number]
    if not words:
        return _("For this period the records hold no project, result or activity.")
    return _("On record for this period: {things}.", things=", ".join(words))


def figures(tell: Telling) -> tuple[KeyFigure, ...]:
    """Six numbers, each with what to know of it."""
    _, number = tell.t.gettext, tell.number
    lines, projects, held = lines_of(tell), projects_of(tell), activities_of(tell)
    pledged = [one for one in lines if one.kind is LineKind.PLEDGE]
    spent = [one for one in lines if one.kind is LineKind.SPENDING]
    counted = [one for one in held if one.participants is not None]
    until = tell.asked.period.until
    signed = [one for one in tell.records.agreements if until is None or one.signed_on is None or one.signed_on <= until]
    large = sum(one.participants or 0 for one in counted if is_large(one))
    people = sum(one.participants or 0 for one in counted)
    remark = _("of them {n} at large events", n=number(large)) if large else ""
    results = deliverables_of(tell)
    led = sum(bool(one.became) for one in results)
    big = sum(map(is_large, held))
    done = sum(one.stage in WITH_RESULT for one in projects)
    return (
        _counted(tell, _("Agreements"), len(signed), _("signed for this programme")),
        KeyFigure(_("Pledged"), amount(tell, pledged), _("spent: {amount}", amount=amount(tell, spent))),
        _counted(
            tell,
            _("Projects"),
            len(projects),
            _("{n} with a recorded result", n=number(done)) if done else _("no result is recorded"),
        ),
        _counted(
            tell, _("Results delivered"), len(results), _("{n} have a service here today", n=number(led)) if led else ""
        ),
        _counted(tell, _("Activities"), len(held), _("{n} of them large events", n=number(big)) if big else ""),
        KeyFigure(_("Participants counted"), number(people) if counted else _("not recorded"), remark),
    )


def _counted(tell: Telling, name: str, number: int, remark: str) -> KeyFigure:
    """What is not recorded is no zero."""
    if not number:
        return KeyFigure(name, tell.t.gettext("not recorded"), "")
    return KeyFigure(name, tell.number(number), remark)


def attention(tell: Telling) -> tuple[Said, ...]:
    """What a reader must know or do, the gravest first; empty where there is nothing."""
    found = [*_late(tell), *_after_term(tell), *_unpaid(tell), *_without_result(tell), *_proposals(tell), *_concluded(tell)]
    return tuple(Said(words) for words in found)


def _late(tell: Telling) -> list[str]:
    late = basis.late(tell)
    if not late:
        return []
    text = tell.t.ngettext(
        "{n} action is late, since {day}.",
        "{n} actions are late, the oldest since {day}.",
        len(late),
        day=tell.day(late[0].due),
    )
    return [text]


def _after_term(tell: Telling) -> list[str]:
    one, _ = tell.records.programme, tell.t.gettext
    if one.until is None:
        return []
    if one.until >= tell.records.today:
        return (
            [_("The term ends on {day}.", day=tell.day(one.until))] if (one.until - tell.records.today).days <= 180 else []
        )
    held = [each for each in activities_of(tell) if each.since > one.until and each.state is ActivityState.HELD]
    if not held:
        return []
    text = _(
        "The term ended on {day}, yet an activity of {later} is recorded. The instrument by which it was extended is not.",
        day=tell.day(one.until),
        later=tell.day(held[-1].since),
    )
    return [text]


def _unpaid(tell: Telling) -> list[str]:
    lines, _ = lines_of(tell), tell.t.gettext
    pledged = [one for one in lines if one.kind is LineKind.PLEDGE]
    if not pledged:
        return [_("No pledge, contribution or spending is recorded; both sides' accounts could fill this in.")]
    if {one.kind for one in lines} == {LineKind.PLEDGE}:
        text = _(
            "{amount} was pledged; neither payment nor spending is recorded. Both sides' accounts could fill this in.",
            amount=amount(tell, pledged),
        )
        return [text]
    return []


def _without_result(tell: Telling) -> list[str]:
    left = [one for one in projects_of(tell) if one.stage in CHOSEN - WITH_RESULT]
    if not left:
        return []
    return [
        tell.t.ngettext(
            "For {n} chosen project no result is recorded.", "For {n} chosen projects no result is recorded.", len(left)
        )
    ]


def _proposals(tell: Telling) -> list[str]:
    left = [one for one in projects_of(tell) if one.stage is ProjectStage.PROPOSAL]
    if not left:
        return []
    return [
        tell.t.ngettext("{n} proposal has no recorded decision.", "{n} proposals have no recorded decision.", len(left))
    ]


def _concluded(tell: Telling) -> list[str]:
    found = inferred(tell)
    if not found:
        return []
    text = tell.t.ngettext(
        "In {n} record something is inferred; the last chapter lists it.",
        "In {n} records something is inferred; the last chapter lists it.",
        len(found),
    )
    return [text]

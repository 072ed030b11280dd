"""A report's chapters about the programme itself, its legal basis, and its governance. Pure."""

from collections.abc import Sequence
from datetime import date

from simpul.cooperation.model.agreements import Agreement, Party, PartyPart
from simpul.cooperation.model.governance import FollowUp, FollowUpState
from simpul.cooperation.model.programmes import Side
from simpul.cooperation.model.reports import Block, Bullets, Chapter, Grid, Heading, Paragraph, Said
from simpul.cooperation.rules.report_telling import Telling, joined, row
from simpul.cooperation.rules.report_words import FOLLOW_UPS, INSTRUMENTS, SIDES, STATES


def sides(tell: Telling) -> tuple[tuple[str, str], ...]:
    """Both states, each with who signed the newest agreement for it; a made-up one counts only where no other is."""
    return tuple((tell.t.gettext(STATES[side]), _institution(tell, side)) for side in Side)


def _institution(tell: Telling, side: Side) -> str:
    for one in sorted(tell.records.agreements, key=lambda each: (not each.synthetic, _signed(each)), reverse=True):
        names = [p.name for p in one.parties if p.side is side and p.part is PartyPart.SIGNATORY]
        if names and "parties" not in one.inferred:
            return joined([tell.term(name) for name in names])
    return ""


def _signed(one: Agreement) -> date:
    return one.signed_on or date.max


def programme(tell: Telling) -> Chapter:
    """Term, place, fields, roles, and the cooperation around it."""
    one, _ = tell.records.programme, tell.t.gettext
    sources = one.sources
    inferred = bool({"since", "until"} & set(one.inferred))
    lines = [
        row(_("Code"), one.code),
        row(_("Term"), tell.said(tell.span(one.since, one.until), sources, inferred=inferred)),
    ]
    if one.place:
        lines.append(row(_("Place"), tell.said(tell.term(one.place), sources)))
    for side, names in sides(tell):
        if names:
            lines.append(row(side, names))
    blocks: list[Block] = [Grid(_("The programme at a glance"), (), tuple(lines), (1, 3), (False, False))]
    if one.note:
        blocks.append(Paragraph((tell.said(tell.told(one.note), sources),)))
    if one.fields:
        blocks += [Heading(_("Fields")), Bullets(tuple(tell.said(tell.told(each), sources) for each in one.fields))]
    roles = [each for each in tell.records.background.roles if each.programme == one.code]
    if roles:
        said = tuple(tell.said(tell.told(each.text), each.sources) for each in roles)
        blocks += [Heading(_("Roles of the centre")), Bullets(said)]
    facts = [each for each in tell.records.background.facts if each.programme in ("", one.code)]
    if facts:
        said = tuple(tell.said(tell.told(each.text), each.sources) for each in facts)
        blocks += [Heading(_("Background")), Bullets(said)]
    return Chapter("programme", _("The programme"), tuple(blocks))


def agreements(tell: Telling) -> Chapter | None:
    """The instruments by day, annexes and extensions below what they belong to."""
    _, until = tell.t.gettext, tell.asked.period.until
    found = [one for one in tell.records.agreements if until is None or one.signed_on is None or one.signed_on <= until]
    if not found:
        return None
    head = (_("Signed"), _("Legal instrument"), _("Parties"), _("Term"))
    rows = tuple(_agreement(tell, one, found) for one in _tree(found))
    grid = Grid(_("Agreements on which the programme rests"), head, rows, (1.25, 2, 2, 1.4), (False,) * 4)
    return Chapter("agreements", _("Legal basis and agreements"), (grid,))


def _tree(found: Sequence[Agreement]) -> list[Agreement]:
    ordered = sorted(found, key=_signed)
    known = {one.id for one in ordered}
    roots = [one for one in ordered if one.parent not in known]
    return [one for root in roots for one in (root, *(each for each in ordered if each.parent == root.id))]


def _agreement(tell: Telling, one: Agreement, found: Sequence[Agreement]) -> tuple[Said, ...]:
    _ = tell.t.gettext
    parent = next((each for each in found if each.id == one.parent), None)
    belongs = _("Belongs to: {title}", title=tell.told(parent.title)) if parent else ""
    kind = _(INSTRUMENTS[one.instrument])
    more = " ".join(words for words in (belongs and belongs + ".", tell.told(one.note)) if words)
    name = tell.told(one.title)
    title = tell.said(name if kind.lower() in name.lower() else f"{name} ({kind})", one.sources, synthetic=one.synthetic)
    parties = tell.said("; ".join(_party(tell, each) for each in one.parties) or "–", inferred="parties" in one.inferred)
    inferred = bool({"since", "until"} & set(one.inferred))
    term = tell.said(tell.span(one.since, one.until), inferred=inferred) if one.since else Said(_("not stated"))
    signed = Said(tell.day(one.signed_on), more=tell.term(one.signed_at))
    return (signed, Said(title.text, title.refs, title.tag, more), parties, term)


def _party(tell: Telling, one: Party) -> str:
    _ = tell.t.gettext
    name = tell.term(one.name)
    if one.represented_by:
        name = _("{institution}, signed by {person}", institution=name, person=tell.term(one.represented_by))
    return _("{institution} (carries out)", institution=name) if one.part is PartyPart.IMPLEMENTER else name


def governance(tell: Telling) -> Chapter | None:
    """What the joint committee is for, its meetings and decisions, and the actions that follow."""
    _ = tell.t.gettext
    blocks: list[Block] = []
    meetings, actions = _meetings(tell), follow_ups(tell)
    if meetings:
        head = (_("Meeting day"), _("Meeting"), _("Place"), _("What was decided"))
        blocks.append(Grid(_("Meetings and what they decided"), head, meetings, (1.2, 1.7, 1, 2.2), (False,) * 4))
    if actions:
        head = (_("Due on"), _("What is to be done"), _("Whose"), _("State"))
        rows = tuple(_action(tell, one) for one in actions)
        blocks.append(Grid(_("Actions that follow from decisions"), head, rows, (1.2, 2.6, 1.4, 1), (False,) * 4))
    tasks = tell.records.background.tasks
    if tasks:
        text = _("The joint committee of both governments has these tasks:")
        said = tuple(Said(tell.told(one.text)) for one in tasks)
        blocks = [Paragraph((tell.said(text, tasks[0].sources),)), Bullets(said), *blocks]
    return Chapter("governance", _("Governance"), tuple(blocks)) if blocks else None


def _meetings(tell: Telling) -> tuple[tuple[Said, ...], ...]:
    rows = []
    for one in sorted(tell.records.meetings, key=lambda each: each.on):
        if tell.within(one.on, one.on):
            decided = [each for each in tell.records.decisions if each.meeting == one.id]
            said = "\n".join(f"{each.number}. {tell.term(each.text)}" for each in sorted(decided, key=lambda d: d.number))
            title = tell.said(tell.told(one.title), one.sources, synthetic=one.synthetic)
            none = tell.t.gettext("no decision is recorded")
            rows.append(row(tell.day(one.on), title, tell.term(one.place) or "–", said or none))
    return tuple(rows)


def follow_ups(tell: Telling) -> list[FollowUp]:
    """The actions of the period: due in it, closed in it, or open still."""
    return [
        one
        for one in tell.records.follow_ups
        if one.state is FollowUpState.OPEN
        or tell.within(one.due, one.due)
        or (one.done_on and tell.within(one.done_on, one.done_on))
    ]


def late(tell: Telling) -> list[FollowUp]:
    """The open actions whose day has passed."""
    return [one for one in follow_ups(tell) if one.state is FollowUpState.OPEN and one.due < tell.records.today]


def _action(tell: Telling, one: FollowUp) -> tuple[Said, ...]:
    _ = tell.t.gettext
    state = _("Late") if one in late(tell) else _(FOLLOW_UPS[one.state])
    what = tell.said(one.what, synthetic=one.synthetic)
    return row(tell.day(one.due), what, Said(one.owner_name or "–", more=_(SIDES[one.side])), state)

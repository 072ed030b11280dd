"""The programs' side of agreements and budgets; amounts are decimal strings, never floating point."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field

from simpul.cooperation.actions import agreements, budget, budget_changing
from simpul.cooperation.actions.agreements import AgreementSeen, AgreementsWanted
from simpul.cooperation.model.agreements import AgreementText
from simpul.cooperation.model.budgets import BudgetLine, Currency, Sum
from simpul.cooperation.rules.budget_sheets import plain
from simpul.cooperation.rules.budgets import shown
from simpul.kernel.web.api import Asking

router = APIRouter(prefix="/cooperation", tags=["cooperation"])
Code = Annotated[str, Path(description="A programme's code", max_length=60)]
Currencies = Literal["USD", "KRW", "IDR"]


class PartyOut(BaseModel):
    """A party; `part`: signatory or implementer."""

    name: str
    side: str
    part: str
    represented_by: str


class AgreementOut(BaseModel):
    """An agreement; `covered_until`: its last day with its extensions; `inferred`: what no source states."""

    id: UUID
    programme: str
    instrument: str
    title: dict[str, str]
    parties: list[PartyOut]
    signed_on: date | None
    signed_at: str
    since: date | None
    until: date | None
    covered_until: date | None
    ended_on: date | None
    state: str
    parent: UUID | None
    inferred: list[str]
    sources: list[str]
    synthetic: bool
    version: int


class TextOut(BaseModel):
    """A text's file; `signatures`: how many signatures were found in it, null where none were looked for."""

    id: UUID
    language: str
    name: str
    bytes: int
    sha256: str
    at: datetime
    replaced_at: datetime | None
    signatures: int | None


class AgreementWholeOut(BaseModel):
    """An agreement with its texts, replaced ones too."""

    agreement: AgreementOut
    texts: list[TextOut]


class LineOut(BaseModel):
    """An amount of a budget."""

    id: UUID
    kind: str
    side: str
    on: date
    amount: str
    currency: str
    what: dict[str, str]
    category: str
    project: UUID | None
    in_kind: bool
    source: str
    synthetic: bool
    struck_at: date | None
    version: int


class SumOut(BaseModel):
    """A sum, rounded half to even at the end; `without`: amounts that it leaves out, because no rate is known."""

    side: str
    kind: str
    amount: str
    without: int


class BudgetOut(BaseModel):
    """A programme's amounts, struck ones too, and the sums of those that count, in one currency."""

    programme: str
    currency: str
    sums: list[SumOut]
    lines: list[LineOut]


class LineIn(BaseModel):
    """An amount to add; `amount` in digits, such as "1000000" or "1000000.50"."""

    kind: Literal["pledge", "contribution", "spending"]
    side: Literal["indonesia", "korea"]
    on: date
    amount: str = Field(max_length=40)
    currency: Currencies
    what: dict[Literal["id", "en", "ko"], Annotated[str, Field(max_length=200)]]
    category: str = Field("", max_length=60)
    project: UUID | None = None
    in_kind: bool = False
    source: str = Field("", max_length=500)


@router.get("/agreements")
def listed(
    request: Asking,
    programme: Annotated[str, Query(description="A programme's code; empty for all", max_length=60)] = "",
    state: Annotated[Literal["", "running", "ending", "expired", "unknown"], Query(description="Where in its term")] = "",
) -> list[AgreementOut]:
    """The agreements of the programmes that the asker reads, the newest signature first."""
    found = agreements.listed(request.platform, request.actor, AgreementsWanted(programme, state))
    return [_agreement(one) for one in found]


@router.get("/agreements/{id}")
def one(request: Asking, id: Annotated[UUID, Path(description="Its number")]) -> AgreementWholeOut:
    """One agreement with its texts."""
    seen = agreements.whole(request.platform, request.actor, id)
    return AgreementWholeOut(agreement=_agreement(seen.seen), texts=[_text(each) for each in (*seen.texts, *seen.replaced)])


@router.get("/budgets/{code}")
def budget_of(
    request: Asking, code: Code, currency: Annotated[Currencies, Query(description="Of the sums")] = "USD"
) -> BudgetOut:
    """The budget of a programme that the asker reads."""
    seen = budget.seen(request.platform, request.actor, code, Currency(currency))
    sums = [
        _sum(side.value, kind.value, value, seen.totals.currency) for (side, kind), value in seen.totals.by_side.items()
    ]
    lines = [_line(each) for each in (*seen.lines, *seen.struck)]
    return BudgetOut(programme=code, currency=currency, sums=sums, lines=lines)


@router.post("/budgets/{code}/lines", status_code=201)
def add(request: Asking, code: Code, body: LineIn) -> LineOut:
    """The amount is in the budget; 409 where the same is there already."""
    fields = {
        "kind": body.kind,
        "side": body.side,
        "on": body.on.isoformat(),
        "amount": body.amount,
        "currency": body.currency,
        "category": body.category,
        "project": str(body.project) if body.project else "",
        "in_kind": "ya" if body.in_kind else "",
        "source": body.source,
        **{f"what_{tongue}": words for tongue, words in body.what.items()},
    }
    return _line(budget_changing.add(request.platform, request.actor, code, given=fields))


def _agreement(seen: AgreementSeen) -> AgreementOut:
    one = seen.agreement
    parties = [
        PartyOut(name=each.name, side=each.side.value, part=each.part.value, represented_by=each.represented_by)
        for each in one.parties
    ]
    return AgreementOut(
        id=one.id,
        programme=one.programme,
        instrument=one.instrument.value,
        title=dict(one.title),
        parties=parties,
        signed_on=one.signed_on,
        signed_at=one.signed_at,
        since=one.since,
        until=one.until,
        covered_until=seen.covered,
        ended_on=one.ended_on,
        state=seen.state.value,
        parent=one.parent,
        inferred=list(one.inferred),
        sources=list(one.sources),
        synthetic=one.synthetic,
        version=one.version,
    )


def _text(one: AgreementText) -> TextOut:
    return TextOut(
        id=one.id,
        language=one.language,
        name=one.name,
        bytes=one.bytes,
        sha256=one.sha256,
        at=one.at,
        replaced_at=one.replaced_at,
        signatures=None if one.signatures is None else len(one.signatures),
    )


def _sum(side: str, kind: str, value: Sum, currency: Currency) -> SumOut:
    return SumOut(side=side, kind=kind, amount=plain(shown(value.value, currency)), without=value.without)


def _line(one: BudgetLine) -> LineOut:
    return LineOut(
        id=one.id,
        kind=one.kind.value,
        side=one.side.value,
        on=one.on,
        amount=plain(one.money.amount),
        currency=one.money.currency.value,
        what=dict(one.what),
        category=one.category,
        project=one.project,
        in_kind=one.in_kind,
        source=one.source,
        synthetic=one.synthetic,
        struck_at=one.struck_at,
        version=one.version,
    )

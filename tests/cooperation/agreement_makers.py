"""What the tests of agreements and budgets begin with."""

import io
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from simpul.cooperation.model.agreements import Agreement, Instrument, Party, PartyPart
from simpul.cooperation.model.budgets import BudgetLine, Currency, LineKind, Money, Rate
from simpul.cooperation.model.programmes import Side
from simpul.cooperation.store import agreements, budgets
from simpul.kernel.platform import Platform
from tests.cooperation.people import EGCC, NOW, programmes_there

TODAY = date(2026, 11, 23)
"""The day of the tests' clock at the centre."""
PARTIES = (
    Party("Kementerian PANRB", Side.INDONESIA, PartyPart.SIGNATORY, "Menteri"),
    Party("MOIS", Side.KOREA, PartyPart.SIGNATORY),
)
MOU = Agreement(
    id=UUID(int=0x700),
    programme=EGCC,
    instrument=Instrument.MOU,
    title={"id": "Nota Kesepahaman", "en": "Memorandum", "ko": "양해각서"},
    signed_on=date(2016, 2, 22),
    signed_at="Jakarta",
    since=date(2016, 2, 22),
    until=date(2027, 1, 10),
    parties=PARTIES,
    inferred=("until",),
    sources=("https://contoh.example/nota",),
)
ANNEX = replace(
    MOU,
    id=UUID(int=0x701),
    instrument=Instrument.ANNEX,
    parent=MOU.id,
    title={"id": "Lampiran"},
    since=None,
    until=None,
    inferred=(),
)


def extension(until: date, parent: UUID = MOU.id, id: int = 0x702) -> Agreement:
    """An extension until that day."""
    given = {"instrument": Instrument.EXTENSION, "title": {"id": "Perpanjangan"}, "until": until, "inferred": ()}
    return replace(MOU, id=UUID(int=id), parent=parent, **given)


def line(amount: str, currency: str = "USD", kind: str = "pledge", side: str = "korea", **others: Any) -> BudgetLine:
    """An amount of a budget."""
    facts = {"on": date(2016, 3, 2), "what": {"id": "Uji"}, "id": UUID(int=0x800)} | others
    money = Money(Decimal(amount), Currency(currency))
    return BudgetLine(programme=EGCC, kind=LineKind(kind), side=Side(side), money=money, **facts)


def rate(base: str, quote: str, value: str, on: date = date(2016, 1, 4)) -> Rate:
    """A rate of that day."""
    return Rate(Currency(base), Currency(quote), on, Decimal(value), "Bank contoh")


PLEDGES = (
    line("1000000", id=UUID(int=0x801)),
    line("1000000", side="indonesia", id=UUID(int=0x802)),
    line("372000000", "KRW", "contribution", id=UUID(int=0x803)),
    line("4300000000", "IDR", "spending", "indonesia", id=UUID(int=0x804)),
)
FORM = {
    "programme": EGCC,
    "instrument": "mou",
    "title_id": "Nota baru",
    "indonesia_signatory": "Kementerian PANRB | Menteri",
    "korea_signatory": "MOIS",
    "signed_on": "2026-01-02",
    "since": "2026-01-02",
    "until": "2028-12-31",
}
LINE_FORM = {
    "kind": "spending",
    "side": "indonesia",
    "on": "2017-03-01",
    "amount": "1.000.000,50",
    "currency": "USD",
    "what_id": "Pelatihan",
    "category": "pelatihan",
}
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def docx(**parts: bytes) -> bytes:
    """A document of these parts beside those that every one has."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("word/document.xml", "<w:document/>")
        for name, content in parts.items():
            packed.writestr(name, content)
    return out.getvalue()


def cooperating(platform: Platform) -> None:
    """Both programmes, a memorandum that ends in 48 days with an annex, and a budget without rates are there."""
    programmes_there(platform)
    with platform.database.writing() as unit:
        unit.unaudited("a test")
        agreements.add(unit.connection, MOU, NOW)
        agreements.add(unit.connection, ANNEX, NOW)
        for one in PLEDGES:
            budgets.add(unit.connection, one, NOW)

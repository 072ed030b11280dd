"""A result on paper and as a workbook; that a draft was taken away stands in the trail."""

from dataclasses import asdict, dataclass

from simpul.kernel import typesetting
from simpul.kernel.actor import Actor
from simpul.kernel.i18n import Language, translator, zone_of
from simpul.kernel.platform import Platform
from simpul.maturity.outside import workbooks
from simpul.maturity.rules import result_report, result_sheets
from simpul.maturity.rules.result_view import Viewed


@dataclass(frozen=True, slots=True)
class Made:
    """A file that leaves: name, media type, bytes."""

    name: str
    media: str
    content: bytes


def stem(found: Viewed) -> str:
    """The files' name without its end: agency, edition, and that it is not final."""
    return f"hasil-{found.of.agency}-{found.of.edition}" + ("" if found.of.final else "-sementara")


def pdf(platform: Platform, actor: Actor, found: Viewed, lang: Language) -> Made:
    """The report as PDF; PaperUnavailable."""
    t = translator(lang)
    paper = result_report.paper(
        found, t, t.datetime(platform.clock.now(), zone_of(actor.region) if actor.region else "WIB")
    )
    made = Made(f"{stem(found)}.pdf", "application/pdf", typesetting.pdf("simpul.maturity", "hasil.typ", asdict(paper)))
    _tell(platform, actor, found, made)
    return made


def workbook(platform: Platform, actor: Actor, found: Viewed, lang: Language) -> Made:
    """The report as a workbook (XLSX)."""
    title = f"{found.of.name} {found.of.year}"
    content = workbooks.workbook(result_sheets.sheets(found, translator(lang)), title=title)
    made = Made(f"{stem(found)}.xlsx", workbooks.MEDIA, content)
    _tell(platform, actor, found, made)
    return made


def _tell(platform: Platform, actor: Actor, found: Viewed, made: Made) -> None:
    if found.of.final:
        return  # public: nobody need know who reads it
    with platform.database.writing(actor) as unit:
        unit.audit("maturity.result.taken", subject=str(found.of.assessment), after={"file": made.name})

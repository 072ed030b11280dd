"""Which editions can be made: those of the law, and one of any instrument that the node imported."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from simpul.maturity.model.edition_refusals import EditionInstrumentWrong, ParticipantWrong
from simpul.maturity.model.editions import Edition, NewEdition, Participant
from simpul.maturity.model.instruments import Instrument, LawEdition, Words
from simpul.maturity.rules import leading, published
from simpul.maturity.rules.participating import Places, region_of

KINDS = (
    *("Kementerian", "LPNK", "LNS", "Sekretariat Jenderal Lembaga Negara", "Alat Negara", "Lembaga Pemerintah Lainnya"),
    *("Lembaga Penyiaran Publik", "Provinsi", "Kabupaten", "Kota"),
)
"""The groups of agencies in published tables, in their order; the Cabinet Secretariat was one until 2024."""
_NAME, _TITLE = range(3, 121), 160


@dataclass(frozen=True, slots=True)
class EditionSource:
    """From what an edition can be made: an edition of the law, or an imported instrument alone."""

    code: str
    instrument: Instrument
    law: LawEdition | None = None


def sources(law: Sequence[LawEdition], known: Mapping[str, Instrument]) -> list[EditionSource]:
    """The law's editions, the newest first; then each instrument that no edition of the law uses."""
    used = {one.instrument for one in law}
    there = [one for one in law if one.instrument in known]
    found = [EditionSource(f"{one.year} {one.instrument}", known[one.instrument], one) for one in there]
    return found + [EditionSource(code, one) for code, one in known.items() if code not in used]


def made(new: NewEdition, known: Sequence[EditionSource], newest: LawEdition) -> Edition:
    """The edition as a draft; an imported instrument takes stages and questions from the newest edition of the law.

    EditionKeyWrong, EditionInstrumentWrong.
    """
    key = leading.key(new.key)
    source = next((one for one in known if one.code == new.source), None)
    if source is None:
        raise EditionInstrumentWrong()
    law = source.law or newest
    title = " ".join(new.title.split())[:_TITLE] or _title(source.instrument.title, key)
    basis = source.law.basis if source.law else new.basis
    return Edition(key, int(key[:4]), source.instrument.code, title, basis, law.stages, questions=law.questions)


def _title(words: Words, key: str) -> str:
    return f"{words.id} {key}"


def participant(edition: str, given: Mapping[str, str], places: Places) -> Participant:
    """An agency added by hand: number (may be empty), name, kind, and the province of a government; ParticipantWrong."""
    name, kind, number = " ".join(given.get("name", "").split()), given.get("kind", ""), given.get("number", "").strip()
    if len(name) not in _NAME or kind not in KINDS or (number and not (number.isascii() and number.isdigit())):
        raise ParticipantWrong()
    province = given.get("province", "") if kind in ("Provinsi", "Kabupaten", "Kota") else ""
    region = region_of(kind, name, province, places)
    return Participant(edition, published.agency_key(number or published.code_of(name), name), name, kind, province, region)

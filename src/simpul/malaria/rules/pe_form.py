"""The investigation form (formulir PE): its sections and fields, what an answer may be, what the answers say.

Sections 1 to 4 follow "Lampiran 2 Formulir Penyelidikan Kasus Malaria", of which the first page is known (A1 identity, A2
history, A3 treatment). Journeys, contacts, environment and classification are this program's: that page was not seen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from simpul.kernel.i18n import N_
from simpul.malaria.model.inquiry_refusals import AnswerWrong, DayWrong
from simpul.malaria.model.investigations import Earlier, Stay

Answer = str | list[str]
Answers = Mapping[str, object]
YES, NO = "yes", "no"
YES_NO = {YES: N_("Yes"), NO: N_("No"), "unknown": N_("Not known")}
SPECIES = {
    "falciparum": N_("P. falciparum (tropical malaria)"),
    "vivax": N_("P. vivax (tertian malaria)"),
    "ovale": N_("P. ovale"),
    "malariae": N_("P. malariae"),
    "knowlesi": N_("P. knowlesi"),
    "mixed_pf_pv_po": N_("Mixed"),
    "unknown": N_("Species not known"),
}
_SHORT, _LONG = 120, 1_000
_EARLIEST = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class PeField:
    """A field of the form: `kind` is text, long, day, number, yes (yes, no, not known), one or many of its `options`."""

    code: str
    kind: str
    words: str
    options: Mapping[str, str] | None = None
    hint: str = ""


@dataclass(frozen=True, slots=True)
class PeSection:
    """A section of the form; `ours` where the official form's page was not seen."""

    code: str
    words: str
    fields: tuple[PeField, ...]
    ours: bool = False


OCCUPATIONS = (
    *("Berkebun", "Buruh", "Buruh Tambang", "Guru", "Ibu Rumah Tangga", "Jaga Kapal", "Nelayan", "Pedagang", "Pegawai"),
    *("Pelajar", "Perambah Hutan", "Petambak", "Petani", "PNS", "POLRI", "Tak Bekerja", "Belum Bekerja", "TNI"),
    "Wiraswasta",
)
"""As e-SISMAL spells them; shown as they are in both languages."""
POINT_HINT = N_("Latitude, longitude. For example: -2.1034, 133.5219")
SYMPTOMS = {
    "fever": N_("Fever"),
    "chills": N_("Chills"),
    "sweat": N_("Sweating"),
    "headache": N_("Headache"),
    "nausea": N_("Nausea or vomiting"),
    "aches": N_("Aching muscles"),
    "diarrhoea": N_("Diarrhoea"),
    "none": N_("No complaint"),
}
WHY_AWAY = {
    "garden": N_("Garden or hunting"),
    "forest": N_("Timber or forest work"),
    "mine": N_("Mine, oil or gas"),
    "fishing": N_("Fishing"),
    "trade": N_("Trade or official trip"),
    "family": N_("Family or celebration"),
    "school": N_("School"),
    "duty": N_("Army or police duty"),
    "other": N_("Other reason"),
}
BREEDING = {
    "swamp": N_("Swamp or sago grove"),
    "puddle": N_("Puddles, wheel tracks"),
    "ditch": N_("Ditch or drain"),
    "river": N_("Edge of a river or spring"),
    "brackish": N_("Brackish water or lagoon"),
    "pond": N_("Fish pond or rice field"),
    "pit": N_("Pit of a mine or building site"),
    "none": N_("None found"),
}
SECTIONS = (
    PeSection(
        "head",
        N_("Who investigates"),
        (
            PeField("puskesmas", "text", N_("Puskesmas")),
            PeField("officer", "text", N_("Name of the investigator")),
            PeField("officer_phone", "text", N_("Phone of the investigator")),
        ),
    ),
    PeSection(
        "person",
        N_("The patient"),
        (
            PeField("occupation", "one", N_("Occupation"), {one: one for one in OCCUPATIONS}),
            PeField("address_now", "text", N_("Address now")),
            PeField("address_home", "text", N_("Permanent address")),
            PeField("rt_rw", "text", N_("RT/RW or hamlet")),
            PeField("point", "text", N_("Coordinates of the house"), None, POINT_HINT),
        ),
    ),
    PeSection(
        "illness",
        N_("The illness"),
        (
            PeField("fever_on", "day", N_("First day of fever")),
            PeField("symptoms", "many", N_("Symptoms"), SYMPTOMS),
            PeField("severity", "one", N_("Severity"), {"plain": N_("Uncomplicated"), "severe": N_("Severe")}),
            PeField("facility", "text", N_("Where it was diagnosed")),
            PeField("care", "one", N_("Care"), {"out": N_("Outpatient"), "in": N_("Inpatient")}),
            PeField("record_no", "text", N_("Medical record number")),
            PeField("earlier_had", "yes", N_("Had malaria before")),
            PeField("earlier_on", "day", N_("When was the last time")),
            PeField("earlier_species", "one", N_("Parasite of that time"), SPECIES),
            PeField("earlier_medicine", "text", N_("Medicine of that time")),
            PeField("earlier_finished", "yes", N_("Was that medicine finished")),
        ),
    ),
    PeSection(
        "treatment",
        N_("Treatment"),
        (PeField("treated_on", "day", N_("First day of treatment")), PeField("medicine", "text", N_("Medicine given"))),
    ),
    PeSection(
        "travel",
        N_("Journeys"),
        (
            PeField("away", "yes", N_("Slept outside this village at the time of the bite")),
            *(
                one
                for n in (1, 2, 3)
                for one in (
                    PeField(f"stay{n}_place", "text", N_("Place of the stay")),
                    PeField(f"stay{n}_first", "day", N_("First day of the stay")),
                    PeField(f"stay{n}_last", "day", N_("Last day of the stay")),
                )
            ),
            PeField("why_away", "many", N_("Why away"), WHY_AWAY),
            PeField("companions", "yes", N_("Companions were ill too")),
            PeField("blood", "yes", N_("Transfusion or shared needle in the last 3 months, or a newborn of an ill mother")),
        ),
        ours=True,
    ),
    PeSection(
        "contacts",
        N_("Contacts"),
        (
            PeField("household", "number", N_("People in the house")),
            PeField("household_tested", "number", N_("of them tested")),
            PeField("household_positive", "number", N_("of them positive")),
            PeField("around_tested", "number", N_("Neighbours tested")),
            PeField("around_positive", "number", N_("Neighbours positive")),
            PeField("linked", "yes", N_("An imported case lived close by before this illness")),
            PeField("linked_note", "text", N_("Which case")),
        ),
        ours=True,
    ),
    PeSection(
        "environment",
        N_("House and surroundings"),
        (
            PeField("breeding", "many", N_("Standing water near the house"), BREEDING),
            PeField("breeding_m", "number", N_("Distance to the nearest, in metres")),
            PeField("net", "yes", N_("Slept under a net the night before the fever")),
            PeField("sprayed", "yes", N_("House sprayed in the last 12 months")),
            PeField("open_house", "yes", N_("Walls or windows open to mosquitoes")),
            PeField("outside", "yes", N_("Often outside after dark")),
            PeField("notes", "long", N_("Other findings")),
        ),
        ours=True,
    ),
)
FIELDS: Mapping[str, PeField] = {one.code: one for section in SECTIONS for one in section.fields}


def answers(given: Mapping[str, Sequence[str]], today: date) -> dict[str, Answer]:
    """What was written, field by field, as it is kept; what is empty is left out. AnswerWrong, DayWrong with the field."""
    found: dict[str, Answer] = {}
    for code, field in FIELDS.items():
        values = [" ".join(one.split()) if field.kind != "long" else one.strip() for one in given.get(code, ())]
        values = [one for one in values if one]
        if values:
            found[code] = _answer(field, values, today)
    return found


def _answer(field: PeField, values: list[str], today: date) -> Answer:
    first = values[0]
    match field.kind:
        case "many":
            known = field.options or {}
            return [one for one in known if one in values]
        case "day":
            return day(first, field.code, last=today).isoformat()
        case "number":
            fits = first.isascii() and first.isdigit() and len(first) <= 5
        case "one" | "yes":
            fits = first in (field.options or YES_NO)
        case _:
            fits = len(first) <= (_LONG if field.kind == "long" else _SHORT)
    if not fits:
        raise AnswerWrong(field.code)
    return first


def day(given: str, field: str, *, first: date = _EARLIEST, last: date) -> date:
    """The day as written, between these two; DayWrong with the field."""
    try:
        found = date.fromisoformat(given.strip()) if len(given.strip()) == 10 else None
    except ValueError:
        found = None
    if found is None or not first <= found <= last:
        raise DayWrong(field)
    return found


def is_yes(form: Answers, code: str) -> bool | None:
    """What a question was answered with; None where it was not, or nobody knows."""
    return {YES: True, NO: False}.get(str(form.get(code, "")))


def stays(form: Answers) -> list[Stay]:
    """The stays elsewhere that the form tells of."""
    found = [(form.get(f"stay{n}_place"), _day(form, f"stay{n}_first"), _day(form, f"stay{n}_last")) for n in (1, 2, 3)]
    return [Stay(str(place or ""), first, last) for place, first, last in found if place or first or last]


def earlier(form: Answers) -> Earlier | None:
    """The earlier illness that the form tells of, where its day is known."""
    on = _day(form, "earlier_on")
    if on is None or is_yes(form, "earlier_had") is False:
        return None
    return Earlier(on, str(form.get("earlier_species", "unknown")), is_yes(form, "earlier_finished"))


def fever_on(form: Answers) -> date | None:
    """The first day of fever."""
    return _day(form, "fever_on")


def _day(form: Answers, code: str) -> date | None:
    given = form.get(code)
    return date.fromisoformat(str(given)) if given else None

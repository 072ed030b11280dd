"""The colour of EDAT's packs, only where the pack of 2018 holds exactly the national dose of DHP for that weight.

Source: law/malaria/dosing.toml, `edat_2018`. The pack is DHP alone: primaquine is counted out by the dose.
"""

from decimal import Decimal

from simpul.malaria.model.dosing import Dose, DoseTable, NotDosed
from simpul.malaria.rules.dosing_table import TABLE


def colour(result: Dose | NotDosed, weight: Decimal | int | None, table: DoseTable = TABLE) -> str | None:
    """The colour of the pack for this dose of a patient of `weight` kg; None where none fits exactly, or nobody weighed."""
    if not isinstance(result, Dose) or result.by != "weight" or not isinstance(weight, int | Decimal):
        return None
    exact = Decimal(weight)
    for one in table.colours:
        if one.dhp == result.dhp and any(part.holds(exact) for part in one.agrees):
            return one.colour
    return None

"""Tallies of a month as Aggregate Data Exchange. Source: IHE QRPH ADX (urn:ihe:qrph:adx:2015), as DHIS2 reads it."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from xml.sax.saxutils import quoteattr

from simpul.malaria.model.register import Tally
from simpul.malaria.rules.sending.dhis2 import SYNTHETIC, UnitOf
from simpul.malaria.rules.sending.elements import elements, values

_VALUE = re.compile(rb'<dataValue dataElement="([^"]+)" value="(\d+)"/>')


def document(tallies: Iterable[Tally], unit_of: UnitOf, now: datetime) -> bytes:
    """A group for each place, whose period is the month as ISO 8601 tells it: first day and duration."""
    groups = "".join(_group(tally, unit_of(tally.area)) for tally in tallies)
    exported = f"{now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<adx xmlns="urn:ihe:qrph:adx:2015" exported="{exported}">\n'
    return f"{head}{groups}</adx>\n".encode()


def _group(tally: Tally, unit: str) -> str:
    marked = f' comment="{SYNTHETIC}"' if tally.synthetic else ""
    period, of = f"{tally.first:%Y-%m-%d}/P1M", quoteattr(elements().data_set)
    lines = "".join(
        f'    <dataValue dataElement={quoteattr(code)} value="{count}"/>\n' for code, count in values(tally.counts)
    )
    return f'  <group orgUnit={quoteattr(unit)} period="{period}" dataSet={of}{marked}>\n{lines}  </group>\n'


def totals(made: bytes) -> dict[str, int]:
    """What the values of a document of ours add up to, by element."""
    found: dict[str, int] = {}
    for code, count in _VALUE.findall(made):
        found[code.decode()] = found.get(code.decode(), 0) + int(count)
    return found

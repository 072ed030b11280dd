"""Fields of an instrument's file, one by one: what is wrong is noted with its line and read as something harmless."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from simpul.maturity.model.instrument_refusals import InstrumentFlaw, InstrumentFlawed
from simpul.maturity.model.instruments import Words
from simpul.maturity.rules.instrument_places import Places
from simpul.maturity.rules.numbers import exact


class Fields:
    """Reads fields of the row that it is `at`; `end` raises InstrumentFlawed with all that was noted."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self._flaws: list[InstrumentFlaw] = []
        self._where: tuple[str, int] = ("", 0)

    def end(self) -> None:
        """Nothing was noted; InstrumentFlawed with every flaw otherwise."""
        if self._flaws:
            raise InstrumentFlawed(self._flaws)

    def note(self, key: str, reason: str) -> None:
        """The reason is kept with the line of that key, or of the row where the key is not written."""
        table, number = self._where
        self._flaws.append(InstrumentFlaw(self.places.line(table, number, key) or self.places.line(table, number), reason))

    def rows(self, given: Mapping[str, Any], table: str, *, needed: bool = True) -> Sequence[Mapping[str, Any]]:
        """The rows of a list of tables; whoever takes one is `at` it."""
        self._where = ("", 0)
        rows = given.get(table, [])
        if not isinstance(rows, list) or (needed and not rows) or not all(isinstance(row, dict) for row in rows):
            self.note(table, f"{table} must be a list of tables" + (", with at least one" if needed else ""))
            return ()
        return _Rows(rows, self, table)

    def at(self, table: str, number: int) -> None:
        """What is noted from now on stands in this row."""
        self._where = (table, number)

    def part(self, given: Mapping[str, Any], key: str) -> Mapping[str, Any]:
        """A table within; empty where there is none."""
        part = given.get(key)
        if not isinstance(part, dict):
            self.note(key, f"{key} is missing" if part is None else f"{key} must be a table")
            return {}
        return part

    def items(self, given: Mapping[str, Any], key: str) -> list[Any]:
        """A list within; empty where there is none."""
        found = given.get(key, [])
        if not isinstance(found, list):
            self.note(key, f"{key} must be a list")
            return []
        return found

    def text(self, given: Mapping[str, Any], key: str, *, needed: bool = True) -> str:
        """A text without spaces around it; empty where there is none."""
        found = given.get(key, "")
        if not isinstance(found, str) or len(found) > 2000:
            self.note(key, f"{key} must be a text of at most 2,000 characters")
            return ""
        if needed and not found.strip():
            self.note(key, f"{key} is missing")
        return found.strip()

    def words(self, given: object, *, key: str = "id") -> Words:
        """Words in both languages; a dash for each where one is missing."""
        both = [given.get(language, "") for language in ("id", "en")] if isinstance(given, dict) else ["", ""]
        if not all(isinstance(one, str) and one.strip() and len(one) <= 2000 for one in both):
            self.note(key, f"{'' if key == 'id' else key + ': '}words are needed in both languages, id and en")
            return Words("-", "-")
        return Words(*(one.strip() for one in both))

    def doubt(self, given: Mapping[str, Any]) -> Words:
        """In both languages, or one text for both; empty where there is none."""
        if isinstance(given.get("doubt"), dict):
            return self.words(given["doubt"], key="doubt")
        text = self.text(given, "doubt", needed=False)
        return Words(text, text)

    def number(self, given: Mapping[str, Any], key: str, *, table: str = "", positive: bool = False) -> Fraction:
        """An exact number; 1 where there is none."""
        try:
            found = exact(given[key])
        except KeyError:
            self.note(table or key, f"{key} is missing")
        except ValueError:
            self.note(table or key, f'{key} must be a number, such as "1.30" or "10/3", not {given[key]!r}')
        else:
            if found or not positive:
                return found
            self.note(key, f"{key} must be more than 0")
        return Fraction(1)


class _Rows(Sequence[Mapping[str, Any]]):
    """Rows that tell their reader, as each is taken, which one it is."""

    def __init__(self, rows: Sequence[Mapping[str, Any]], reader: Fields, table: str) -> None:
        self._rows, self._reader, self._table = rows, reader, table

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, number: Any) -> Any:
        row = self._rows[number]
        self._reader.at(self._table, number)
        return row

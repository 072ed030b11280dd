"""On which line of a TOML or JSON file a thing stands, so that a refusal can name it."""

import re
from collections.abc import Iterator


class Places:
    """The lines of one text. What cannot be found is on the line of what holds it, at last on 0."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._blocks: dict[str, list[tuple[int, int]]] = {}

    def line(self, table: str = "", number: int = 0, key: str = "") -> int:
        """The line of a key in the table's row of that number (0 is the first); of a key at the top without a table."""
        if not table:
            return self._of_key(key, 0, len(self._text))
        if table not in self._blocks:
            self._blocks[table] = list(self._rows(table))
        blocks = self._blocks[table]
        if number >= len(blocks):
            return self._of_key(table.partition(".")[0], 0, len(self._text))
        start, end = blocks[number]
        return self._of_key(key, start, end) or self._at(start)

    def _of_key(self, key: str, start: int, end: int) -> int:
        if not key:
            return 0
        found = re.compile(rf"""(?:^|[\s{{,\[.])["']?{re.escape(key)}["']?\s*[=:.\]]""", re.MULTILINE).search(
            self._text, start, end
        )
        return self._at(found.start() + len(found[0]) - len(found[0].lstrip())) if found else 0

    def _at(self, offset: int) -> int:
        return self._text.count("\n", 0, offset) + 1

    def _rows(self, table: str) -> Iterator[tuple[int, int]]:
        """From where to where each row goes: `[table]` or `[[table]]` of TOML, or the objects of an array of that name."""
        header = re.compile(rf"^[ \t]*\[\[?\s*{re.escape(table)}\s*\]\]?", re.MULTILINE)
        found = list(header.finditer(self._text))
        for one in found:
            following = re.compile(r"^[ \t]*\[", re.MULTILINE).search(self._text, one.end())
            yield self._text.index("[", one.start()), following.start() if following else len(self._text)
        if found:
            return
        array = re.search(rf"""["']?{re.escape(table)}["']?\s*[:=]\s*\[""", self._text)
        if array:
            yield from self._objects(array.end())

    def _objects(self, offset: int) -> Iterator[tuple[int, int]]:
        depth, start = 0, offset
        for part in re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]]').finditer(self._text, offset):
            match part[0]:
                case "{" | "[":
                    start = part.start() if depth == 0 else start
                    depth += 1
                case "}" | "]":
                    depth -= 1
                    if depth < 0:
                        return
                    if depth == 0:
                        yield start, part.end()

"""What an address below the service asks for: its path, and its options, also those in brackets of `$expand`. Pure."""

import re
from collections.abc import Iterable, Mapping

from simpul.disaster.model.sta import NothingThere, NotUnderstood, Options, Path, Step
from simpul.disaster.rules.sta.filters import read_filter, read_path

TOP_MOST, DEEPEST = 1_000, 3
NAMES = frozenset({"$filter", "$orderby", "$select", "$expand", "$top", "$skip", "$count"})
_STEP = re.compile(r"([A-Za-z]+)(?:\((?:(\d{1,18})|'((?:[^']|'')*)')\))?", re.ASCII)
_WHOLE = re.compile(r"\d{1,9}", re.ASCII)


def read_steps(path: str) -> tuple[Step, ...]:
    """The parts of a path: `Things(1)/Datastreams`; NothingThere for what is no path."""
    found = []
    for part in path.strip("/").split("/"):
        match = _STEP.fullmatch(part)
        if part in ("$ref", "$value"):
            found.append(Step(part))
        elif match:
            key = int(match[2]) if match[2] is not None else match[3]
            found.append(Step(match[1], key))
        else:
            raise NothingThere()
    return tuple(found)


def read_options(given: Iterable[tuple[str, str]], deep: int = 0) -> Options:
    """The options of a query; NotUnderstood for one that is not known, or not what it should be."""
    said: dict[str, str] = {}
    for name, value in given:
        if name.startswith("$"):
            if name not in NAMES:
                raise NotUnderstood(reason=f"{name} is not known here; known: {', '.join(sorted(NAMES))}")
            if name in said:
                raise NotUnderstood(reason=f"{name} is there twice")
            said[name] = value.strip()
    return Options(
        filter=read_filter(said["$filter"]) if said.get("$filter") else None,
        order=_order(said.get("$orderby", "")),
        select=tuple(one.strip() for one in said.get("$select", "").split(",") if one.strip()),
        expand=_expand(said.get("$expand", ""), deep),
        top=_whole(said, "$top"),
        skip=_whole(said, "$skip") or 0,
        count=_flag(said),
    )


def _whole(said: Mapping[str, str], name: str) -> int | None:
    if name not in said:
        return None
    if not _WHOLE.fullmatch(said[name]):
        raise NotUnderstood(reason=f"{name} is a whole number, not below zero")
    return int(said[name])


def _flag(said: Mapping[str, str]) -> bool:
    given = said.get("$count", "false")
    if given not in ("true", "false"):
        raise NotUnderstood(reason="$count is true or false")
    return given == "true"


def _order(given: str) -> tuple[tuple[Path, bool], ...]:
    """Properties with whether each runs downwards."""
    found = []
    for one in filter(None, (part.strip() for part in given.split(","))):
        name, _, way = one.partition(" ")
        if way.strip() not in ("", "asc", "desc"):
            raise NotUnderstood(reason=f"$orderby: after {name[:40]} comes asc or desc")
        found.append((read_path(name), way.strip() == "desc"))
    return tuple(found)


def _expand(given: str, deep: int) -> tuple[tuple[str, Options], ...]:
    """What is expanded, each with its own options: `Datastreams/Observations`, `Datastreams($expand=…;$top=1)`."""
    if given and deep >= DEEPEST:
        raise NotUnderstood(reason=f"$expand goes {DEEPEST} levels deep at most")
    found: dict[str, Options] = {}
    for part in _apart(given, ","):
        head, bracket, rest = part.partition("(")
        name, _, below = head.strip().partition("/")
        if bracket and not rest.endswith(")"):
            raise NotUnderstood(reason="$expand: a bracket is not closed")
        inner = [one.partition("=") for one in _apart(rest[:-1], ";")] if bracket else []
        pairs = [(key.strip(), value) for key, _, value in inner]
        if below:
            pairs = [("$expand", f"{below}{bracket}{rest}")]
        if not name.isalpha() or name in found:
            raise NotUnderstood(reason=f"$expand: “{name[:40]}” is no name, or is there twice")
        found[name] = read_options(pairs, deep + 1)
    return tuple(found.items())


def _apart(given: str, mark: str) -> list[str]:
    """The parts between marks that stand in no bracket and in no quotes."""
    parts, start, level, quoted = [], 0, 0, False
    for n, one in enumerate(given):
        if one == "'":
            quoted = not quoted
        elif not quoted:
            level += (one == "(") - (one == ")")
            if one == mark and level == 0:
                parts.append(given[start:n])
                start = n + 1
    return [one.strip() for one in (*parts, given[start:]) if one.strip()]

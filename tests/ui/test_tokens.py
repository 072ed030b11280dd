"""WCAG 2.2, 1.4.3 and 1.4.11: every pair of colours that a page sets together, measured from `tokens.css` itself."""

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).parents[2] / "src/simpul/ui/styles/tokens.css"

TEXT = """
ink: paper surface good-soft warn-soft bad-soft info-soft accent-soft quiet-soft
muted: paper surface quiet-soft
action: paper surface info-soft quiet-soft
action-strong: paper surface quiet-soft
visited: paper surface
accent: paper surface accent-soft
good: paper surface good-soft
warn: paper surface warn-soft
bad: paper surface bad-soft
bad-strong: paper
on-action: action action-strong
on-bad: bad bad-strong
paper: good ink
focus-ink: focus
depth-1-ink: depth-1
depth-2-ink: depth-2
depth-3-ink: depth-3
depth-4-ink: depth-4
map-label: map-land map-abroad map-water
"""
SIGNS = """
control: paper surface
action: paper surface info-soft
ink: paper surface
focus-ink: focus
good: paper surface
warn: paper surface
bad: paper surface
accent: paper surface
map-border: map-land
"""


def schemes() -> dict[str, dict[str, str]]:
    """The tokens of both schemes; dark holds light's where it says nothing else."""
    text = TOKENS.read_text()
    light, dark = text.split("@media screen and (prefers-color-scheme: dark)")
    found = {
        name: dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", part)) for name, part in (("light", light), ("dark", dark))
    }
    return {"light": found["light"], "dark": found["light"] | found["dark"]}


def luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The ratio of two colours, from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def pairs(table: str, least: float) -> list[tuple[str, str, str, float]]:
    rows = [line.split(": ") for line in table.strip().splitlines()]
    return [(scheme, front, back, least) for front, backs in rows for back in backs.split() for scheme in ("light", "dark")]


@pytest.mark.parametrize(("scheme", "front", "back", "least"), pairs(TEXT, 4.5) + pairs(SIGNS, 3.0))
def test_a_pair_is_told_apart(scheme: str, front: str, back: str, least: float) -> None:
    tokens = schemes()[scheme]
    assert contrast(tokens[front], tokens[back]) >= least


def test_the_measure_is_right() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_look_md_is_kept() -> None:
    light, dark = schemes()["light"], schemes()["dark"]
    assert (light["ink"], light["accent"], light["action"], light["focus"]) == ("#14213d", "#8c1d2f", "#0b5cad", "#ffd23f")
    assert (dark["ink"], dark["paper"], dark["accent"], dark["action"]) == ("#e8ecf4", "#0f1626", "#f2a0ac", "#7db8f2")


def test_colours_stand_in_tokens_only() -> None:
    """A colour written anywhere else would not change with the scheme; print's black is meant."""
    for sheet in TOKENS.parent.glob("_*.scss"):
        found = re.findall(r"#[0-9a-fA-F]{3,8}\b(?!\w)", sheet.read_text().replace("#000", ""))
        assert not [colour for colour in found if not colour.startswith("#{")], sheet.name

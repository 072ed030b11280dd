"""A resident's report as a browser without scripts sends it, question by question."""

import re
from typing import Any
from uuid import uuid4

from starlette.testclient import TestClient

from simpul.disaster.model import FieldKind, Hazard
from tests.disaster.forms import WRITTEN
from tests.disaster.makers import JAKARTA
from tests.disaster.test_photo import picture

FLOOD = "/bencana/lapor/flood"
PHOTO = {"photo": ("b.jpg", picture(), "image/jpeg")}


def filled(point: tuple[float, float] = JAKARTA, **more: str) -> dict[str, str]:
    """A flood's form as it stands before its last button."""
    return {
        "form_id": str(uuid4()),
        "step": "check",
        "longitude": str(point[0]),
        "latitude": str(point[1]),
        "placed": "gps",
        "flood_depth": "70",
        "text": WRITTEN,
        "client_at": "2026-11-24T05:00:00.000Z",
        "do": "send",
        **more,
    }


def step_of(page: str) -> str:
    """The one question that the page shows."""
    shown = [tag for tag in re.findall(r"<section[^>]*data-step[^>]*>", page) if not tag.endswith(" hidden>")]
    assert len(shown) == 1, shown
    return re.search(r'data-step="([^"]+)"', shown[0])[1]  # type: ignore[index]


def form_of(page: str) -> dict[str, Any]:
    """What a browser would send of the page's form, without a button."""
    inside = page[page.index('id="report"') : page.index("</form>")]
    found: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", inside):
        attributes = dict(re.findall(r'(\w[\w-]*)="([^"]*)"', tag))
        picked = attributes.get("type") not in ("radio", "checkbox", "file") or re.search(r"\schecked", tag)
        if picked and "name" in attributes:
            found.setdefault(attributes["name"], []).append(attributes.get("value", ""))
    text = re.search(r'<textarea[^>]*name="text"[^>]*>([^<]*)</textarea>', inside)
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()} | {
        "text": text[1] if text else ""
    }


def answers_to(hazard: Hazard, report_type: str) -> dict[str, Any]:
    """An answer to each question that the card asks: the first option, or the middle."""
    deck, answers = hazard.deck(report_type), {}
    for one in deck.fields:
        match one.kind:
            case FieldKind.YES_NO:
                answers[one.name] = "ya"
            case FieldKind.CHOICES:
                answers[one.name] = [str(one.options[0].value), str(one.options[-1].value)]
            case FieldKind.NUMBER | FieldKind.CHOICE:
                answers[one.name] = str(int(one.options[0].value if one.options else one.most / 2))
    return answers


def walked(client: TestClient, path: str, given: dict[str, Any]) -> tuple[str, list[str]]:
    """The page with the last look, and the questions on the way there: one post each, as without scripts."""
    page, seen = client.get(path).text, []
    for _ in range(15):
        step = step_of(page)
        seen.append(step)
        if step == "check":
            return page, seen
        answer = client.post(
            path, data={**form_of(page), **given.get(step, {}), "do": "skip" if step == "photo" else "next"}
        )
        assert answer.status_code == 200, (step, answer.text[-3000:])
        page = answer.text
    raise AssertionError(seen)

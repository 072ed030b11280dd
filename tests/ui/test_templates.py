"""Every template: nothing that the content policy would refuse, no icon that the sprite lacks, every macro renders."""

import json
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import FileSystemLoader, PackageLoader

from simpul.kernel.clock import FixedClock
from simpul.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal, TooMany, Unavailable
from simpul.kernel.i18n import translator
from simpul.kernel.web.templates import Templates
from simpul.portal import TEMPLATE_GLOBALS as PORTAL_GLOBALS
from simpul.ui import TEMPLATE_GLOBALS
from simpul.ui.assets import opened
from tests.conftest import START, settings_for

SOURCE = Path(__file__).parents[2] / "src/simpul"
TEMPLATES = sorted(SOURCE.glob("*/templates/**/*.html"))
CATALOGUE = Path(__file__).parent / "catalogue.html"


class DepthWrong(Invalid):
    """The depth is not one."""

    code = "depth-wrong"
    sentence = "Something in the form is not right."
    field = "depth"


def rendered(template: str, lang: str = "id", method: str = "GET", **context: Any) -> str:
    """A template as the node renders it, for nobody, on the demo."""
    settings = settings_for(Path("/nonexistent"), demo=True, contact="112")
    request = SimpleNamespace(
        t=translator(lang),  # type: ignore[arg-type]
        lang=lang,
        actor=SimpleNamespace(signed_in=False, name="", roles=(), has=lambda role: False),
        here="/bencana/lapor?x=1",
        again="/bencana/lapor?x=1",
        method=method,
        csrf="token",
        scope={"simpul.request_id": "0199"},
        platform=SimpleNamespace(settings=settings, clock=FixedClock(START)),
    )
    loaders = {name: FileSystemLoader(SOURCE / name / "templates") for name in ("ui", "portal")}
    loaders["tests"] = FileSystemLoader(CATALOGUE.parent)
    extra = {**TEMPLATE_GLOBALS, **PORTAL_GLOBALS}
    return Templates(loaders, PackageLoader("govuk_frontend_jinja"), extra).render(request, template, context)  # type: ignore[arg-type]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_nothing_that_the_content_policy_refuses(path: Path) -> None:
    text = re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.DOTALL)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text), "inline script"
    assert not re.search(r"<style|\sstyle=", text), "inline style"
    assert not re.search(r"""<[^>{]*\son[a-z]+=["']""", text), "inline handler"
    assert not re.search(r"""(?:src|href)=["']https?://[^"']+\.(?:js|css|png|svg|woff2?)""", text), "third party"


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    sprite = opened().built("icons.svg").decode()
    drawn = set(re.findall(r'<symbol id="([a-z0-9-]+)"', sprite))
    named = {
        name
        for path in TEMPLATES
        for name in re.findall(r"""\bicon(?:\(|_name=)\s*["']([a-z0-9-]+)["']""", path.read_text())
    }
    assert named <= drawn, "run `make assets`"
    assert set(json.loads((SOURCE / "ui/build/icons.json").read_text())) <= drawn


@pytest.mark.parametrize("lang", ["id", "en"])
def test_every_macro_renders(lang: str) -> None:
    page = rendered("tests/catalogue.html", lang, refusal=DepthWrong())
    assert f'<html lang="{lang}"' in page
    assert page.count('id="depth"') == 1
    assert 'href="#depth"' in page
    assert "None" not in re.sub(r"<[^>]+>", " ", page)
    assert "undefined" not in page


def test_texts_are_escaped() -> None:
    page = rendered("tests/catalogue.html", refusal=None, evil='<img src=x onerror="alert(1)">')
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page


def test_the_language_switch_keeps_the_page() -> None:
    assert 'href="/en/bencana/lapor?x=1" lang="en"' in rendered("tests/catalogue.html", "id", refusal=None)
    assert 'href="/bencana/lapor?x=1" lang="id"' in rendered("tests/catalogue.html", "en", refusal=None)


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize(
    ("status", "refusal"),
    [
        (400, Refusal()),
        (403, NotAllowed()),
        (404, NotFound()),
        (405, Refusal()),
        (409, Conflict()),
        (413, Invalid()),
        (422, Invalid()),
        (429, TooMany()),
        (500, Refusal()),
        (503, Unavailable()),
        (418, Refusal()),
    ],
)
def test_an_error_page_says_what_to_do(lang: str, status: int, refusal: Refusal) -> None:
    page = rendered("ui/error.html", lang, status=status, refusal=refusal, expired=False)
    assert "<h1>" in page
    assert "Traceback" not in page
    assert "112" in page
    assert ("0199" in page) == (status >= 500)


class SeatsGone(Conflict):
    code = "seats-gone"
    sentence = "There is no seat left."


@pytest.mark.parametrize(
    ("refusal", "title"), [(Conflict(), "Somebody was faster"), (SeatsGone(), "This cannot be done as things stand")]
)
def test_only_who_met_another_is_told_that_somebody_was_faster(refusal: Refusal, title: str) -> None:
    assert f"<h1>{title}</h1>" in rendered("ui/error.html", "en", status=409, refusal=refusal, expired=False)


def test_a_form_that_met_another_state_leads_back_to_its_page() -> None:
    page = rendered("ui/error.html", "en", "POST", status=409, refusal=Conflict(), expired=False)
    assert 'href="/en/bencana/lapor?x=1"' in page
    assert "Open the page again</a>" in re.sub(r"<svg.*?</svg>|\s*\n\s*", "", page, flags=re.DOTALL)


def test_a_session_that_ended_is_told_apart() -> None:
    page = rendered("ui/error.html", "en", status=403, refusal=NotAllowed(), expired=True)
    assert "Your session has ended" in page
    assert "/en/masuk?lanjut=/bencana/lapor%3Fx%3D1" in page


def test_the_last_resort_needs_nothing() -> None:
    text = (SOURCE / "ui/templates/fallback.html").read_text()
    assert "{{" not in text
    assert "{%" not in text
    assert 'lang="id"' in text
    assert 'lang="en"' in text

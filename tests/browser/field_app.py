"""Screens of the field app in a real Chromium, with an app in memory behind them: no node, one page for all of a file."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.npm_tools import ROOT, _with_node

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
STYLES = [
    ROOT / "src/simpul/ui/styles/tokens.css",
    *(ROOT / f"offline/styles/{one}.css" for one in ("app", "treat", "keep")),
]
SHELL = "<!doctype html><html lang=id><meta charset=utf-8><meta name=viewport content='width=device-width'><title>…</title>"
NAME = "el => (el.ariaLabel || el.labels?.[0]?.textContent || el.textContent || '').trim()"


@contextmanager
def in_memory(browser: Browser, folder: Path, entry: str) -> Iterator[Page]:
    """A page with the screens that `tests/browser/<entry>.mjs` shows; no script failed, and no word lacked a language."""
    script = folder / "screens.js"
    told = ["node_modules/.bin/esbuild", f"tests/browser/{entry}.mjs", "--bundle", "--format=esm", f"--outfile={script}"]
    if not (ROOT / told[0]).exists():
        pytest.skip("esbuild is not installed: `make assets`")
    subprocess.run(told, cwd=ROOT, env=_with_node(), check=True, capture_output=True, timeout=60)
    css = "".join(path.read_text() for path in STYLES)
    body = f"{SHELL}<style>{css}</style><body><main class=utama></main><script type=module src=/screens.js></script>"

    def served(route: Route) -> None:
        if route.request.url.endswith(".js"):
            return route.fulfill(body=script.read_text(), content_type="text/javascript")
        return route.fulfill(body=body, content_type="text/html")

    context = browser.new_context(viewport={"width": 320, "height": 640}, locale="id-ID")
    context.route("**/*", served)
    page = context.new_page()
    page.set_default_timeout(8_000)
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    yield page
    assert faults == []
    assert page.evaluate("[...app.lacking]") == [], "words that are not in both languages"
    context.close()


def reached(page: Page, words: str, *, part: bool = False) -> None:
    """Goes by Tab alone to what is called so, or is called so in part."""
    for _ in range(80):
        page.keyboard.press("Tab")
        name = page.evaluate(f"({NAME})(document.activeElement)")
        if words == name or (part and words in name):
            return
    raise AssertionError(f"the keyboard does not reach “{words}”")


def pressed(page: Page, words: str, *, part: bool = True) -> None:
    """Goes by Tab alone to what has these words in its name, and presses it."""
    reached(page, words, part=part)
    chosen = page.evaluate("document.activeElement.type") in ("radio", "checkbox")
    page.keyboard.press("Space" if chosen else "Enter")

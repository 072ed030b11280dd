"""Templates, styles and scripts: nothing inline, nothing from anybody else. LOOK "Behaviour"; a strict content policy."""

import re
from pathlib import Path

import pytest
from tests.house.source import BUILT, MODULES, SRC, files, none_of, shown

pytestmark = pytest.mark.rules
TEMPLATES = files(".html")
STYLES = [p for p in files(".css", ".scss") if BUILT not in p.parents]
SCRIPTS = files(".js", ".mjs")
COMMENT = re.compile(r"\{#.*?#\}|<!--.*?-->", re.DOTALL)

INLINE = {
    "an inline script": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/(ld\+)?json\")", re.IGNORECASE),
    "an inline style sheet": re.compile(r"<style\b", re.IGNORECASE),
    "a style attribute": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "a handler attribute": re.compile(r"<[a-z][^>{]*\son[a-z]+\s*=", re.IGNORECASE),
    "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
    "an htmx script": re.compile(r"hx-on|hx-vals=[\"']js:|hx-headers=[\"']js:", re.IGNORECASE),
}
LOADS = re.compile(
    r"<(?:script|img|iframe|source|video|audio|embed|object|link|form|use|image)\b[^>]*?"
    r"(?:src|href|srcset|action|data|poster)\s*=\s*[\"']?\s*(?:https?:)?//",
    re.IGNORECASE,
)
ELSEWHERE = re.compile(r"(?:@import|url\()\s*[\"']?(?:https?:)?//", re.IGNORECASE)
CALLS = re.compile(r"(?<!//)[\"'`](https?:)?//(?!www\.w3\.org/)[a-z0-9.-]+\.[a-z]", re.IGNORECASE)


def words(path: Path) -> str:
    return COMMENT.sub("", path.read_text())


@pytest.mark.parametrize("what", INLINE)
def test_nothing_is_inline(what):
    found = [f"{shown(p)}: {m.group()[:60]}" for p in TEMPLATES if (m := INLINE[what].search(words(p)))]
    none_of(found)


def test_templates_load_nothing_from_elsewhere():
    none_of([f"{shown(p)}: {m.group()[:90]}" for p in TEMPLATES if (m := LOADS.search(words(p)))])


def test_styles_load_nothing_from_elsewhere():
    built = sorted(BUILT.glob("*.css"))
    none_of([f"{shown(p)}: {m.group()}" for p in STYLES + built if (m := ELSEWHERE.search(p.read_text()))])


def test_scripts_ask_nobody_else():
    """Those we wrote; what npm brings is held by the content policy, which lets in no other origin."""
    found = []
    for path in SCRIPTS:
        code = re.sub(r"/\*.*?\*/|^\s*//.*?$", "", path.read_text(), flags=re.DOTALL | re.MULTILINE)
        found += [f"{shown(path)}: {m.group()}" for m in CALLS.finditer(code)]
    none_of(found)


def test_every_form_that_posts_carries_the_token():
    """`csrf_input()`, by hand or by a macro."""
    forms = re.compile(r"<form\b[^>]*method=[\"']?post[^>]*>(.*?)</form>", re.IGNORECASE | re.DOTALL)
    found = [shown(p) for p in TEMPLATES for m in forms.finditer(words(p)) if "csrf_input()" not in m.group(1)]
    none_of(found)


@pytest.mark.parametrize("module", MODULES)
def test_paths_in_templates_keep_the_language(module):
    """A page's address goes through `url(...)`: otherwise English readers fall out of English. Files have one language."""
    bare = re.compile(r"(?:href|action)=\"/[^\".?]*[\"?]", re.IGNORECASE)
    found = [f"{shown(p)}: {m.group()}" for p in files(".html", under=SRC / module) if (m := bare.search(words(p)))]
    none_of(found)

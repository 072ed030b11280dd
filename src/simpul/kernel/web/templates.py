"""Jinja2 over every module's templates: `<module>/<file>.html`, escaped, strict about unknown names."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    FileSystemBytecodeCache,
    PrefixLoader,
    StrictUndefined,
    pass_context,
)
from jinja2.runtime import Context
from markupsafe import Markup, escape

from simpul.kernel.errors import allows
from simpul.kernel.i18n import ALL_LANGUAGES, LANGUAGE_NAMES, LANGUAGES, Language, Places, Translator
from simpul.kernel.web.request import Request

_LAST = b"Ada gangguan pada layanan ini. Coba lagi sebentar. / Something went wrong. Please try again."


class Templates:
    """The environment; `render` gives a page its request's language and helpers."""

    def __init__(
        self, modules: Mapping[str, BaseLoader], shared: BaseLoader, extra: Mapping[str, Any], fallback: bytes = _LAST
    ) -> None:
        self._fallback = fallback
        self.spoken: Mapping[Language, Places] = {}
        loader = ChoiceLoader([PrefixLoader(modules), shared])
        self.environment = Environment(
            loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )
        self.environment.globals.update(extra)
        self.environment.globals.update(
            _=pass_context(_gettext),
            gettext=pass_context(_gettext),
            ngettext=pass_context(_ngettext),
            may=pass_context(_may),
        )

    def keep_compiled(self, folder: Path) -> None:
        """Compiled templates are kept in `folder`, this account's alone, so that the next start need not compile them."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.environment.bytecode_cache = FileSystemBytecodeCache(str(folder))

    def fallback(self) -> bytes:
        """The page for when none can be made: static, in both languages."""
        return self._fallback

    def render(self, request: Request, template: str, context: Mapping[str, Any]) -> str:
        """The page as text."""
        known = {**_of_request(request), "languages": self._languages(request)}
        return self.environment.get_template(template).render({**known, **context})

    def languages_at(self, path: str) -> list[Language]:
        """The languages of the page at this path: those of every page, and what its place speaks besides."""
        nowhere = Places()
        return [one for one in ALL_LANGUAGES if one in LANGUAGES or self.spoken.get(one, nowhere).has(path)]

    def _languages(self, request: Request) -> list[dict[str, Any]]:
        """The languages of this page: code, name, its address in that language."""
        codes = self.languages_at(request.scope.get("path", ""))
        standard, here = request.platform.settings.language, request.again
        return [
            {"code": code, "name": LANGUAGE_NAMES[code], "href": here if code == standard else f"/{code}{here}"}
            for code in codes
        ]


def _of_request(request: Request) -> dict[str, Any]:
    t = request.t
    now = request.platform.clock.now()
    return {
        "request": request,
        "actor": request.actor,
        "lang": request.lang,
        "t": t,
        "node": request.platform.settings,
        "now": now,
        "number": t.number,
        "date": t.date,
        "datetime": t.datetime,
        "time": t.time,
        "relative": lambda at: t.relative(at, now),
        "url": _url(request.lang, request.platform.settings.language),
        "here": request.here,
        "csrf_input": lambda: (
            Markup('<input type="hidden" name="csrf" value="{}">').format(request.csrf) if request.csrf else ""
        ),
    }


def _url(lang: str, standard: str) -> Callable[[str], str]:
    """Adds the language's prefix to a path of this node."""
    prefix = "" if lang == standard else f"/{lang}"
    return lambda path: prefix + path if not (prefix and path == "/") else prefix + "/"


def _gettext(context: Context, message: str, **facts: object) -> Markup | str:
    t: Translator = context["t"]
    words = t.gettext(message)
    # The message is ours, from the catalogue; what it is filled with is escaped.
    return Markup(words).format(**{k: escape(v) for k, v in facts.items()}) if facts else words  # noqa: S704


def _ngettext(context: Context, one: str, many: str, n: int, **facts: object) -> str:
    t: Translator = context["t"]
    return t.ngettext(one, many, n, **facts)


def _may(context: Context, permit: Callable[..., None], *things: object) -> bool:
    """Whether `permit(actor, *things)` lets this actor; templates ask, rules answer."""
    return allows(permit, context["actor"], *things)

"""What of an application depends on its settings alone: routes and templates, made once a process.

Tests make thousands of applications in one process, and a node's commands one each: neither compiles them anew.
"""

import importlib
import importlib.util
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from jinja2 import PackageLoader
from starlette.routing import BaseRoute, Mount

from simpul import __version__, ui
from simpul.kernel.i18n import Language, Places
from simpul.kernel.settings import Settings
from simpul.kernel.web import health
from simpul.kernel.web.api import PREFIX, api_application
from simpul.kernel.web.routing import RouteSpec, access_table, starlette_routes
from simpul.kernel.web.templates import Templates

ALWAYS = ("ui", "regions", "portal")
"""Parts every node has, whatever modules it runs."""
_SPOKEN: Mapping[Language, tuple[str, ...]] = {"jv": ("RESIDENTS", "OFFICERS"), "ko": ("PARTNERS",)}
"""What a module's pages call the paths below which a language more is spoken, and then those among them where it is not."""


def page_routes(settings: Settings) -> list[RouteSpec]:
    """Every page route of the node's modules, whether or not the access list knows it."""
    return list(_specs(settings.modules))


def _specs(modules: tuple[str, ...]) -> tuple[RouteSpec, ...]:
    found = [room for name in ("pages", "api") for room in _rooms(modules, name)]
    return (*health.ROUTES, *(one for room in found for one in getattr(room, "ROUTES", ())))


def page_routes_served(settings: Settings) -> list[BaseRoute]:
    """The routes of the node's pages and of its interface, as far as the access list knows them."""
    return list(_served(settings.modules, settings.agency, settings.public_url))


@cache
def _served(modules: tuple[str, ...], agency: str, url: str) -> tuple[BaseRoute, ...]:
    access = access_table()
    routers = [room.router for room in _rooms(modules, "api") if hasattr(room, "router")]
    api = api_application(routers, access, __version__, {"name": agency, "url": url})
    return (*starlette_routes(_specs(modules), access), Mount(PREFIX, api))


def templates_of(settings: Settings) -> Templates:
    """Every module's templates under its name, and GOV.UK Frontend's macros."""
    return _templates(settings.modules, str(settings.data_dir / "cache" / "templates"))


@cache
def _templates(modules: tuple[str, ...], kept: str) -> Templates:
    extra: dict[str, Any] = {}
    loaders = {}
    for name in (*ALWAYS, *modules):
        if importlib.util.find_spec(f"simpul.{name}") is not None:
            loaders[name] = PackageLoader(f"simpul.{name}")
            extra.update(getattr(importlib.import_module(f"simpul.{name}"), "TEMPLATE_GLOBALS", {}))
    made = Templates(loaders, PackageLoader("govuk_frontend_jinja"), extra, ui.fallback())
    made.keep_compiled(Path(kept))
    found = _rooms(modules, "pages")
    made.spoken = {
        language: Places(*([one for room in found for one in getattr(room, name, ())] for name in names))
        for language, names in _SPOKEN.items()
    }
    return made


def rooms(settings: Settings, room: str) -> list[ModuleType]:
    """That room of every module of this node, where it has one."""
    return list(_rooms(settings.modules, room))


@cache
def _rooms(modules: tuple[str, ...], room: str) -> tuple[ModuleType, ...]:
    names = [f"simpul.{module}.{room}" for module in (*ALWAYS, *modules)]
    return tuple(importlib.import_module(name) for name in names if _exists(name))


def _exists(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        return False

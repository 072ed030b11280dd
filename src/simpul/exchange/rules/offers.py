"""What a provider may publish and grant. Law: UU 27/2022 art. 20 (purpose and legal basis), PROTOCOL §1 (codes, tiers)."""

import re
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import orjson

from simpul.exchange.model.names import encoded, fit_for_new
from simpul.exchange.model.offer_refusals import (
    BoundsNotFit,
    DescriptionNotFit,
    EndpointNotFit,
    ExpiryPassed,
    LegalBasisMissing,
    PurposeMissing,
    ServiceCodeNotFit,
    ServiceUrlNotFit,
    TierUnknown,
)
from simpul.exchange.model.offers import NewGrant, NewService
from simpul.exchange.model.refusals import NameNotFit, TitleNotFit
from simpul.exchange.model.services import TIERS, Endpoint, LocalGroup, ServiceKind
from simpul.exchange.rules.lifecycle import check_contact, check_promise
from simpul.exchange.rules.persons import locators
from simpul.exchange.rules.requests import check_title, is_line

RESERVED = ("allowedMethods", "api", "getOpenAPI", "listMethods", "pub", "pull")
"""Codes that the exchange itself answers to."""
METHODS = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE")
DESCRIPTION_MOST = 2**20
ENDPOINTS_MOST = 500
TEXT_MOST = 500
TIMEOUT = (timedelta(seconds=1), timedelta(seconds=600))
BODY = (1, 2**30)
MODULE = "module:"
_PATH = re.compile(r"/[\x21-\x7e]{0,499}")


def check_service(asked: NewService, modules: Collection[str]) -> NewService:
    """The service as it is kept, its endpoints taken from the description where none were given; or what does not fit."""
    if not fit_for_new(asked.code) or asked.code in RESERVED:
        raise ServiceCodeNotFit(reserved=", ".join(RESERVED))
    check_title(asked.title)
    check_url(asked.url, modules)
    contact, promise = check_contact(asked.contact), check_promise(asked.promise)
    locators(asked.person_in)
    if not (TIMEOUT[0] <= asked.timeout <= TIMEOUT[1] and BODY[0] <= asked.body_limit <= BODY[1]):
        raise BoundsNotFit()
    described = endpoints_in(asked.description) if asked.kind is ServiceKind.OPENAPI else ()
    if asked.kind is ServiceKind.REST and asked.description:
        raise DescriptionNotFit()
    endpoints = asked.endpoints or described
    for one in endpoints:
        check_endpoint(one)
    if len(endpoints) > ENDPOINTS_MOST:
        raise EndpointNotFit()
    return replace(asked, endpoints=endpoints, title=asked.title.strip(), contact=contact, promise=promise)


def check_url(url: str, modules: Collection[str]) -> None:
    """Nothing for `http(s)://…` without query and fragment, or `module:` and a module of this node; ServiceUrlNotFit."""
    if url.startswith(MODULE):
        name, _, inside = url.removeprefix(MODULE).partition("/")
        fits = name in modules and bool(re.fullmatch(r"[a-z0-9/_-]{0,100}", inside))
    else:
        fits = len(url) <= 1000 and url.isascii() and is_line(url) and _is_plain(url)
    if not fits:
        raise ServiceUrlNotFit(modules=", ".join(sorted(modules)))


def _is_plain(url: str) -> bool:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    bare = parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc and port != 0
    return bare and not any(sign in url for sign in "?# \\")


def check_endpoint(endpoint: Endpoint) -> None:
    """Nothing for a method (or `*`) and a path that begins with `/`; EndpointNotFit."""
    if endpoint.method not in (*METHODS, "*") or not _PATH.fullmatch(endpoint.path):
        raise EndpointNotFit()


def read_endpoint(text: str) -> Endpoint:
    """The endpoint in a text such as `GET /reports/*`; EndpointNotFit."""
    method, _, path = text.strip().partition(" ")
    endpoint = Endpoint(method.upper(), path.strip())
    check_endpoint(endpoint)
    return endpoint


def endpoints_in(description: str) -> tuple[Endpoint, ...]:
    """The methods and paths of an OpenAPI 3 document in JSON, `{parameter}` as `*`; DescriptionNotFit."""
    if not description or len(description) > DESCRIPTION_MOST:
        raise DescriptionNotFit()
    try:
        document: Any = orjson.loads(description)
    except orjson.JSONDecodeError:
        raise DescriptionNotFit() from None
    if not isinstance(document, dict) or not str(document.get("openapi", "")).startswith("3."):
        raise DescriptionNotFit()
    paths = document.get("paths")
    if not isinstance(paths, dict) or not all(isinstance(ways, dict) for ways in paths.values()):
        raise DescriptionNotFit()
    found = [(way.upper(), path) for path, ways in paths.items() for way in ways if way.upper() in METHODS]
    return tuple(Endpoint(method, re.sub(r"\{[^}/]*\}", "*", path)) for method, path in found)


def check_grant(asked: NewGrant, now: datetime) -> NewGrant:
    """The grant as it is kept, or what it lacks: purpose, legal basis, a known tier, a day to come, a readable endpoint."""
    purpose, basis = " ".join(asked.purpose.split()), " ".join(asked.legal_basis.split())
    if not _is_text(purpose):
        raise PurposeMissing()
    if not _is_text(basis):
        raise LegalBasisMissing()
    if len(asked.agreement) > TEXT_MOST or not is_line(asked.agreement):
        raise TitleNotFit()
    if asked.tier not in TIERS:
        raise TierUnknown(tiers=", ".join(TIERS))
    if asked.expires_at is not None and asked.expires_at <= now:
        raise ExpiryPassed()
    if asked.endpoint is not None:
        check_endpoint(asked.endpoint)
    return replace(asked, purpose=purpose, legal_basis=basis)


def check_group(group: LocalGroup) -> None:
    """Nothing for a group with a fit code and a name; NameNotFit or TitleNotFit."""
    if not fit_for_new(group.code):
        raise NameNotFit(name=group.code[:200], example="mitra")
    check_title(group.name)


def path_of(subsystem: str, code: str) -> str:
    """The service's name as it travels."""
    return f"{subsystem}/{encoded(code)}"


def _is_text(text: str) -> bool:
    return 0 < len(text) <= TEXT_MOST and is_line(text)

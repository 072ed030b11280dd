"""Several nodes of one exchange, each on a database and keys of its own; what tests of the register say often."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from tests.conftest import _count, settings_for

from simpul.app import build_platform
from simpul.exchange.actions import deciding, founding, joining, trust
from simpul.exchange.model.joining import Introduction
from simpul.kernel.actor import Actor
from simpul.kernel.clock import FixedClock
from simpul.kernel.keys import Keys
from simpul.kernel.platform import Platform

__all__ = ["BPBD", "DINKES", "PORTAL", "Made", "acting", "change", "found", "introduction", "join", "nodes", "take"]

PORTAL, BPBD, DINKES = "ID/GOV/2060/PORTAL", "ID/GOV/6000/BPBD", "ID/GOV/8205/DINKES"
Made = Callable[..., Platform]


@contextmanager
def nodes(database_urls: Callable[[int], list[str]], folder: Path, clock: FixedClock) -> Iterator[Made]:
    """Makes nodes: `made("ID/GOV/6000/BPBD", exchange_operator=…)`; all are closed at the end."""
    platforms: list[Platform] = []

    def made(code: str, **changes: object) -> Platform:
        url = database_urls(1)[0]
        home = folder / f"node-{next(_count)}"
        fixed = {"agency": code.rsplit("/", 1)[1], "agency_code": code, "exchange_tls": False, "exchange_node_port": 8091}
        settings = settings_for(home, **{**fixed, "modules": "identity,disaster,exchange", **changes})
        platform = build_platform(settings, keys=Keys.kept_in(home / "keys"), url=url, clock=clock)
        platforms.append(platform)
        return platform

    yield made
    for platform in platforms:
        platform.database.close()


def introduction(platform: Platform) -> Introduction:
    """How the node presents itself by its settings."""
    return founding.introduction_of(platform.settings)


def found(operator: Platform) -> str:
    """The register is founded at this node; its verifier key."""
    return founding.found(operator, Actor.SYSTEM, introduction=introduction(operator))


def take(operator: Platform, other: Platform) -> None:
    """The other node has the operator's trust list, by the same checks as over HTTP."""
    state = trust.trust_state(other)
    fresh = trust.statements_from(operator, first=state.size if state else 0)
    trust.take(other, note=trust.checkpoint_note(operator), fresh=fresh, key=founding.register_key(operator))


def join(operator: Platform, other: Platform) -> None:
    """The other node asked, was approved, and has the trust list."""
    request = joining.request_to_join(other, Actor.SYSTEM, introduction=introduction(other))
    candidate = joining.receive(operator, request)
    deciding.approve(operator, acting("exchange.operator"), id=candidate.id)
    take(operator, other)


def acting(*roles: str, agency: str = PORTAL) -> Actor:
    """Somebody of that agency who holds these roles."""
    return Actor(UUID(int=11), "Wati", agency=agency, roles=frozenset(roles))


def change(platform: Platform, **changes: object) -> None:
    """The node has other settings from now on."""
    object.__setattr__(platform, "settings", platform.settings.model_copy(update=changes))

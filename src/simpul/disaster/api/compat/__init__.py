"""CogniCity's (PetaBencana's) interface below `/compat/petabencana/`, beside every middleware. docs/compat/petabencana.md.

A raw application: its answers have nothing of our own pages (no problem details, no language, no forms), and pages of other
sites may write as well as read, since nothing here trusts a cookie. Hot paths of `live` go before it.
"""

from collections.abc import Callable

from starlette.types import ASGIApp

from simpul.disaster.api.compat.application import PREFIX, Application
from simpul.disaster.api.compat.table import ROUTES
from simpul.kernel.platform import Platform


def compat_app(platform: Platform) -> ASGIApp:
    """Everything below the prefix that no hot path takes."""
    return Application(platform, ROUTES)


RAW: dict[str, Callable[[Platform], ASGIApp]] = {PREFIX: compat_app, f"{PREFIX}/": compat_app}

__all__ = ["PREFIX", "RAW", "ROUTES", "compat_app"]

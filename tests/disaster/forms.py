"""A resident's form as a browser sends it, and what stands in the page that comes back."""

import re
from collections.abc import Callable
from uuid import uuid4

from sqlalchemy import func, select
from starlette.testclient import TestClient

from simpul.disaster.store.tables import reports
from simpul.kernel.platform import Platform
from tests.disaster.makers import JAKARTA

Clients = Callable[..., TestClient]
WRITTEN = "Air masuk rumah, anak-anak di lantai dua."


def filled(point: tuple[float, float] = JAKARTA, **more: str) -> dict[str, str]:
    return {
        "form_id": str(uuid4()),
        "longitude": str(point[0]),
        "latitude": str(point[1]),
        "placed": "gps",
        "depth": "70",
        "text": WRITTEN,
        "client_at": "2026-11-24T05:00:00.000Z",
        "do": "send",
        **more,
    }


def kept(platform: Platform) -> int:
    with platform.database.reading() as unit:
        return unit.connection.scalar(select(func.count()).select_from(reports)) or 0


def checked(page: str) -> list[str]:
    """The values of the chosen radio buttons."""
    tags = re.findall(r"<input[^>]*type=\"radio\"[^>]*>", page)
    return [re.search(r'value="([^"]*)"', tag)[1] for tag in tags if " checked" in tag]  # type: ignore[index]


def value_of(page: str, name: str) -> str:
    found = re.search(rf'<input[^>]*name="{name}"[^>]*value="([^"]*)"', page)
    assert found, name
    return found[1]

"""A node with Telegram set up, whose messages leave when a test says so."""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from starlette.testclient import TestClient

from simpul.disaster.actions.channels import telling
from simpul.kernel.clock import FixedClock
from simpul.kernel.platform import Platform
from tests.disaster.channels.telegram import SECRET, SECRET_HEADER, Telegram
from tests.disaster.makers import JAKARTA

PATH = "/api/v1/disaster/channels/telegram"
NUMBER = "628110000001"


@dataclass
class Bot:
    """A node with Telegram set up, whose messages are sent when a test says so."""

    telegram: Telegram
    platform: Platform
    client: TestClient
    clock: FixedClock

    def post(self, update: dict[str, Any] | bytes, secret: str | None = SECRET) -> int:
        body = update if isinstance(update, bytes) else json.dumps(update).encode()
        headers = {} if secret is None else {SECRET_HEADER: secret}
        status: int = self.client.post(PATH, content=body, headers=headers).status_code
        telling.send_due(self.platform, "telegram")
        return status

    def told(self, person: int) -> list[str]:
        return [str(one["text"]) for one in self.telegram.said.get(person, ())]

    def reports(self, person: int, *words: str) -> int:
        """The number of the report that a person told: a flood at Monas, 50 cm."""
        phone = self.telegram.phone(person)
        for said in (
            phone.message(text="banjir"),
            phone.message(location={"longitude": JAKARTA[0], "latitude": JAKARTA[1]}),
            phone.message(text="50 cm"),
            phone.message(text="Air naik cepat"),
            *(phone.message(text=word) for word in words),
            phone.message(text="kirim"),
        ):
            assert self.post(said) == 200
        return int(self.one("SELECT report FROM disaster_chat ORDER BY seen_at DESC LIMIT 1"))

    def rows(self, table: str) -> list[dict[str, Any]]:
        with self.platform.database.reading() as unit:
            return [dict(row) for row in unit.connection.execute(text(f"SELECT * FROM {table}")).mappings()]

    def one(self, query: str) -> Any:
        with self.platform.database.reading() as unit:
            return unit.connection.scalar(text(query))

"""Pages while a part of the node is away, and after a session has ended. A report's form: test_report_pages.py."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from starlette.testclient import TestClient

from simpul.disaster import actions
from simpul.kernel.platform import Platform
from tests.disaster.forms import WRITTEN, value_of
from tests.disaster.makers import BANDUNG, JAKARTA, sent
from tests.disaster.report_forms import FLOOD, filled


@contextmanager
def away(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def refuse(*_: object, **__: object) -> Any:
        raise OperationalError("connect", {}, Exception("gone"))

    with monkeypatch.context() as patched:
        patched.setattr(platform.database.engine, "connect", refuse)
        yield


@pytest.mark.parametrize(("prefix", "words"), [("", "Coba lagi"), ("/en", "try again in a minute")])
def test_a_database_that_goes_away_and_comes_back(
    client: TestClient, platform: Platform, monkeypatch: pytest.MonkeyPatch, prefix: str, words: str
) -> None:
    form = filled()
    with away(platform, monkeypatch):
        answer = client.post(f"{prefix}{FLOOD}", data=form)
    assert answer.status_code == 503
    assert answer.headers["retry-after"]
    assert words.lower() in answer.text.lower()
    assert WRITTEN in answer.text
    assert value_of(answer.text, "form_id") == form["form_id"]
    assert value_of(answer.text, "longitude") == str(JAKARTA[0])
    with away(platform, monkeypatch):
        asked = client.post(f"{prefix}{FLOOD}", data={**form, "q": "gambir", "step": "place", "do": "search"})
        assert asked.status_code in (200, 503)
    assert client.post(f"{prefix}{FLOOD}", data=form).status_code == 303


def test_an_expired_session_can_still_report_but_not_decide(client: TestClient, platform: Platform) -> None:
    sent(platform)
    client.cookies.set(platform.settings.cookie, "long-gone")
    assert client.post(FLOOD, data=filled(BANDUNG)).status_code == 303
    for path, words in (("/bencana/meja/1", "masuk"), ("/en/bencana/meja/1", "Sign in")):
        answer = client.post(path, data={"do": "verify", "version": "1"})
        assert answer.status_code in (303, 403)
        assert words in (answer.text or answer.headers["location"])
    assert actions.public_report(platform, 1).status == "unverified"

"""Where a form was refused, its page's languages lead back to the form, not to an address that only takes forms."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from simpul.kernel.platform import Platform
from tests.cooperation.people import CENTRE, EGCC, programmes_there

FORM = f"/kerja-sama/program/{EGCC}"


@pytest.mark.parametrize(
    ("came_from", "english"),
    [
        (f"http://localhost{FORM}", f"/en{FORM}"),
        (f"http://localhost/ko{FORM}?a=1", f"/en{FORM}?a=1"),
        ("http://localhost//elsewhere.example/x", f"/en{FORM}/kedudukan"),
        ("https://elsewhere.example/x", f"/en{FORM}/kedudukan"),
        ("", f"/en{FORM}/kedudukan"),
    ],
)
def test_a_refused_form_leads_back_in_every_language(
    platform: Platform, client_for: Callable[..., TestClient], post: Callable[..., Any], came_from: str, english: str
) -> None:
    programmes_there(platform)
    desk = client_for(CENTRE)
    desk.headers["referer"] = came_from
    page = post(desk, f"{FORM}/kedudukan", account="x", side="x", duty="x")
    assert page.status_code == 422
    found = re.search(r'hreflang="en" href="([^"]+)"', page.text)
    assert found
    assert found[1] == english

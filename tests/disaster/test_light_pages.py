"""What a resident opens over a slow connection is sent compressed; what is signed in for is not."""

import pytest
from starlette.testclient import TestClient

from simpul.kernel.platform import Platform
from tests.disaster.forms import Clients
from tests.disaster.makers import JAKARTA, officer, sent

PAGES = [
    "",
    "/daftar",
    "/pengungsian",
    "/peringatan",
    "/wilayah",
    "/kebutuhan",
    "/kebutuhan/baru",
    "/pos-air",
    "/laporan/1",
]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_for_a_slow_phone_is_compressed_to_less_than_half(client: TestClient, platform: Platform, page: str):
    sent(platform, JAKARTA, {"flood_depth": 70})
    answer = client.get(f"/jv/bencana{page}", headers={"accept-encoding": "gzip"})
    assert answer.status_code == 200
    assert answer.headers["content-encoding"] == "gzip"
    assert "Accept-Encoding" in answer.headers["vary"]
    assert int(answer.headers["content-length"]) * 2 < len(answer.content)
    plain = client.get(f"/jv/bencana{page}", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers


@pytest.mark.parametrize("page", PAGES)
def test_a_page_with_the_secret_of_a_session_is_not(client_for: Clients, platform: Platform, page: str):
    sent(platform, JAKARTA, {"flood_depth": 70})
    answer = client_for(officer("31")).get(f"/bencana{page}", headers={"accept-encoding": "gzip"})
    assert answer.status_code == 200
    assert "content-encoding" not in answer.headers


def test_the_map_is_below_twelve_kilobytes(client: TestClient):
    assert int(client.get("/bencana", headers={"accept-encoding": "gzip"}).headers["content-length"]) < 12_000

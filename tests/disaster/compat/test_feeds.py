"""Feeds of other platforms (Qlue, Detik's PasangMata): what they send is on the map within the same breath, once."""

from collections.abc import Callable
from typing import Any

import pytest

from simpul.disaster import live
from simpul.kernel.platform import Platform
from tests.disaster.compat.conftest import MONAS, Site
from tests.disaster.forms import kept
from tests.disaster.live import ask

BANDUNG = {"lat": -6.9147, "lng": 107.6098}


def qlue(post: int = 91, **more: Any) -> dict[str, Any]:
    return {
        "post_id": post,
        "created_at": "2026-11-23T11:30:00+0700",
        "title": "Banjir",
        "text": "Air setinggi lutut di depan pasar",
        "image_url": "",
        "qlue_city": "jabodetabek",
        "disaster_type": "flood",
        "location": MONAS,
        **more,
    }


def detik(contribution: int = 17, **more: Any) -> dict[str, Any]:
    return {
        "contribution_id": contribution,
        "created_at": "2026-11-23T11:30:00+0700",
        "title": "Banjir di Gambir",
        "text": "Jalan tergenang",
        "url": "https://pasangmata.detik.com/contribution/17",
        "disaster_type": "flood",
        "location": {"latitude": MONAS["lat"], "longitude": MONAS["lng"]},
        **more,
    }


@pytest.mark.parametrize(("feed", "made", "named"), [("qlue", qlue, "post_id"), ("detik", detik, "contribution_id")])
def test_what_a_platform_sends_is_on_the_map_once(
    own_site: Site, own_platform: Platform, feed: str, made: Callable[..., dict[str, Any]], named: str
) -> None:
    path, report = f"/feeds/{feed}", made()
    assert own_site.ask("POST", path, key="jakarta", json=report).json() == {named: report[named], "created": True}
    [feature] = ask(own_platform, live.FEED).json["features"]
    assert (feature["properties"]["source"], feature["properties"]["hazard"]) == (feed, "flood")
    [shown] = own_site.reports()
    assert (shown["properties"]["source"], shown["properties"]["text"]) == (feed, report["text"])
    again = own_site.ask("POST", path, key="jakarta", json={**report, "text": "lain"}).json()
    assert again["created"] is False
    assert (kept(own_platform), own_site.reports()[0]["properties"]["text"]) == (1, report["text"])


def test_a_platforms_report_from_elsewhere_waits_for_its_own_office(own_site: Site, own_platform: Platform) -> None:
    own_site.ask("POST", "/feeds/qlue", key="jakarta", json=qlue(92, qlue_city="bandung", location=BANDUNG))
    [feature] = ask(own_platform, live.FEED).json["features"]
    assert (feature["properties"]["status"], feature["properties"]["text"]) == ("unverified", None)
    assert own_site.reports() == [], "CogniCity's readers see what is verified"


def test_the_same_number_on_two_platforms_is_two_reports(own_site: Site, own_platform: Platform) -> None:
    own_site.ask("POST", "/feeds/qlue", key="jakarta", json=qlue(17))
    own_site.ask("POST", "/feeds/detik", key="jakarta", json=detik(17))
    assert kept(own_platform) == 2


def test_a_platforms_own_key_verifies_nothing(own_site: Site, own_platform: Platform) -> None:
    assert own_site.ask("POST", "/feeds/detik", key="resident", json=detik()).json()["created"] is True
    [feature] = ask(own_platform, live.FEED).json["features"]
    assert (feature["properties"]["status"], own_site.reports()) == ("unverified", [])


@pytest.mark.parametrize("key", [None, "nobody"])
def test_who_has_no_key_feeds_nothing(own_site: Site, own_platform: Platform, key: str | None) -> None:
    assert own_site.ask("POST", "/feeds/qlue", key=key, json=qlue()).status_code == 403
    assert kept(own_platform) == 0

"""What the portal asks of the modules' front doors, whether they are there, empty or broken."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import pytest

from simpul.kernel.errors import Unavailable
from simpul.kernel.finding import FoundPage
from simpul.kernel.i18n import translator
from simpul.kernel.platform import Platform
from simpul.portal import actions
from simpul.portal.model import FIGURES


def platform_with(*modules: str) -> Any:
    return SimpleNamespace(settings=SimpleNamespace(modules=modules))


def front_doors(monkeypatch: pytest.MonkeyPatch, doors: Mapping[str, Any]) -> None:
    """Replaces the modules' front doors by what a test says they hold."""
    monkeypatch.setattr(actions.importlib, "import_module", lambda name: doors[name.removeprefix("simpul.")])


def test_only_the_services_of_this_node_are_offered() -> None:
    assert {service.module for service in actions.services(platform_with("identity"))} == {"identity", "regions"}
    assert {service.module for service in actions.services(platform_with())} == {"regions"}


def test_figures_come_in_their_order_and_unknown_ones_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    counted = {"verified_today": 5, "reports_3h": 12, "of_another_version": 1}
    door = SimpleNamespace(live_figures=lambda platform: counted)
    front_doors(monkeypatch, {"disaster": door, "identity": SimpleNamespace()})
    told = actions.figures(platform_with("identity", "disaster"))
    assert [figure.value for figure in told] == [12, 5]
    assert told[0].kind is FIGURES["disaster", "reports_3h"]


def test_a_node_without_that_module_tells_no_figures() -> None:
    assert actions.figures(platform_with()) == ()


def test_a_database_that_is_away_leaves_the_home_page_without_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(platform: Platform) -> Mapping[str, int]:
        raise Unavailable()

    front_doors(monkeypatch, {"disaster": SimpleNamespace(live_figures=away)})
    assert actions.figures_or_none(platform_with("disaster")) is None


def test_figures_or_none_are_the_figures_when_all_is_well(monkeypatch: pytest.MonkeyPatch) -> None:
    front_doors(monkeypatch, {"disaster": SimpleNamespace(live_figures=lambda platform: {"deep_3h": 3})})
    told = actions.figures_or_none(platform_with("disaster"))
    assert told is not None
    assert [figure.value for figure in told] == [3]


def test_regions_are_asked_for_only_by_a_question(monkeypatch: pytest.MonkeyPatch) -> None:
    front_doors(monkeypatch, {"regions": SimpleNamespace(search=lambda platform, query: list(range(20)))})
    assert actions.regions(platform_with(), "") == ()
    assert list(actions.regions(platform_with(), "ceng")) == list(range(10))


def test_regions_that_cannot_be_searched_give_none(monkeypatch: pytest.MonkeyPatch) -> None:
    front_doors(monkeypatch, {"regions": SimpleNamespace()})
    assert actions.regions(platform_with(), "ceng") == ()


def test_pages_come_from_each_front_door_that_finds_some_and_a_module_that_cannot_answer_leaves_the_rest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = FoundPage("/acara/a", "ticket", "Acara", "")

    def down(*_asked: object) -> tuple[FoundPage, ...]:
        raise Unavailable(part="database")

    doors = {
        "a": SimpleNamespace(find_pages=down),
        "b": SimpleNamespace(),
        "c": SimpleNamespace(find_pages=lambda *_: [page]),
    }
    front_doors(monkeypatch, doors)
    assert actions.pages(platform_with("a", "b", "c"), "acara", translator("id")) == (page,)
    assert actions.pages(platform_with("a", "b", "c"), "", translator("id")) == ()

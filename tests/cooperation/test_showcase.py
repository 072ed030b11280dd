"""The showcase on a real database: who changes it, what visitors see, and that a crowd costs one call."""

from dataclasses import replace
from datetime import timedelta

import pytest

from simpul.cooperation.actions import demo_showcase, showcasing
from simpul.cooperation.model.programmes import NotTheCentre
from simpul.cooperation.model.showcase import Heard, InnovationChanged, InnovationTaken, InnovationUnknown
from simpul.cooperation.store import showcase as store
from simpul.kernel.clock import FixedClock
from simpul.kernel.errors import Refusal, Unavailable
from simpul.kernel.platform import Platform
from tests.cooperation.people import CENTRE, EVERYBODY
from tests.cooperation.showcase_makers import MALARIA, REPORTS, Number, StandIn, Told, an_innovation, beside


def shown(platform: Platform) -> list[str]:
    return [one.innovation.slug for one in showcasing.shown(platform)]


@pytest.mark.parametrize("name", EVERYBODY)
def test_only_the_centre_keeps_the_showcase(platform: Platform, name: str):
    actor = EVERYBODY[name]
    acts = (
        lambda: showcasing.kept(platform, actor),
        lambda: showcasing.to_change(platform, actor, "edat"),
        lambda: showcasing.add(platform, actor, an_innovation()),
        lambda: showcasing.change(platform, actor, an_innovation(version=1)),
        lambda: showcasing.show(platform, actor, "layanan-baru", shown=True),
    )
    for act in acts:
        if name in ("centre", "seated centre"):
            act()
        else:
            with pytest.raises(NotTheCentre):
                act()


def test_a_third_innovation_is_shown_in_its_place_hidden_and_shown_again(platform: Platform):
    assert shown(platform) == ["edat", "petabencana"]
    showcasing.add(platform, CENTRE, an_innovation(rank=15))
    assert shown(platform) == ["edat", "layanan-baru", "petabencana"]
    showcasing.show(platform, CENTRE, "edat", shown=False)
    assert shown(platform) == ["layanan-baru", "petabencana"]
    with pytest.raises(InnovationUnknown):
        showcasing.one(platform, "edat")
    showcasing.show(platform, CENTRE, "edat", shown=True)
    again = showcasing.one(platform, "edat").innovation
    assert again.facts == store.built_in()["edat"].facts
    assert shown(platform) == ["edat", "layanan-baru", "petabencana"]


def test_an_address_is_taken_once_and_a_stale_form_is_told(platform: Platform):
    with pytest.raises(InnovationTaken):
        showcasing.add(platform, CENTRE, an_innovation(slug="edat"))
    known = showcasing.to_change(platform, CENTRE, "edat")
    changed = showcasing.change(platform, CENTRE, replace(known, rank=99, facts=(), art=""))
    assert (changed.version, changed.rank) == (1, 99)
    assert (changed.facts, changed.art) == (known.facts, "edat")  # what no form holds stays
    with pytest.raises(InnovationChanged):
        showcasing.change(platform, CENTRE, known)


def test_what_does_not_exist_cannot_be_changed_or_shown(platform: Platform):
    for act in (
        lambda: showcasing.change(platform, CENTRE, an_innovation()),
        lambda: showcasing.show(platform, CENTRE, "tidak-ada", shown=True),
        lambda: showcasing.one(platform, "tidak-ada"),
    ):
        with pytest.raises(InnovationUnknown):
            act()


def test_each_service_of_what_is_shown_is_asked_once_and_never_for_a_visitor(platform: Platform):
    exchange = StandIn()
    node = beside(platform, exchange)
    showcasing.add(node, CENTRE, an_innovation(service=MALARIA))
    showcasing.add(node, CENTRE, an_innovation(slug="tersembunyi", service="ID/GOV/1/A/b", shown=False))
    for _ in range(50):
        showcasing.shown(node)
        showcasing.one(node, "edat")
    assert exchange.asked == []
    showcasing.ask(node)
    assert exchange.asked == [[MALARIA, REPORTS]]


def test_what_the_home_page_asks_already_is_not_asked_again(platform: Platform):
    exchange = StandIn()
    settings = platform.settings.model_copy(update={"exchange_figures": (REPORTS,)})
    showcasing.ask(replace(beside(platform, exchange), settings=settings))
    assert exchange.asked == [[MALARIA]]


def test_a_silent_node_is_told_with_the_age_of_its_last_figures_then_without_any(platform: Platform, clock: FixedClock):
    then = clock.now()
    exchange = StandIn(Told(REPORTS, "there", then, (Number("reports_3h", 17),)))
    node = beside(platform, exchange)
    seen = showcasing.one(node, "petabencana").live
    assert (seen.heard, seen.figures[0].value, seen.agency) == (Heard.NOW, 17, "Dinas contoh")
    clock.advance(timedelta(hours=2))
    seen = showcasing.one(node, "petabencana").live
    assert (seen.heard, seen.at, seen.figures[0].value) == (Heard.EARLIER, then, 17)
    clock.advance(timedelta(hours=22))
    assert showcasing.one(node, "petabencana").live.heard is Heard.SILENT


def test_an_exchange_that_fails_leaves_the_words_standing(platform: Platform):
    class Broken(StandIn):
        def figures_of(self, _platform: Platform, services):
            raise Unavailable(part=str(services))

    seen = showcasing.one(beside(platform, Broken()), "edat")
    assert seen.innovation.name["id"] == "EDAT"
    assert seen.live.heard is Heard.NOT_YET


def test_this_node_is_in_no_exchange_and_says_so_without_any_call(platform: Platform):
    showcasing.ask(platform)
    assert {one.live.heard for one in showcasing.shown(platform)} == {Heard.NOT_YET}


def test_the_demo_is_seeded_once_and_what_is_made_up_is_marked_and_hidden(platform: Platform):
    demo_showcase.seed(platform)
    demo_showcase.seed(platform)
    made_up = [one.innovation for one in showcasing.kept(platform, CENTRE) if one.innovation.synthetic]
    assert [(one.slug, one.shown) for one in made_up] == [("contoh", False)]
    assert shown(platform) == ["edat", "petabencana"]


def test_refusals_are_told_without_leaving_half_a_record(platform: Platform):
    with pytest.raises(Refusal):
        showcasing.add(platform, CENTRE, an_innovation(rank=0))
    assert shown(platform) == ["edat", "petabencana"]

"""The national view: what is counted, who sees it, a map with every province of the edition; and what the demo seeds."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from simpul import maturity
from simpul.app import build_platform
from simpul.kernel.clock import FixedClock
from simpul.kernel.holders import Holders
from simpul.kernel.keys import Keys
from simpul.kernel.platform import Platform
from simpul.maturity.actions import assigning, editions, national, opening, result_reading
from simpul.maturity.model.edition_refusals import EditionUnknown, MinistryOnly
from simpul.maturity.model.editions import EditionState, Progress
from simpul.maturity.rules import law_instruments, progress, progress_bars
from simpul.maturity.rules.index import shown
from simpul.maturity.rules.progress import ProgressAsked
from simpul.maturity.rules.province_map import HIGH, WIDE
from tests.conftest import START, Copies, _at, settings_for
from tests.maturity.makers import ENTRY, EVERYBODY, FIRST, MINISTRY, RESPONDENT, REVIEWER, SECOND
from tests.maturity.people import People

VIEW = "/kematangan/nasional"


@pytest.fixture(scope="module")
def seeded(server_url: str, copies: Copies, keys: Keys, run_directory: Path) -> Iterator[Platform]:
    """The ministry's node as the demo makes it, once for all tests here: they look and change nothing."""
    settings = settings_for(
        run_directory,
        modules="identity,maturity,exchange",
        agency="Kementerian PANRB",
        agency_code="ID/GOV/2060/PORTAL",
        region="",
        demo=True,
    )
    name = copies.take()
    built = build_platform(settings, keys=keys, url=_at(server_url, name), clock=FixedClock(START))
    people = People(FIRST, SECOND, REVIEWER, ENTRY, RESPONDENT)
    object.__setattr__(built, "ports", {**built.ports, Holders: people})
    maturity.seed_demo(built)
    yield built
    built.database.close()
    copies.give_back(name)


@pytest.fixture
def platform(seeded: Platform) -> Platform:
    """The node whose pages are asked for."""
    return seeded


def test_the_demos_editions_are_made_up_and_say_so(seeded: Platform) -> None:
    lines = {one.edition.key: one for one in editions.listed(seeded, MINISTRY)}
    assert {key: one.edition.state for key, one in lines.items()} == {
        "2026": EditionState.PUBLISHED,
        "2024": EditionState.CLOSED,
    }
    assert all(one.edition.synthetic and "rekaan" in one.edition.title for one in lines.values())
    assert (lines["2024"].agencies, lines["2024"].final) == (629, 629)
    assert 0 < lines["2026"].final < lines["2026"].begun < 629
    for key in lines:
        seen = editions.seen(seeded, MINISTRY, key)
        assert seen.intact
        assert all(one.synthetic for one in seen.participants)


def test_seeding_twice_changes_nothing(seeded: Platform) -> None:
    def counted() -> list[int]:
        with seeded.database.reading() as unit:
            tables = (
                "maturity_edition",
                "maturity_assessment",
                "maturity_answer",
                "maturity_result",
                "maturity_assignment",
            )
            return [unit.connection.scalar(text(f"SELECT count(*) FROM {one}")) or 0 for one in tables]

    before = counted()
    maturity.seed_demo(seeded)
    assert counted() == before


def test_every_seeded_result_is_what_its_values_make(seeded: Platform) -> None:
    """The hot path that seeds and the path that shows one result reckon the same, to the last fraction."""
    view = national.view(seeded, MINISTRY, key="2026")
    assert view is not None
    some = [one for one in view.rows if one.index and one.assessment][::40]
    assert len(some) > 10
    for one in some:
        assert one.assessment is not None
        found = result_reading.view(seeded, MINISTRY, one.assessment)
        assert (shown(found.reckoned.index), found.judged.name.name.id) == (one.index, one.predicate)
        assert len(found.reckoned.unfilled) == one.unfilled


def test_teluk_bintuni_is_half_filled_by_its_officer_and_has_its_assessors(seeded: Platform) -> None:
    seen = assigning.of_agency(seeded, MINISTRY, key="2026", agency="8205")
    assert [one.name for one in seen.seated] == ["Asesor Satu", "Asesor Dua", "Penelaah"]
    assert assigning.seating(seeded, MINISTRY, "2026").troubled == ()
    view = national.view(seeded, MINISTRY, key="2026", asked=ProgressAsked(q="8205"))
    assert view is not None
    (one,) = view.rows
    assert (one.stage, one.state, one.unfilled) == ("self", "open", 10)
    assert one.assessment is not None
    found = opening.one(seeded, MINISTRY, one.assessment)
    assert (found.row.entry_name, found.entry) == (ENTRY.name, ENTRY.id)
    assert found.row.synthetic


def test_the_view_counts_every_agency_once_by_stage_kind_and_province(seeded: Platform) -> None:
    view = national.view(seeded, MINISTRY, key="2026")
    assert view is not None
    assert sum(view.whole.stages.values()) == view.whole.count == len(view.rows) == 629
    assert sum(one.count for one in view.kinds) == 629
    regional = [one for one in view.rows if one.province]
    assert sum(one.count for one in view.provinces) == len(regional)
    narrow = national.view(seeded, MINISTRY, key="2026", asked=ProgressAsked(province="Papua Barat", kind="Kabupaten"))
    assert narrow is not None
    assert {(one.province, one.kind) for one in narrow.rows} == {("Papua Barat", "Kabupaten")}
    assert narrow.whole.count == len(narrow.rows)


def test_the_map_has_every_province_of_the_edition_within_its_box(seeded: Platform) -> None:
    view, drawn = national.view(seeded, MINISTRY, key="2026"), national.provinces(seeded)
    assert view is not None
    assert drawn is not None
    assert {one.region for one in view.provinces} == {one.code for one in drawn.shapes}
    assert len(drawn.shapes) == 38
    assert all(one.path.startswith("M") and one.path.endswith("z") for one in drawn.shapes)
    assert all(0 <= one.x <= WIDE and 0 <= one.y <= HIGH for one in drawn.shapes)
    assert drawn.approximate
    assert national.provinces(seeded) is drawn


def test_the_page_names_every_province_on_the_map_and_leads_to_it(
    seeded: Platform, client_for: Callable[..., TestClient]
) -> None:
    client = client_for(MINISTRY)
    page = client.get(VIEW).text
    view = national.view(seeded, MINISTRY, key="")
    assert view is not None
    for one in view.provinces:
        assert f"<title>{one.key}: {one.final} dari {one.count} selesai" in page, one.key
    narrow = client.get(f"{VIEW}?edisi=2026&provinsi=Papua+Barat").text
    assert "Pemerintah Kab. Teluk Bintuni" in narrow
    assert "provinces__map" not in narrow
    for query in (
        "edisi=2024&warna=indeks",
        "warna=mulai",
        "warna=final",
        "urut=index&hal=3",
        "tahap=closed",
        "q=zzqq",
        "hal=999",
    ):
        for language in ("", "/en"):
            assert client.get(f"{language}{VIEW}?{query}").status_code == 200, query
    assert client.get(f"{VIEW}?edisi=1999").status_code == 404


def test_the_list_leaves_the_page_whole_as_csv_and_json(seeded: Platform, client_for: Callable[..., TestClient]) -> None:
    client = client_for(MINISTRY)
    asked = "edisi=2026&jenis=Kota"
    table = client.get(f"{VIEW}/ekspor.csv?{asked}").text.splitlines()
    rows = client.get(f"{VIEW}/ekspor.json?{asked}").json()["agencies"]
    assert len(table) - 1 == len(rows) == 93
    assert {row["synthetic"] for row in rows} == {True}
    programs = client.get("/api/v1/maturity/national?edition=2026&kind=Kota").json()
    assert (programs["all"]["agencies"], len(programs["agencies"])) == (93, 93)
    assert len(client.get("/api/v1/maturity/editions").json()) == 2
    assert client.get("/api/v1/maturity/editions/2026").json()["agencies"] == 629
    assert client.get("/api/v1/maturity/editions/2026/seats").json()[0]["seat"] == 1


@pytest.mark.parametrize("who", EVERYBODY)
def test_the_ministry_alone_sees_how_far_every_agency_is(
    platform: Platform, client_for: Callable[..., TestClient], who: str
) -> None:
    actor = EVERYBODY[who]
    client = client_for(actor) if actor.signed_in else client_for()
    paths = (VIEW, f"{VIEW}/ekspor.csv", "/kematangan/edisi", "/kematangan/penugasan", "/api/v1/maturity/national")
    statuses = {client.get(path).status_code for path in paths}
    if who == "ministry":
        assert statuses <= {200, 404}
        return
    assert statuses <= {303, 401, 403}
    with pytest.raises(MinistryOnly):
        national.view(platform, actor, key="")


def test_an_edition_that_is_not_there_is_not_found(seeded: Platform) -> None:
    with pytest.raises(EditionUnknown):
        national.view(seeded, MINISTRY, key="2031")


def row(stage: str = "", state: str = "open", index: str = "", **more: object) -> Progress:
    values: dict[str, object] = {
        "agency": "1",
        "name": "Instansi",
        "kind": "Kota",
        "province": "Bali",
        "region": "51.71",
        "assessment": UUID(int=1) if stage else None,
        "stage": stage,
        "state": state if stage else "",
        "unfilled": 0 if index else None,
        "self_index": "",
        "index": index,
        "predicate": "",
        "seats": (),
        "changed_at": None,
        "synthetic": False,
    }
    return Progress(**(values | more))  # type: ignore[arg-type]


def test_a_group_counts_stages_and_the_mean_of_whole_indices_alone() -> None:
    rows = [
        row(),
        row("self", index="5.00", unfilled=3),
        row("visit", index="2.00"),
        row("final", "closed", "2.01"),
        row("final", "open", "2.03"),
    ]
    found = progress.group("Bali", rows)
    assert (found.count, found.final, found.share_final) == (5, 1, 20)
    assert dict(found.stages) == {"not_begun": 1, "self": 1, "visit": 1, "closed": 1, "final": 1}
    assert (found.indexed, found.mean) == (3, Decimal("2.01"))
    assert progress_bars.begun_share(found) == 80
    bar = progress_bars.bar(found, ("self", "visit", "final"))
    assert [(one.key, one.x, one.width) for one in bar] == [
        ("closed", "0.00", "20.00"),
        ("final", "20.00", "20.00"),
        ("visit", "40.00", "20.00"),
        ("self", "60.00", "20.00"),
        ("not_begun", "80.00", "20.00"),
    ]


def test_a_mean_halfway_is_rounded_up() -> None:
    assert progress.group("", [row("self", index="2.00"), row("self", index="2.01")]).mean == Decimal("2.01")


def test_a_mean_is_made_of_exact_indices_and_rounded_once() -> None:
    rows = [row("self", index="2.01", exact="401/200"), row("self", index="2.00", exact="1999/1000")]
    assert progress.group("", rows).mean == Decimal("2.00")  # of the rounded ones it would be 2.005, so 2.01


def test_shades_follow_shares_and_predicates() -> None:
    spbe = law_instruments.instrument("SPBE-2020")
    assert [progress_bars.share_shade(n) for n in (0, 1, 24, 25, 50, 75, 99, 100)] == [0, 1, 1, 2, 3, 4, 4, 5]
    means = (None, "0.50", "1.79", "1.80", "2.60", "3.50", "4.20")
    assert [progress_bars.index_shade(None if one is None else Decimal(one), spbe) for one in means] == [
        0,
        1,
        1,
        2,
        3,
        4,
        5,
    ]


def test_a_list_is_sorted_by_index_or_by_the_longest_silence() -> None:
    rows = [
        row("self", index="2.00", name="B", changed_at=datetime(2026, 11, 2, tzinfo=UTC)),
        row("self", index="10.00", name="A", changed_at=datetime(2026, 11, 1, tzinfo=UTC)),
        row(name="C"),
    ]
    for sort, names in (("", "ABC"), ("index", "ABC"), ("silent", "CAB")):
        assert "".join(one.name for one in progress.chosen(rows, ProgressAsked(sort=sort))) == names

"""The pages of gauges: what residents read; what the duty officer registers, changes, tries and takes out of service."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from simpul.disaster.actions import gauge_intake, gauges
from simpul.disaster.model.gauge_intake import Said
from simpul.disaster.model.gauges import Expected, Gauge, Observation
from simpul.disaster.rules import gauge_plots
from simpul.kernel.platform import Platform
from tests.conftest import officer
from tests.disaster.area_makers import NOW

DESK = "/en/bencana/meja/pos-air"
FORM = {
    "id": "TMA-9",
    "name": "Pintu Air Uji",
    "longitude": "106,848",
    "latitude": "−6.209",
    "siaga1": "950",
    "siaga2": "850",
    "siaga3": "750",
    "least": "0",
    "most": "1500",
    "rise": "30",
    "downstream": "31.74, 31.75",
    "source": "DSDA",
}


@pytest.fixture
def desk(client_for: Callable[..., Any]) -> Any:
    """An officer of Jakarta at the desk of gauges."""
    client = client_for(officer())
    page = client.get(f"{DESK}/baru").text
    csrf = page.split('name="csrf" value="', 1)[1].split('"', 1)[0]

    def post(path: str, **form: str) -> Any:
        return client.post(f"{DESK}{path}", data={"csrf": csrf, **form})

    client.submit = post
    return client


def seen_on(page: Any) -> str:
    assert page.status_code == 200, page.text
    return str(page.text)


def test_a_gauge_from_registration_to_retirement(desk: Any, platform: Platform, client: Any) -> None:
    assert "No gauges yet" in seen_on(client.get("/en/bencana/pos-air"))
    assert "No gauges yet" in seen_on(desk.get(DESK))
    gauge_intake.take(platform, [Said("TMA-9", NOW, 600)], by="mqtt")
    strangers = seen_on(desk.get(DESK))
    assert "TMA-9" in strangers
    assert "/baru?id=TMA-9" in strangers
    made = desk.submit("/baru", **FORM)
    assert made.status_code == 303
    number = gauges.states(platform)[0].gauge.number
    assert made.headers["location"] == f"{DESK}/{number}?selesai=register"
    assert "TMA-9</h3>" not in seen_on(desk.get(DESK))
    gauge_intake.take(platform, [Said("TMA-9", NOW, 860), Said("TMA-9", NOW + timedelta(hours=1), 1)], by="mqtt")
    one = seen_on(desk.get(f"{DESK}/{number}"))
    assert "Siaga II" in one
    assert "The time is in the future" in one
    public = seen_on(client.get(f"/en/bencana/pos-air/{number}"))
    assert all(words in public for words in ("860 cm", "Siaga II", "from 950 cm", "Jakarta Selatan"))
    changed = desk.submit(f"/{number}", do="change", version="1", **{**FORM, "siaga2": "870", "name": "Pintu Air Lain"})
    assert changed.status_code == 303
    gauge = gauges.states(platform)[0].gauge
    assert (gauge.name, gauge.expected.siaga, gauge.version) == ("Pintu Air Lain", (950, 870, 750), 2)
    assert desk.submit(f"/{number}", do="change", version="1", **FORM).status_code == 409
    assert desk.submit(f"/{number}", do="stop", version="2").status_code == 303
    assert client.get(f"/bencana/pos-air/{number}").status_code == 404
    assert "Out of service" in seen_on(desk.get(f"{DESK}/{number}?selesai=stop"))
    assert desk.submit(f"/{number}", do="resume", version="3").status_code == 303
    assert len(gauges.states(platform)) == 1


WRONG = [
    ({"id": ""}, "id"),
    ({"id": "a b"}, "id"),
    ({"name": " "}, "name"),
    ({"name": "x" * 121}, "name"),
    ({"longitude": "-6.2", "latitude": "106.8"}, "longitude"),
    ({"longitude": "nan"}, "longitude"),
    ({"siaga1": ""}, "siaga1"),
    ({"siaga1": "700"}, "siaga1"),
    ({"siaga3": "x"}, "siaga1"),
    ({"least": "2000"}, "least"),
    ({"rise": "0"}, "least"),
    ({"downstream": "Jakarta"}, "downstream"),
    ({"longitude": "140.7", "latitude": "-2.5"}, None),
]


def test_a_wrong_form_says_what_to_do_and_keeps_what_was_written(desk: Any, platform: Platform) -> None:
    for change, field in WRONG:
        page = desk.submit("/baru", **{**FORM, **change})
        assert page.status_code in (422, 403), change
        assert 'value="DSDA"' in page.text
        if field:
            assert f'href="#{field}"' in page.text, change
    assert gauges.states(platform) == []
    assert desk.submit("/baru", **FORM).status_code == 303
    assert desk.submit("/baru", **FORM).status_code == 409


def test_a_gauge_off_the_coast_belongs_to_who_registers_it(desk: Any, platform: Platform) -> None:
    assert desk.submit("/baru", **{**FORM, "longitude": "106.85", "latitude": "-5.9"}).status_code == 303
    assert gauges.states(platform)[0].gauge.region == "31"


def test_a_message_is_tried_and_nothing_is_kept(desk: Any, platform: Platform) -> None:
    desk.submit("/baru", **FORM)
    number = gauges.states(platform)[0].gauge.number
    for message, told in (
        ("612", "It would be taken in"),
        ('{"depth_cm": 960}', "Siaga I"),
        ("dry <script>", "It would be refused"),
        ('{"depth_cm": 612, "at": "2026-11-23T12:00:00"}', "The time has no zone"),
    ):
        page = seen_on(desk.submit(f"/{number}", do="try", message=message))
        assert told in page
        assert "<script>" not in page.split('id="try"')[1].split("</section>")[0]
    assert gauges.states(platform)[0].last is None
    assert "No message of this gauge was refused" in seen_on(desk.get(f"{DESK}/{number}"))


def test_another_agencys_gauge_is_not_this_desks(desk: Any, platform: Platform) -> None:
    gauges.take_in(platform, [(Gauge("PAPUA", "Pos Sentani", 140.5, -2.6), ())], source="uji")
    number = gauges.states(platform)[0].gauge.number
    assert "Sentani" not in seen_on(desk.get(DESK))
    assert desk.get(f"{DESK}/{number}").status_code == 403
    assert desk.submit(f"/{number}", do="stop", version="1").status_code == 403
    for wrong in ("0", "x", "99999999999999999999", "999"):
        assert desk.get(f"{DESK}/{wrong}").status_code == 404


def test_the_list_is_searched_filtered_and_taken_away(client: Any, platform: Platform) -> None:
    high = [Observation(NOW - timedelta(minutes=10 * n), 900, 2, "SIAGA II") for n in range(5)]
    low = [Observation(NOW - timedelta(hours=20), 10, 4, "SIAGA IV")]
    posts = [(Gauge("A", "Manggarai", 106.848, -6.209), high), (Gauge("B", "Pluit =1+1", 106.8, -6.12), low)]
    gauges.take_in(platform, posts, source="uji")
    path = "/en/bencana/pos-air"
    assert seen_on(client.get(path)).index("Manggarai") < seen_on(client.get(path)).index("Pluit =1+1")
    for query, found, missing in (
        ("q=mangga", "Manggarai</a>", "Pluit =1+1"),
        ("q=jakarta+utara", "Pluit =1+1", "Manggarai</a>"),
        ("tampil=silent", "Pluit =1+1", "Manggarai</a>"),
        ("tampil=2", "Manggarai</a>", "Pluit =1+1"),
        ("tampil=high", "Manggarai</a>", "Pluit =1+1"),
    ):
        page = seen_on(client.get(f"{path}?{query}"))
        assert found in page, query
        assert missing not in page, query
    assert "No gauge fits" in seen_on(client.get(f"{path}?q=zzzz"))
    table = client.get("/bencana/pos-air.csv").text
    assert "A,Manggarai,fresh,900,2" in table
    number = gauges.states(platform)[0].gauge.number
    series = client.get(f"/bencana/pos-air/{number}/ekspor.csv?rentang=3-hari").text.splitlines()
    assert series[-1] == "2026-11-23T05:00:00Z,900,2,SIAGA II"
    assert seen_on(client.get(f"{path}/{number}?rentang=30-hari")).count("<svg") >= 2
    assert "Pos ukur toya" in seen_on(client.get("/jv/bencana/pos-air"))


def seen(count: int, every: float = 10) -> list[Observation]:
    return [Observation(NOW - timedelta(minutes=every * n), 600 + n % 7, 4, "") for n in reversed(range(count))]


def test_the_line_breaks_where_the_gauge_was_silent() -> None:
    over = gauge_plots.Span(NOW - timedelta(hours=12), NOW)
    quiet = [one for one in seen(60) if not timedelta(hours=2) < NOW - one.at < timedelta(hours=5)]
    on = gauge_plots.axis([one.depth_cm for one in quiet])
    assert gauge_plots.line(seen(60), on, over).path.count("M") == 1
    assert gauge_plots.line(quiet, on, over).path.count("M") == 2
    assert len(gauge_plots.silences(quiet, over)) == 1
    assert gauge_plots.silences([], over)[0].width == 100


def test_many_points_keep_their_peaks() -> None:
    many = [*seen(5000, 1), Observation(NOW + timedelta(minutes=1), 999, 1, "")]
    thin = gauge_plots.thinned(many)
    assert len(thin) <= gauge_plots.MOST
    assert max(one.depth_cm for one in thin) == 999
    assert sorted(thin, key=lambda one: one.at) == thin


@pytest.mark.parametrize(
    ("values", "ticks"),
    [([], (0, 10)), ([7], (0, 10)), ([612, 950], (0, 500, 1000)), ([-40, 120], (-50, 0, 50, 100, 150)), ([0], (0, 10))],
)
def test_the_axis_is_round_and_holds_everything(values: list[int], ticks: tuple[int, ...]) -> None:
    assert gauge_plots.axis(values).ticks == ticks
    assert Expected().siaga is None

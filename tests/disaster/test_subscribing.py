"""Residents subscribe without an account, prove their address, and leave with one tap; and what attackers try."""

import re
import runpy
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from simpul import migrations
from simpul.disaster.actions import subscribing, telling_desk, warnings
from simpul.disaster.model.subscription_refusals import PlaceUnclear
from simpul.kernel.actor import Actor
from simpul.kernel.errors import NotAllowed, Unavailable
from tests.conftest import officer
from tests.disaster.notice_makers import act, alarm, queue, subscriber, tell, warning
from tests.disaster.push_service import push_service

PATH = "/bencana/langganan"
PERSON = {"sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
"""What a browser says of a page that a person opens."""
WISH = {
    "region": ["31.72"],
    "which": "all",
    "least": "minor",
    "quiet": "yes",
    "quiet_from": "21:00",
    "quiet_to": "05:00",
    "every": "0",
    "channel": "email",
    "address": "siti@contoh.id",
}


class Post:
    """A mail server that keeps what it is given."""

    there = True

    def __init__(self) -> None:
        self.sent: list[dict[str, object]] = []
        self.broken = False

    def send(self, **message: object) -> None:
        if self.broken:
            raise Unavailable(part="mail")
        self.sent.append(message)

    @property
    def code(self) -> str:
        return re.findall(r"\b[0-9]{6}\b", str(self.sent[-1]["subject"]))[0]


@pytest.fixture
def post(platform) -> Iterator[Post]:
    made = Post()
    object.__setattr__(platform, "mailer", made)
    return made


def ask(client, **changes):
    return client.post(PATH, data=WISH | {"step": "how", "do": "send"} | changes)


def join(client, post, **changes) -> str:
    """The address of a new subscription's page."""
    waiting = ask(client, **changes).headers["location"]
    told = client.post(waiting, data={"code": post.code})
    assert told.status_code == 303, told.text
    return told.headers["location"].removesuffix("?selesai=baru")


def people(platform) -> int:
    with platform.database.reading() as unit:
        return unit.connection.scalar(text("SELECT count(*) FROM disaster_subscriber WHERE left_at IS NULL"))


def test_a_resident_walks_through_the_questions_without_a_script(client, post, platform):
    found = client.post(PATH, data={"step": "where", "q": "jakarta utara", "do": "next"})
    assert 'value="31.72"' in found.text
    what = client.post(
        PATH, data={"step": "where", "q": "jakarta utara", "searched": "jakarta utara", "region": "31.72", "do": "next"}
    )
    assert "Jam tenang" in what.text
    how = client.post(
        PATH, data={"step": "what", "region": "31.72", "quiet_sent": "1", "which": "some", "hazard": "flood", "do": "next"}
    )
    assert "siti" not in how.text
    assert '<input type="hidden" name="hazard" value="flood">' in how.text
    assert '<input type="hidden" name="quiet" value="no">' in how.text
    code = ask(client, which="some", hazard="flood")
    assert code.headers["location"].startswith(f"{PATH}/kode/")
    assert people(platform) == 0
    page = client.get(join(client, post))
    assert "Jakarta Utara" in page.text
    assert "s•••@contoh.id" in page.text
    assert (page.headers["cache-control"], people(platform)) == ("no-store", 1)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"region": []}, "Pilih paling sedikit satu tempat"),
        ({"region": ["99.99"]}, "Pilih paling sedikit satu tempat"),
        ({"address": "siti"}, "Alamat ini tidak terbaca"),
        ({"channel": "telegram"}, "Pilih cara Anda"),
        ({"channel": "sms"}, "Pilih cara Anda"),
        ({"quiet_from": "9 malam"}, "Tulis jam tenang"),
    ],
)
def test_what_cannot_be_read_is_asked_again_and_nothing_is_sent(client, post, platform, changes, said):
    answer = ask(client, **changes)
    assert answer.status_code == 422
    assert said in answer.text
    assert (post.sent, people(platform)) == ([], 0)


def test_the_agencys_own_region_is_one_tap_away(client, platform):
    assert 'value="31" id="place-home"' in client.get(PATH).text
    assert 'id="place-home"' not in client.get(f"{PATH}?region=31").text, "it is among the chosen"
    object.__setattr__(platform, "settings", platform.settings.model_copy(update={"region": ""}))
    assert 'id="place-home"' not in client.get(PATH).text, "this node answers for the whole country"


def test_who_cannot_be_reached_is_led_to_where_they_can_look(client):
    how = client.post(
        PATH, data={"step": "what", "longitude": "106.865", "latitude": "-6.224", "radius": "5", "do": "next"}
    )
    assert "Layanan ini belum mengirim surel" in how.text
    assert 'href="/bencana/dekat?lat=-6.224&amp;lon=106.865"' in how.text
    assert 'href="/bencana/peringatan"' in how.text.split("Atau lihat sendiri kapan saja:")[1]


def test_nobody_is_subscribed_by_somebody_else(client, post, platform):
    """Without the code nothing is kept but a sealed wish for half an hour, and the inbox gets one message that says so."""
    waiting = ask(client).headers["location"]
    right = post.code
    for code in ("000000", "", "1234567", "abc", right[::-1] if right != right[::-1] else "111111"):
        assert client.post(waiting, data={"code": code}).status_code == 422
    assert client.post(waiting, data={"code": right}).status_code == 409
    assert people(platform) == 0
    late = ask(client).headers["location"]
    platform.clock.advance(timedelta(minutes=31))
    assert client.post(late, data={"code": post.code}).status_code == 409
    subscribing.forget_wishes(platform)
    with platform.database.reading() as unit:
        assert unit.connection.scalar(text("SELECT count(*) FROM disaster_subscriber_wish")) == 0


def test_the_same_inbox_gets_few_codes_whoever_asks_and_one_address_asks_few(client, post):
    assert [ask(client).status_code for _ in range(5)] == [303, 303, 303, 303, 429]
    assert ask(client, address="SITI@contoh.id").status_code == 429
    answers = [ask(client, address=f"warga{n}@contoh.id").status_code for n in range(8)]
    assert answers.count(429) > 0
    assert len(post.sent) <= 10


def test_nobody_learns_whether_an_address_is_subscribed(client, post, platform):
    join(client, post)
    known, strange = ask(client), ask(client, address="lain@contoh.id")
    assert known.status_code == strange.status_code == 303
    pages = [client.get(one.headers["location"]) for one in (known, strange)]
    hidden = [re.sub(r"kode/[^\"]+", "", page.text) for page in pages]
    assert hidden[0] == hidden[1]


def test_secrets_are_not_guessed_and_say_nothing_when_they_are_wrong(client, post, platform):
    mine = join(client, post)
    token = mine.rsplit("/", 1)[1]
    number, seal = token.split("-")
    wrong = [
        f"{number}-{seal[::-1]}",
        f"{int(number, 16) + 1:x}-{seal}",
        "x",
        f"{number}-{'0' * 32}",
        f"{'f' * 15}-{seal}",
        "%00",
        "1-" + "g" * 32,
    ]
    for one in wrong:
        for path in ("", "/ubah", "/berhenti"):
            assert client.get(f"{PATH}/{one}{path}").status_code == 404
        assert client.post(f"{PATH}/{one}/berhenti").status_code == 404
    assert people(platform) == 1


def test_one_tap_from_a_message_ends_it_and_one_more_undoes_it(client, post, platform):
    mine = join(client, post)
    done = client.get(f"{mine}/berhenti", headers=PERSON)
    assert "Peringatan sudah dihentikan" in done.text
    assert people(platform) == 0
    assert client.get(f"{mine}/berhenti", headers=PERSON).status_code == 200
    client.post(mine, data={"do": "return"})
    assert people(platform) == 1


def test_a_program_that_looks_at_links_ends_nobodys_warnings(client, post, platform):
    mine = join(client, post)
    for headers in (
        {},
        PERSON | {"sec-purpose": "prefetch"},
        PERSON | {"purpose": "prefetch"},
        {"sec-fetch-mode": "no-cors"},
    ):
        page = client.get(f"{mine}/berhenti", headers=headers)
        assert "Sekali ketuk" in page.text
    client.head(f"{mine}/berhenti", headers=PERSON)
    assert people(platform) == 1
    assert client.post(f"{mine}/berhenti").status_code == 200
    assert people(platform) == 0


def test_a_mail_program_ends_it_by_its_own_button(client, post, platform, monkeypatch):
    """RFC 8058: the address in the header, posted to by the mail provider's server, which has no cookie and no page."""
    from simpul.disaster.actions import sending_notices

    monkeypatch.setattr(warnings, "get", lambda _platform, _number: warning())
    join(client, post)
    tell(platform, alarm())
    assert sending_notices.send_due(platform, "email") == 1
    told = post.sent[-1]
    assert told["headers"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    leave = re.fullmatch(r"<http://[^/]+(/\S+)>", told["headers"]["List-Unsubscribe"])[1]
    assert leave in told["text"]
    assert (
        client.post(
            leave, content=b"List-Unsubscribe=One-Click", headers={"content-type": "application/x-www-form-urlencoded"}
        ).status_code
        == 200
    )
    assert people(platform) == 0


def test_who_left_a_day_ago_is_unknown(client, post, platform):
    mine = join(client, post)
    tell(platform, alarm())
    client.post(f"{mine}/berhenti")
    platform.clock.advance(timedelta(hours=23))
    subscribing.erase_due_subscribers(platform)
    assert client.get(mine).status_code == 200
    platform.clock.advance(timedelta(hours=2))
    subscribing.erase_due_subscribers(platform)
    assert client.get(mine).status_code == 404
    assert queue(platform) == []


def test_everything_can_be_erased_at_once(client, post, platform):
    mine = join(client, post)
    client.post(f"{mine}/berhenti")
    assert client.post(mine, data={"do": "forget"}).status_code == 303
    assert client.get(mine).status_code == 404


def test_it_can_be_changed_and_paused(client, post, platform):
    mine = join(client, post)
    assert 'value="31.72" id="place-1" checked' in client.get(f"{mine}/ubah").text
    changed = {
        "region": ["31.74", "semua"],
        "which": "some",
        "hazard": ["fire"],
        "least": "severe",
        "quiet_sent": "1",
        "every": "360",
        "do": "save",
    }
    assert client.post(f"{mine}/ubah", data=changed).headers["location"] == f"{mine}?selesai=ubah"
    page = client.get(mine).text
    for words in ("Jakarta Selatan", "Seluruh Indonesia", "Parah atau mengancam jiwa", "Paling sering tiap 6 jam"):
        assert words in page
    client.post(mine, data={"do": "pause", "days": "7"})
    assert "Dijeda sampai 30 Nov 2026" in client.get(mine).text
    client.post(mine, data={"do": "resume"})
    assert "Dijeda sampai" not in client.get(mine).text


def test_what_was_sent_is_shown_to_its_receiver(client, post, platform, monkeypatch):
    monkeypatch.setattr(warnings, "get", lambda _platform, _number: warning())
    mine = join(client, post)
    tell(platform, alarm())
    act(platform, "UPDATE disaster_notice SET state = 2")
    page = client.get(mine).text
    assert "Peringatan: Banjir di Jakarta Utara" in page
    assert "23 Nov 2026, 12.00 WIB" in page


def test_mail_that_cannot_be_sent_is_said_so(client, post, platform):
    post.broken = True
    answer = ask(client)
    assert (answer.status_code, people(platform)) == (503, 0)
    assert "Pesan belum bisa dikirim" in answer.text


def test_a_browser_subscribes_and_inner_addresses_are_refused(client, platform):
    networks = {"disaster_private_networks": ("127.0.0.0/8",)}
    with push_service() as service:
        one = service.browser("phone")
        given = {"endpoint": one.endpoint, "p256dh": one.p256dh, "auth": one.auth}
        assert client.post(f"{PATH}/peramban", data=WISH | given).status_code == 422
        object.__setattr__(platform, "settings", platform.settings.model_copy(update=networks))
        told = client.post(f"{PATH}/peramban", data=WISH | given)
        assert "Jakarta Utara" in client.get(told.json()["link"]).text
        for wrong in (
            {"endpoint": "ftp://x"},
            {"p256dh": "AAAA"},
            {"auth": ""},
            {"endpoint": "https://" + "x" * 2000},
            {"region": []},
        ):
            assert client.post(f"{PATH}/peramban", data=WISH | given | wrong).status_code == 422
        assert "pushManager" not in client.get(f"{PATH}/penerima.js").text
        assert people(platform) == 1


def test_the_address_stands_nowhere_in_the_open(client, post, platform):
    with capture_logs() as lines:
        mine = join(client, post)
        tell(platform, alarm())
        client.get(mine)
    with platform.database.reading() as unit:
        tables = (
            "disaster_subscriber",
            "disaster_subscriber_wish",
            "disaster_notice",
            "disaster_telling",
            "kernel_audit",
            "kernel_outbox",
            "kernel_limit",
        )
        rows = [repr(unit.connection.execute(text(f"SELECT * FROM {table}")).all()) for table in tables]
    assert "siti" not in "".join(rows) + repr(lines) + mine


def test_a_bot_subscribes_who_writes_to_it_and_asks_back_where_the_place_is_unclear(platform):
    made = subscribing.subscribe_from_channel(platform, "telegram", "12345", "Jakarta Utara", "jv")
    assert made.places == ("Jakarta Utara",)
    assert subscribing.subscribe_from_channel(platform, "telegram", "12345", "31.74", "id").places == (
        "Jakarta Utara",
        "Jakarta Selatan",
    )
    with pytest.raises(PlaceUnclear) as asked:
        subscribing.subscribe_from_channel(platform, "telegram", "12345", "Bandung", "id")
    assert len(asked.value.candidates) > 1
    assert subscribing.unsubscribe(platform, "telegram", "12345")
    assert people(platform) == 0


ACTORS = [
    ("nobody", Actor.ANONYMOUS, False),
    ("an officer", officer("31"), True),
    ("a teacher of malaria", officer("31", "malaria.officer"), False),
]


@pytest.mark.parametrize(("who", "actor", "may"), ACTORS, ids=[one[0] for one in ACTORS])
def test_numbers_of_subscribers_are_for_officers(platform, who, actor, may):
    if may:
        telling_desk.overview(platform, actor)
    else:
        with pytest.raises(NotAllowed):
            telling_desk.overview(platform, actor)


def test_the_desk_counts_five_or_more_and_nobody_alone(client_for, platform):
    for n in range(6):
        subscriber(platform, f"a{n}")
    for n in range(4):
        subscriber(platform, f"b{n}", regions=("31.74",))
    subscriber(platform, "far", regions=("73.71",))
    desk = client_for(officer("31"))
    page = desk.get("/bencana/meja/pelanggan")
    assert "Jakarta Utara" in page.text
    assert "Jakarta Selatan" not in page.text
    assert "1 wilayah lain" in page.text
    assert desk.get("/bencana/meja/pelanggan/ekspor.csv").text.splitlines()[1].startswith("31.72,Jakarta Utara,6,")


def test_those_who_subscribed_before_are_taken_over_by_the_migration(platform):
    """Each person once, with all their regions, in their own time zone, and not woken at night."""
    path = next(Path(migrations.__file__).parent.glob("versions/0036_*.py"))
    moved = runpy.run_path(str(path))
    old = "CREATE TABLE disaster_subscription (person text, region text, number bytea, language text, at timestamptz)"
    rows = (
        "INSERT INTO disaster_subscription VALUES ('a', '73.71', 'x', 'id', now()), ('a', '31.72', 'x', 'id', now()),"
        " ('b', '91.03', 'y', 'en', now())"
    )
    for statement in (old, rows, moved["PEOPLE"], moved["PLACES"]):
        act(platform, statement)
    with platform.database.reading() as unit:
        kept = "SELECT person, zone, quiet_from, wakes, reports FROM disaster_subscriber ORDER BY person"
        assert [tuple(row) for row in unit.connection.execute(text(kept))] == [
            ("a", "WIB", 1260, True, True),
            ("b", "WIT", 1260, True, True),
        ]
        assert unit.connection.scalar(text("SELECT count(*) FROM disaster_subscriber_region WHERE NOT near")) == 3

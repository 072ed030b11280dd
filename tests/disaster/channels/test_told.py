"""What is said in a chat, until it was taken; and what follows a report: thanks, its photograph, is it still so?"""

from datetime import timedelta
from uuid import UUID

import pytest

from simpul.disaster import actions
from simpul.disaster import store as reports
from simpul.disaster.actions import cards, subscribing
from simpul.disaster.actions.channels import following, setting_up, telling
from simpul.kernel.actor import Actor
from tests.disaster.channels.bot import PATH, Bot
from tests.disaster.channels.telegram import SECRET, SECRET_HEADER
from tests.disaster.makers import JAKARTA, SEA, a_draft, officer
from tests.disaster.test_photo import picture

# What is said: until it was taken.


def test_a_busy_channel_is_waited_for_and_messages_keep_their_order(bot: Bot) -> None:
    phone = bot.telegram.phone(1)
    bot.telegram.busy = 1
    bot.post(phone.message(text="banjir"))
    bot.post(phone.message(text="batal"))
    assert bot.told(1) == []
    bot.clock.advance(timedelta(seconds=3))
    assert telling.send_due(bot.platform, "telegram") == 2
    assert "Di mana" in bot.told(1)[0]
    assert "Dibatalkan" in bot.told(1)[1]
    assert telling.send_due(bot.platform, "telegram") == 0


def test_a_message_that_could_not_be_sent_for_half_a_day_is_given_up(bot: Bot) -> None:
    phone = bot.telegram.phone(1)
    bot.telegram.busy = 10_000
    bot.post(phone.message(text="halo"))
    for _ in range(90):
        bot.clock.advance(timedelta(minutes=11))
        telling.send_due(bot.platform, "telegram")
    assert [row["state"] for row in bot.rows("disaster_outgoing")] == ["given-up"]


def test_who_blocks_the_bot_is_forgotten_and_told_nothing_more(bot: Bot) -> None:
    phone = bot.telegram.phone(1)
    bot.post(phone.message(text="langganan Gambir, Jakarta Pusat"))
    bot.post(phone.message(text="1"))
    assert len(bot.rows("disaster_subscriber")) == 1
    bot.telegram.blocked.add(1)
    bot.post(phone.message(text="halo"))
    assert bot.rows("disaster_chat") == []
    assert not subscribing.unsubscribe(bot.platform, "telegram", "1"), "it had ended"


def test_who_says_so_by_blocking_is_forgotten_at_once(bot: Bot) -> None:
    phone = bot.telegram.phone(1)
    bot.post(phone.message(text="banjir"))
    member = {
        "chat": {"id": 1, "type": "private"},
        "date": int(bot.telegram.now()),
        "new_chat_member": {"status": "kicked"},
    }
    assert bot.post({"update_id": next(bot.telegram.updates), "my_chat_member": member}) == 200
    assert bot.rows("disaster_chat") == []


def test_a_worker_that_died_with_a_message_leaves_it_to_another(bot: Bot) -> None:
    bot.client.post(PATH, json=bot.telegram.phone(1).message(text="halo"), headers={SECRET_HEADER: SECRET})
    assert len(telling.take_due(bot.platform, "telegram")) == 1
    assert telling.take_due(bot.platform, "telegram") == []
    bot.clock.advance(telling.LEASE + timedelta(seconds=1))
    assert telling.send_due(bot.platform, "telegram") == 1


def test_stop_unsubscribes_in_one_word(bot: Bot) -> None:
    phone = bot.telegram.phone(1)
    bot.post(phone.message(text="langganan Gambir, Jakarta Pusat"))
    bot.post(phone.message(text="1"))
    assert "akan menerima peringatan" in bot.told(1)[-1]
    bot.post(phone.message(text="STOP"))
    assert "tidak akan menerima peringatan" in bot.told(1)[-1]
    bot.post(phone.message(text="stop"))
    assert "memang tidak" in bot.told(1)[-1]


def test_telegram_is_told_where_the_node_is_and_what_its_menu_shows(bot: Bot) -> None:
    address = setting_up.register_telegram(bot.platform)
    assert address == "https://simpul.example/api/v1/disaster/channels/telegram"
    webhook, *menus = bot.telegram.set
    assert (webhook["url"], webhook["secret_token"]) == (address, SECRET)
    assert [one.get("language_code", "") for one in menus] == ["", "id", "en", "jv"]
    words = [one["command"] for one in menus[0]["commands"]]
    for word in words:
        bot.post(bot.telegram.phone(1).message(text=f"/{word}"))
        assert "mengerti" not in bot.told(1)[-1], word


def test_an_operator_sees_which_channels_are_set_up_and_what_waits(bot: Bot) -> None:
    bot.telegram.busy = 1
    bot.post(bot.telegram.phone(1).message(text="halo"))
    states = {one.channel: one for one in setting_up.set_up(bot.platform)}
    assert (states["telegram"].ready, states["telegram"].waiting) == (True, 1)
    assert [one.channel for one in states.values() if one.ready] == ["telegram"]


# After the report.


def test_a_report_by_the_cards_page_is_thanked_for_in_the_chat(bot: Bot) -> None:
    phone = bot.telegram.phone(1)
    bot.post(phone.message(text="lapor"))
    card = UUID(bot.told(1)[-1].rsplit("/", 1)[1])
    report = cards.submit(bot.platform, Actor.ANONYMOUS, card, a_draft(card_id=card)).report
    for _ in range(2):
        following.ask_and_thank(bot.platform)
        telling.send_due(bot.platform, "telegram")
    assert [one for one in bot.told(1) if f"laporan={report.number}" in one] == bot.told(1)[-1:]
    assert bot.rows("disaster_chat")[0]["report"] == report.number
    bot.post(phone.message(text="banjir"))
    assert "Di mana" in bot.told(1)[-1], "the next report has a card of its own"


def test_the_same_card_is_used_once_by_page_or_by_chat(bot: Bot) -> None:
    phone = bot.telegram.phone(1)
    bot.post(phone.message(text="banjir"))
    card = UUID(bot.told(1)[-1].rsplit("/", 1)[1])
    bot.post(phone.message(location={"longitude": JAKARTA[0], "latitude": JAKARTA[1]}))
    bot.post(phone.message(text="50 cm"))
    bot.post(phone.message(text="Air naik"))
    report = cards.submit(bot.platform, Actor.ANONYMOUS, card, a_draft()).report
    bot.post(phone.message(text="kirim"))
    assert bot.one("SELECT count(*) FROM disaster_report") == 1
    assert str(report.number) in bot.told(1)[-1]


@pytest.mark.parametrize(
    ("answer", "live"), [("f:masih", True), ("f:memburuk", True), ("f:membaik", True), ("f:selesai", False)]
)
def test_the_four_answers_to_is_it_still_so(bot: Bot, answer: str, live: bool) -> None:
    number = bot.reports(1)
    bot.clock.advance(timedelta(hours=2, minutes=40))
    for _ in range(2):
        following.ask_and_thank(bot.platform)
    telling.send_due(bot.platform, "telegram")
    assert "bagaimana sekarang" in bot.told(1)[-1]
    assert bot.post(bot.telegram.phone(1).pressed(answer)) == 200
    with bot.platform.database.reading() as unit:
        report = reports.get(unit.connection, number)
    assert report is not None
    assert (report.live_until > bot.clock.now() + timedelta(hours=2)) is live
    if answer in ("f:memburuk", "f:membaik"):
        assert "Setinggi apa" in bot.told(1)[-1]
        bot.post(bot.telegram.phone(1).message(text="130 cm"))
        with bot.platform.database.reading() as unit:
            after = reports.get(unit.connection, number)
        assert after is not None
        assert after.card["flood_depth"] == 130


def test_the_answer_may_be_its_number_in_the_list(bot: Bot) -> None:
    number = bot.reports(1)
    bot.clock.advance(timedelta(hours=2, minutes=40))
    following.ask_and_thank(bot.platform)
    bot.post(bot.telegram.phone(1).message(text="4"))
    with bot.platform.database.reading() as unit:
        report = reports.get(unit.connection, number)
    assert report is not None
    assert report.live_until <= bot.clock.now()


def test_nobody_else_answers_for_the_reporter(bot: Bot) -> None:
    number = bot.reports(1)
    bot.clock.advance(timedelta(hours=2, minutes=40))
    following.ask_and_thank(bot.platform)
    bot.post(bot.telegram.phone(2).pressed("f:selesai"))
    with bot.platform.database.reading() as unit:
        report = reports.get(unit.connection, number)
    assert report is not None
    assert report.live_until > bot.clock.now()


def test_a_hidden_report_is_not_asked_about(bot: Bot) -> None:
    number = bot.reports(1)
    actions.hide(bot.platform, officer(), number, version=1, reason="Palsu")
    bot.clock.advance(timedelta(hours=2, minutes=40))
    following.ask_and_thank(bot.platform)
    telling.send_due(bot.platform, "telegram")
    assert "bagaimana" not in bot.told(1)[-1]


@pytest.mark.parametrize(("word", "count"), [("renew", 1), ("another", 2)])
def test_the_same_reported_again_is_news_or_another(bot: Bot, word: str, count: int) -> None:
    bot.reports(1)
    bot.clock.advance(timedelta(minutes=1))
    phone = bot.telegram.phone(1)
    for said in ("banjir", None, "80 cm", "Makin tinggi", "kirim"):
        place = {"longitude": JAKARTA[0], "latitude": JAKARTA[1]}
        bot.post(phone.message(text=said) if said else phone.message(location=place))
    assert "Apakah ini" in bot.told(1)[-1]
    bot.post(phone.pressed(word))
    assert bot.one("SELECT count(*) FROM disaster_report") == count
    assert "laporan=" in bot.told(1)[-1]


def test_a_place_at_sea_is_said_and_asked_again(bot: Bot) -> None:
    phone = bot.telegram.phone(1)
    bot.post(phone.message(text="banjir"))
    bot.post(phone.message(location={"longitude": SEA[0], "latitude": SEA[1]}))
    assert "Di mana" in bot.told(1)[-1]
    assert len(bot.told(1)) == 3


def test_a_photo_is_fetched_made_anew_and_added(bot: Bot) -> None:
    phone = bot.telegram.phone(1)
    bot.telegram.files["big"] = picture()
    bot.post(phone.message(text="banjir"))
    bot.post(phone.message(location={"longitude": JAKARTA[0], "latitude": JAKARTA[1]}))
    bot.post(phone.message(text="50 cm"))
    bot.post(phone.message(photo=[{"file_id": "big", "width": 640, "height": 480}], caption="Lihat"))
    bot.post(phone.message(text="kirim"))
    assert following.fetch_photos(bot.platform, "telegram") == 1
    telling.send_due(bot.platform, "telegram")
    assert "Foto Anda sudah" in bot.told(1)[-1]
    assert bot.one("SELECT photo FROM disaster_report") is not None
    assert bot.rows("disaster_fetching") == []


def test_a_photo_that_is_none_is_said_and_the_report_stays(bot: Bot) -> None:
    phone = bot.telegram.phone(1)
    bot.telegram.files["bad"] = b"<script>not a picture</script>"
    for content in (
        {"text": "banjir"},
        {"location": {"longitude": JAKARTA[0], "latitude": JAKARTA[1]}},
        {"text": "50 cm"},
        {"photo": [{"file_id": "bad", "width": 640, "height": 480}]},
        {"text": "kirim"},
    ):
        bot.post(phone.message(**content))
    following.fetch_photos(bot.platform, "telegram")
    telling.send_due(bot.platform, "telegram")
    assert "tidak bisa ditambahkan" in bot.told(1)[-1]
    assert bot.one("SELECT count(*) FROM disaster_report") == 1


def test_status_tells_of_ones_own_report_and_of_a_place(bot: Bot) -> None:
    number = bot.reports(1)
    phone = bot.telegram.phone(1)
    bot.post(phone.message(text="status"))
    assert f"Laporan Anda {number} (50 cm (lutut)) ada di peta" in bot.told(1)[-1]
    bot.post(phone.message(text="status Gambir, Jakarta Pusat"))
    assert "Banjir 1" in bot.told(1)[-1]
    bot.post(phone.message(text="status Menteng, Jakarta Pusat"))
    assert "Bukan berarti aman" in bot.told(1)[-1]


def test_personal_data_of_chats_goes_when_it_is_due(bot: Bot) -> None:
    bot.reports(1)
    bot.clock.advance(timedelta(days=2, minutes=1))
    following.erase_due_chats(bot.platform)
    assert bot.rows("disaster_outgoing") == []
    assert len(bot.rows("disaster_chat")) == 1
    bot.clock.advance(timedelta(days=28))
    following.erase_due_chats(bot.platform)
    assert bot.rows("disaster_chat") == bot.rows("disaster_heard") == []

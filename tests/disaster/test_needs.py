"""Needs and offers: two who agree learn of each other, nobody else does; what is promised is promised once; and it ends."""

import threading
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, text

from simpul.disaster.actions.channels import telling
from simpul.disaster.actions.needs import asking, giving, keeping
from simpul.disaster.actions.needs.giving import Promise
from simpul.disaster.model import needs as model
from simpul.disaster.model.needs import Contact, GiftState, NeedAsked, NeedStatus
from simpul.disaster.rules import needs as rules
from simpul.disaster.rules.need_items import GROUPS, ITEMS
from simpul.disaster.store import needs as store
from simpul.disaster.store.needs import NeedsWanted
from simpul.kernel.actor import Actor
from simpul.kernel.clock import FixedClock
from simpul.kernel.errors import Refusal, TooMany
from simpul.kernel.platform import Platform
from tests.disaster.channels.gateway import gateway, settings_of
from tests.disaster.makers import JAKARTA, officer

SARI = Contact("Sari Wulandari", "628111222333", "Gang Melati 7, rumah hijau", *JAKARTA)
BUDI = Contact("Budi Santoso", "628999888777")
NOBODY = Actor.ANONYMOUS
OVER = (GiftState.DELIVERED, GiftState.DECLINED, GiftState.WITHDRAWN, GiftState.MISSED)


def asked(platform: Platform, items: dict[str, int] | None = None, **more: object) -> tuple[model.Need, str]:
    wanted = NeedAsked(items or {"blankets": 10, "water": 40}, *JAKARTA, contact=SARI, device=uuid4().hex, **more)  # type: ignore[arg-type]
    return asking.ask(platform, NOBODY, wanted)


def promised(platform: Platform, need: model.Need, items: dict[str, int], **more: object) -> tuple[model.Gift, str]:
    due = platform.clock.now() + timedelta(hours=3)
    return giving.promise(platform, NOBODY, need.number, Promise(items, due, BUDI, **more))  # type: ignore[arg-type]


def every_row(platform: Platform) -> str:
    """All that the database holds in these tables and in the trail, as text."""
    with platform.database.reading() as unit:
        names = ("disaster_need", "disaster_need_gift", "kernel_audit")
        rows = [unit.connection.execute(text(f'SELECT t::text FROM "{name}" t')).scalars().all() for name in names]
    return "\n".join(str(row) for each in rows for row in each)


def test_there_are_31_things_in_six_groups_as_givers_know_them():
    assert (len(ITEMS), len(GROUPS)) == (31, 6)
    assert {one.number for one in ITEMS.values()} == set(range(1, 32))
    assert not any("formula" in one.label["en"].lower() or "susu" in one.label["id"].lower() for one in ITEMS.values())


def test_a_gift_is_promised_agreed_brought_and_the_need_is_met(platform: Platform):
    need, secret = asked(platform, {"blankets": 10})
    gift, carrier = promised(platform, need, {"blankets": 10})
    asking.answer_gift(platform, secret, gift.number, accept=True)
    [(_, who, code)] = asking.own(platform, secret).givers
    assert (who.name, who.phone) == (BUDI.name, BUDI.phone)
    assert giving.own(platform, carrier).contact == SARI
    with pytest.raises(model.CodeWrong):
        giving.deliver(platform, carrier, f"{(int(code) + 1) % 1_000_000:06d}")
    assert giving.deliver(platform, carrier, code).state is GiftState.DELIVERED
    assert asking.own(platform, secret).seen.need.status is NeedStatus.SATISFIED
    with pytest.raises(model.NeedOver):
        promised(platform, need, {"blankets": 1})


def test_a_part_leaves_the_rest_open(platform: Platform):
    need, _ = asked(platform)
    promised(platform, need, {"water": 15})
    assert asking.public(platform, need.number).left == {"water": 25, "blankets": 10}


@pytest.mark.parametrize(
    ("tells_all", "state", "knows"),
    [
        (False, GiftState.PROMISED, False),
        (True, GiftState.PROMISED, True),
        (False, GiftState.ACCEPTED, True),
        (True, GiftState.ACCEPTED, True),
        *((tells, state, False) for tells in (True, False) for state in OVER),
    ],
)
def test_budi_learns_saris_address_only_while_she_agrees(platform: Platform, tells_all, state, knows):
    need, secret = asked(platform, {"blankets": 10}, tells_all=tells_all)
    gift, carrier = promised(platform, need, {"blankets": 3})
    with platform.database.writing() as unit:
        unit.unaudited("a test")
        store.change_gift(unit.connection, replace(gift, state=state))
    assert (giving.own(platform, carrier).contact == SARI) is knows
    assert giving.own(platform, carrier).may_see is knows
    assert (SARI.address in str(giving.own(platform, carrier))) is knows
    assert asking.own(platform, secret).contact == SARI


def test_nobody_learns_the_address_of_a_need_that_is_over(platform: Platform):
    need, secret = asked(platform, tells_all=True)
    _, carrier = promised(platform, need, {"blankets": 3})
    asking.withdraw(platform, secret)
    assert giving.own(platform, carrier).contact == Contact()


def test_names_numbers_addresses_and_links_are_not_in_the_database(platform: Platform):
    need, secret = asked(platform)
    _, carrier = promised(platform, need, {"blankets": 3})
    found = every_row(platform)
    for word in (SARI.name, SARI.phone, SARI.address, BUDI.name, BUDI.phone, secret, carrier):
        assert word not in found
        assert word.encode().hex() not in found
    assert str(JAKARTA[0]) not in found, "the exact place is a part of the address"


def test_the_public_point_is_a_squares_middle(platform: Platform):
    need, _ = asked(platform)
    shown = asking.public(platform, need.number).need
    assert (shown.longitude, shown.latitude) == rules.coarse(*JAKARTA)
    assert rules.coarse(106.8251, -6.1751) == rules.coarse(106.8299, -6.1799), "of two houses nobody can tell which"


def test_words_are_public_once_an_officer_has_read_them(platform: Platform):
    need, _ = asked(platform, note="Ada bayi tiga bulan")
    assert asking.public(platform, need.number).need.note == ""
    keeping.check(platform, officer(), need.number)
    assert asking.public(platform, need.number).need.note == "Ada bayi tiga bulan"


def test_two_who_give_the_last_things_at_once_are_not_both_taken(platform: Platform):
    need, _ = asked(platform, {"blankets": 10})
    start, answers = threading.Barrier(6), []

    def give() -> None:
        start.wait()
        try:
            answers.append(promised(platform, need, {"blankets": 4})[0].number)
        except model.MoreThanLeft:
            answers.append(None)

    threads = [threading.Thread(target=give) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(one is not None for one in answers) == 2
    assert asking.public(platform, need.number).left == {"blankets": 2}


def test_a_code_is_not_guessed(platform: Platform):
    need, secret = asked(platform, {"blankets": 1})
    gift, carrier = promised(platform, need, {"blankets": 1})
    asking.answer_gift(platform, secret, gift.number, accept=True)
    [(_, _, code)] = asking.own(platform, secret).givers
    for n in range(5):
        with pytest.raises(model.CodeWrong):
            giving.deliver(platform, carrier, f"{(int(code) + 1 + n) % 1_000_000:06d}")
    with pytest.raises(TooMany):
        giving.deliver(platform, carrier, code)


@pytest.mark.parametrize(
    ("days", "status"),
    [(4, NeedStatus.ACTIVE), (5, NeedStatus.EXPIRING), (7, NeedStatus.EXPIRING), (8, NeedStatus.EXPIRED)],
)
def test_a_need_without_gifts_is_asked_about_after_five_days_and_over_after_eight(platform, clock, days, status):
    _need, secret = asked(platform)
    clock.advance(timedelta(days=days))
    keeping.grow_old(platform)
    assert asking.own(platform, secret).seen.need.status is status


def test_who_says_it_is_still_needed_gets_five_more_days(platform: Platform, clock: FixedClock):
    _, secret = asked(platform)
    clock.advance(timedelta(days=6))
    keeping.grow_old(platform)
    assert asking.still_needed(platform, secret).status is NeedStatus.ACTIVE
    clock.advance(timedelta(days=4))
    keeping.grow_old(platform)
    assert asking.own(platform, secret).seen.need.status is NeedStatus.ACTIVE


def test_a_need_for_training_is_over_after_three_hours_and_never_in_the_list(platform: Platform, clock: FixedClock):
    need, secret = asked(platform, training=True)
    assert asking.listed(platform, NeedsWanted(), most=10) == ([], 0)
    clock.advance(timedelta(hours=3))
    keeping.grow_old(platform)
    assert asking.own(platform, secret).seen.need.status is NeedStatus.EXPIRED
    assert need.training


def test_what_nobody_brought_is_free_a_day_later(platform: Platform, clock: FixedClock):
    need, _ = asked(platform, {"blankets": 10})
    promised(platform, need, {"blankets": 10})
    clock.advance(timedelta(hours=28))
    keeping.grow_old(platform)
    assert asking.public(platform, need.number).left == {"blankets": 10}


def test_a_delivery_is_put_off_by_four_days_at_most(platform: Platform):
    need, _ = asked(platform)
    gift, carrier = promised(platform, need, {"blankets": 1})
    assert giving.put_off(platform, carrier, 2).due_at == gift.due_at + timedelta(days=2)
    giving.put_off(platform, carrier, 2)
    for days in (1, 2, 3, -1):
        with pytest.raises(model.TimeUnfit):
            giving.put_off(platform, carrier, days)


def test_what_is_known_of_people_is_erased_a_month_after_it_is_over(platform: Platform, clock: FixedClock):
    need, secret = asked(platform, note="Ada bayi")
    promised(platform, need, {"blankets": 1})
    asking.withdraw(platform, secret)
    clock.advance(timedelta(days=29))
    assert keeping.erase_due_needs(platform) == 0
    clock.advance(timedelta(days=1, seconds=1))
    assert keeping.erase_due_needs(platform) == 1
    assert asking.own(platform, secret).contact == Contact()
    with platform.database.reading() as unit:
        assert unit.connection.scalar(select(store.gifts.c.person)) is None
        assert unit.connection.scalar(select(store.needs.c.note)) == ""


@pytest.mark.parametrize(
    ("who", "may"),
    [
        (officer(), True),
        (officer("31.71"), True),
        (officer(None), True),
        (officer("32"), False),
        (officer(agency=None), False),
        (Actor(officer().id, "Warga", "ID/GOV/6000/BPBD", "31"), False),
        (NOBODY, False),
    ],
    ids=["BPBD DKI", "Jakarta Pusat", "BNPB", "BPBD Jawa Barat", "no agency", "no role", "nobody"],
)
def test_who_may_read_a_contact_and_hide_a_need(platform: Platform, who: Actor, may: bool):
    need, _ = asked(platform)
    for act in (
        lambda: keeping.contact(platform, who, need.number),
        lambda: keeping.check(platform, who, need.number),
        lambda: keeping.hide(platform, who, need.number, "palsu"),
    ):
        if may:
            act()
        else:
            with pytest.raises(Refusal):
                act()
    if may:
        with pytest.raises(model.NeedMissing):
            asking.public(platform, need.number)


def test_a_need_that_was_withdrawn_is_never_shown_again(platform: Platform):
    """Who withdrew it asked for nobody to see it any more: neither hiding nor showing brings it back."""
    need, secret = asked(platform)
    asking.withdraw(platform, secret)
    with pytest.raises(model.NeedOver):
        keeping.hide(platform, officer(), need.number, "false")
    keeping.show_again(platform, officer(), need.number)
    with pytest.raises(model.NeedMissing):
        asking.public(platform, need.number)


def test_a_hidden_need_is_shown_as_it_would_stand_and_never_once_it_was_erased(platform: Platform, clock: FixedClock):
    need, _ = asked(platform)
    keeping.hide(platform, officer(), need.number, "false")
    assert keeping.show_again(platform, officer(), need.number).status is NeedStatus.ACTIVE
    keeping.hide(platform, officer(), need.number, "false")
    clock.advance(rules.QUIET_FOR + rules.EXPIRES_AFTER)
    assert keeping.show_again(platform, officer(), need.number).status is NeedStatus.EXPIRED
    keeping.hide(platform, officer(), need.number, "false")
    clock.advance(rules.KEPT + timedelta(days=1))
    keeping.erase_due_needs(platform)
    with pytest.raises(model.NeedOver):
        keeping.show_again(platform, officer(), need.number)


def test_that_an_officer_read_a_contact_is_in_the_trail(platform: Platform):
    need, _ = asked(platform)
    assert keeping.contact(platform, officer(), need.number) == SARI
    assert "disaster.need.read" in every_row(platform)


def test_three_needs_a_day_are_enough_for_one_phone(platform: Platform):
    for _ in range(3):
        asking.ask(platform, NOBODY, NeedAsked({"water": 1}, *JAKARTA, contact=SARI, device="hape"))
    with pytest.raises(TooMany):
        asking.ask(platform, NOBODY, NeedAsked({"water": 1}, *JAKARTA, contact=SARI, device="hape"))


def test_who_was_declined_cannot_hold_a_need_from_all_others_by_promising_again(platform: Platform):
    """A cookie is thrown away, a network address is not: the fourth promise of a day to one need is not taken."""
    need, secret = asked(platform, {"blankets": 1})
    for n in range(rules.PER_NEED):
        gift, _ = promised(platform, need, {"blankets": 1}, device=f"d{n}", address="network")
        asking.answer_gift(platform, secret, gift.number, accept=False)
    with pytest.raises(TooMany):
        promised(platform, need, {"blankets": 1}, device="d9", address="network")
    promised(platform, need, {"blankets": 1}, device="d9", address="another")
    other, _ = asked(platform, {"blankets": 1})
    promised(platform, other, {"blankets": 1}, device="d9", address="network")


@pytest.mark.parametrize("secret", ["", "x", "0" * 43, "../..", "a" * 101])
def test_a_guessed_link_leads_nowhere(platform: Platform, secret: str):
    asked(platform)
    for look in (asking.own, giving.own):
        with pytest.raises(model.NeedLinkUnknown):
            look(platform, secret)


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({}, model.NothingAsked),
        ({"blankets": "0"}, model.NothingAsked),
        ({"gold": "3"}, model.NothingAsked),
        ({"blankets": "-1"}, model.TooMuchAsked),
        ({"blankets": "1.5"}, model.TooMuchAsked),
        ({"blankets": "٣"}, model.TooMuchAsked),
        ({"blankets": "10000"}, model.TooMuchAsked),
        ({"blankets": "1e3"}, model.TooMuchAsked),
    ],
)
def test_quantities_are_small_whole_numbers_of_known_things(given, refusal):
    with pytest.raises(refusal):
        rules.quantities(given)


def test_words_that_turn_others_around_or_show_nothing_are_not_kept():
    assert rules.note("\u202eSusu\u2066 \x00bayi\x07") == "Susu bayi"
    assert rules.contact("\u202eSari", "08111222333", " Gang\u202d 7 ", at=JAKARTA).name == "Sari"
    with pytest.raises(model.AddressMissing):
        rules.contact("", "08111222333", "\u200b \u2060", at=JAKARTA)


def test_somebody_elses_gift_cannot_be_accepted_by_its_number(platform: Platform):
    mine, secret = asked(platform)
    other, _ = asked(platform)
    gift, _ = promised(platform, other, {"blankets": 1})
    with pytest.raises(model.NeedLinkUnknown):
        asking.answer_gift(platform, secret, gift.number, accept=True)
    assert mine.number != other.number


def test_both_are_told_by_sms_what_the_other_did_and_nobodys_name(platform: Platform):
    with gateway() as (phones, url):
        told = platform.settings.model_copy(
            update={**settings_of(url), "disaster_private_networks": ("127.0.0.0/8",), "public_url": "https://bpbd.example"}
        )
        node = replace(platform, settings=told)
        need, secret = asked(node)
        gift, carrier = promised(node, need, {"blankets": 3})
        asking.answer_gift(node, secret, gift.number, accept=True)
        telling.send_due(node, "sms")
        [to_asker], [to_giver] = phones.texts(SARI.phone), phones.texts(BUDI.phone)
    assert f"https://bpbd.example/bencana/kebutuhan/saya/{secret}" in to_asker
    assert f"https://bpbd.example/bencana/bantuan/{carrier}" in to_giver
    assert not any(word in to_asker + to_giver for word in ("Sari", "Budi", "Melati"))


def test_nobodys_phone_rings_more_than_five_times_a_day(platform: Platform):
    """Whoever writes a stranger's number into a need cannot make their phone ring all night."""
    with gateway() as (phones, url):
        told = platform.settings.model_copy(update={**settings_of(url), "disaster_private_networks": ("127.0.0.0/8",)})
        node = replace(platform, settings=told)
        need, _ = asked(node, {"water": 100})
        for _ in range(8):
            promised(node, need, {"water": 1})
        telling.send_due(node, "sms")
        assert len(phones.texts(SARI.phone)) == 5

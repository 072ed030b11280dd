"""Visitors' contact requests: bounded, limited, sealed, withdrawn, read by the centre alone, erased on schedule."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from simpul.cooperation.actions import contacting, demo_showcase
from simpul.cooperation.actions import contacting_desk as desk
from simpul.cooperation.model.contacts import (
    AssigneeWrong,
    ContactAboutWrong,
    ContactChanged,
    ContactConsentMissing,
    ContactCountryWrong,
    ContactInstitutionWrong,
    ContactMailWrong,
    ContactMessageWrong,
    ContactNameWrong,
    ContactState,
    ContactsWanted,
    ContactUnknown,
    WithdrawalNotSure,
)
from simpul.cooperation.model.programmes import NotTheCentre
from simpul.cooperation.rules import showcase_contacts as rules
from simpul.kernel.clock import FixedClock
from simpul.kernel.errors import TooMany
from simpul.kernel.holders import Holder, Holders
from simpul.kernel.platform import Platform
from tests.cooperation.people import CENTRE, EVERYBODY, SEATED_CENTRE
from tests.cooperation.showcase_makers import asked

ALL = ContactsWanted()


def only(platform: Platform):
    ((one,), total) = desk.listed(platform, CENTRE, ALL)
    assert total == 1
    return one


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"name": " "}, ContactNameWrong),
        ({"name": "a" * 101}, ContactNameWrong),
        ({"name": "\u200b\u202e"}, ContactNameWrong),
        ({"institution": ""}, ContactInstitutionWrong),
        ({"country": "a" * 61}, ContactCountryWrong),
        ({"mail": ""}, ContactMailWrong),
        ({"mail": "kim@ministry"}, ContactMailWrong),
        ({"mail": "kim@ministry.example\nBcc: a@b.example"}, ContactMailWrong),
        ({"mail": "a@b.example,c@d.example"}, ContactMailWrong),
        ({"mail": "<script>@b.example"}, ContactMailWrong),
        ({"mail": "a" * 65 + "@b.example"}, ContactMailWrong),
        ({"about": "tidak-ada"}, ContactAboutWrong),
        ({"message": " \n "}, ContactMessageWrong),
        ({"message": "a" * 2001}, ContactMessageWrong),
        ({"consent": False}, ContactConsentMissing),
    ],
)
def test_what_is_no_request_is_told_at_its_field_and_nothing_is_kept(platform: Platform, changes, wrong):
    with pytest.raises(wrong) as refused:
        contacting.ask(platform, asked(**changes))
    assert refused.value.field
    assert desk.listed(platform, CENTRE, ALL) == ([], 0)


@pytest.mark.rules
def test_words_are_kept_on_one_line_each_and_a_message_keeps_its_lines():
    fit = rules.checked(asked(name="  Kim\n Min-su\t", message="satu\n\ndua\x07"), {"edat"})
    assert (fit.visitor.name, fit.visitor.message) == ("Kim Min-su", "satu\n\ndua")


def test_a_request_is_sealed_at_rest_and_in_the_trail_and_opened_for_the_centre(platform: Platform):
    secret = contacting.ask(platform, asked())
    with platform.database.reading() as unit:
        rows = unit.connection.execute(text("SELECT row_to_json(c)::text FROM cooperation_contact c")).scalars().all()
        trail = unit.connection.execute(text("SELECT row_to_json(a)::text FROM kernel_audit a")).scalars().all()
    for part in ("Kim", "행정안전부", "대한민국", "kim@ministry", "자료를", secret):
        assert part not in "".join((*rows, *trail))
    assert only(platform).visitor == asked().visitor


def test_a_seal_of_another_request_opens_nothing(platform: Platform):
    contacting.ask(platform, asked())
    contacting.ask(platform, asked(name="Lee", message="다른 문의"))
    with platform.database.writing() as unit:
        unit.unaudited("a test")
        other = "SELECT sealed FROM cooperation_contact d WHERE d.id <> c.id LIMIT 1"
        swap = f"UPDATE cooperation_contact c SET sealed = ({other})"
        unit.connection.execute(text(swap))
    found, _ = desk.listed(platform, CENTRE, ALL)
    assert {one.visitor.name for one in found} == {""}


def test_one_device_one_network_and_the_node_have_limits(platform: Platform, monkeypatch: pytest.MonkeyPatch):
    for _ in range(rules.PER_DEVICE):
        contacting.ask(platform, asked())
    with pytest.raises(TooMany):
        contacting.ask(platform, asked())
    contacting.ask(platform, asked(device="e"))  # the next screen in the same hall
    monkeypatch.setattr(rules, "PER_ADDRESS", 1)
    with pytest.raises(TooMany):
        contacting.ask(platform, asked(device="f"))
    monkeypatch.setattr(rules, "PER_NODE", 1)
    with pytest.raises(TooMany):
        contacting.ask(platform, asked(device="g", address="elsewhere"))


def test_a_visitor_comes_back_by_the_link_and_withdraws_for_good(platform: Platform):
    secret = contacting.ask(platform, asked())
    assert contacting.own(platform, secret).visitor.mail == "kim@ministry.example"
    for other in ("", secret[:-1], secret.upper(), "x" * 5000):
        with pytest.raises(ContactUnknown):
            contacting.own(platform, other)
    with pytest.raises(WithdrawalNotSure):
        contacting.withdraw(platform, secret, sure=False)
    contacting.withdraw(platform, secret, sure=True)
    with pytest.raises(ContactUnknown):
        contacting.withdraw(platform, secret, sure=True)
    assert desk.listed(platform, CENTRE, ALL) == ([], 0)


@pytest.mark.parametrize("name", EVERYBODY)
def test_only_the_centre_reads_and_handles_requests(platform: Platform, name: str):
    actor = EVERYBODY[name]
    contacting.ask(platform, asked())
    known = only(platform).contact.id
    acts: tuple[Callable[[], object], ...] = (
        lambda: desk.listed(platform, actor, ALL),
        lambda: desk.waiting(platform, actor),
        lambda: desk.exported(platform, actor, ALL),
        lambda: desk.subject_names(platform, actor),
        lambda: desk.assign(platform, actor, known, to="", version=1),
        lambda: desk.mark(platform, actor, known, answered=True, version=2),
    )
    for act in acts:
        if name in ("centre", "seated centre"):
            act()
        else:
            with pytest.raises(NotTheCentre):
                act()


def test_a_request_is_assigned_answered_and_new_again(platform: Platform):
    class Staff:
        def holders(self, _platform: Platform, _role: str, _agency: str = "") -> list[Holder]:
            assert SEATED_CENTRE.id is not None
            return [Holder(SEATED_CENTRE.id, "Staf Pusat", "", "", "")]

    node = replace(platform, ports={**platform.ports, Holders: Staff()})
    contacting.ask(node, asked())
    known = only(node).contact.id
    with pytest.raises(AssigneeWrong):
        desk.assign(node, CENTRE, known, to=str(UUID(int=99)), version=1)
    desk.assign(node, CENTRE, known, to=str(SEATED_CENTRE.id), version=1)
    assert desk.listed(node, CENTRE, ContactsWanted(mine=SEATED_CENTRE.id))[1] == 1
    desk.mark(node, CENTRE, known, answered=True, version=2)
    assert desk.waiting(node, CENTRE) == 0
    with pytest.raises(ContactChanged):
        desk.mark(node, CENTRE, known, answered=False, version=2)
    again = desk.mark(node, CENTRE, known, answered=False, version=3)
    assert (again.state, again.answered_at, again.assignee_name) == (ContactState.NEW, None, "Staf Pusat")
    with pytest.raises(ContactUnknown):
        desk.mark(node, CENTRE, UUID(int=5), answered=True, version=1)


def test_lists_are_chosen_by_state_and_subject_and_paged(platform: Platform):
    for number in range(desk.PER_PAGE + 1):
        contacting.ask(platform, asked(about="" if number else "edat", device=str(number)))
    assert desk.listed(platform, CENTRE, ContactsWanted(about="edat"))[1] == 1
    assert desk.listed(platform, CENTRE, ContactsWanted(ContactState.ANSWERED))[1] == 0
    found, total = desk.listed(platform, CENTRE, ContactsWanted(about=""), page=1)
    assert (len(found), total) == (desk.PER_PAGE, desk.PER_PAGE)
    assert len(desk.listed(platform, CENTRE, ALL, page=2)[0]) == 1


def test_requests_are_erased_when_they_are_due(platform: Platform, clock: FixedClock):
    contacting.ask(platform, asked())
    clock.advance(timedelta(days=platform.settings.cooperation_contact_days) - timedelta(seconds=1))
    desk.forget(platform)
    assert desk.listed(platform, CENTRE, ALL)[1] == 1
    clock.advance(timedelta(seconds=1))
    desk.forget(platform)
    assert desk.listed(platform, CENTRE, ALL)[1] == 0


class Post:
    """A mailer that keeps what it was given."""

    there = True

    def __init__(self) -> None:
        self.sent: list[tuple[str, str, str]] = []

    def send(self, *, to: str, subject: str, text: str, headers: object = None) -> None:
        self.sent.append((to, subject, text))


def test_nobody_is_mailed_unless_an_address_is_set_and_then_once_without_a_visitors_word(platform: Platform):
    post = Post()
    node = replace(platform, mailer=post)
    contacting.ask(node, asked())
    demo_showcase.seed(node)  # what is made up is nobody's request
    desk.tell(node)
    assert post.sent == []
    settings = node.settings.model_copy(update={"cooperation_contact_mail": "pusat@agency.example"})
    node = replace(node, settings=settings)
    desk.tell(node)
    desk.tell(node)
    ((to, subject, words),) = post.sent
    assert (to, "1 " in subject) == ("pusat@agency.example", True)
    assert "Kim" not in subject + words

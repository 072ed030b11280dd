"""A week of CAP, made up from a seed: every message is valid, and a reader who gets them in any order knows what is so."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from simpul.disaster.actions import cap_reports, deciding, warnings
from simpul.disaster.model import Status
from simpul.disaster.rules.cap.following import followed
from simpul.kernel.ids import seeded
from tests.disaster.cap.checking import checked
from tests.disaster.makers import JAKARTA, officer, sent
from tests.disaster.warning_makers import ANSWERS, changed, ended, given

CARDS = (
    ("flood", {"flood_depth": 30}),
    ("flood", {"flood_depth": 190}),
    ("wind", {"impact": 2}),
    ("haze", {"visibility": 1, "airQuality": 3}),
    ("earthquake", {"report_type": "structure", "structureFailure": 2}),
)
SEVERITIES = ("minor", "moderate", "severe", "extreme")


def documents(platform):
    """Every document that was ever given out."""
    with platform.database.reading() as unit:
        found = unit.connection.execute(
            text("SELECT document FROM disaster_warning_message UNION ALL SELECT document FROM disaster_report_message")
        )
        return [bytes(row.document) for row in found]


def live_reports(platform):
    with platform.database.reading() as unit:
        asked = "SELECT number FROM disaster_report WHERE status <> 'hidden' AND NOT training AND live_until > :now"
        return set(unit.connection.scalars(text(asked), {"now": platform.clock.now()}))


def decide(platform, chance, report):
    """What an officer might do about a report."""
    who, number, version = officer(), report.number, report.version
    match chance.choice(("verify", "hide", "correct", "leave")):
        case "verify" if report.status is Status.UNVERIFIED:
            return deciding.verify(platform, who, number, version=version)
        case "hide" if report.status is not Status.HIDDEN:
            return deciding.hide(platform, who, number, version=version, reason="bukan bencana")
        case "correct" if report.status is not Status.HIDDEN and report.hazard == "flood":
            to = {"flood_depth": chance.choice((40, 90, 160))}
            point = (report.where.longitude, report.where.latitude)
            return deciding.correct(platform, who, number, version=version, to=(to, point))
        case _:
            return report


def warn(platform, chance, standing):
    """A warning is given out, changed or ended."""
    open_ones = [one for one in standing.values() if warnings.get(platform, one.number).state == "in force"]
    act = chance.random()
    if not open_ones or act < 0.4:
        regions = chance.sample(["31.71", "31.72", "31.73", "31.74", "31.75"], 2)
        severity, hours = chance.choice(SEVERITIES), chance.choice(("1", "6", "24"))
        said = given(platform, regions=regions, severity=severity, hours=hours, hazard=chance.choice(("flood", "wind")))
    else:
        before = chance.choice(open_ones)
        if act < 0.75:
            other = next(one for one in SEVERITIES if one != before.content.severity)
            said = changed(platform, before, severity=other, regions=list(before.content.regions))
        else:
            said = ended(platform, before)
    standing[said.number] = said


def test_a_week_is_valid_and_a_reader_ends_with_the_right_state(platform, clock):
    chance, reports, standing = seeded(9), [], {}
    node = replace(platform, settings=platform.settings.model_copy(update={"public_url": "https://bpbd.example"}))
    for hour in range(0, 7 * 24, 2):
        if hour % 4 == 0:
            hazard, card = chance.choice(CARDS)
            spot = (JAKARTA[0] + chance.uniform(-0.03, 0.03), JAKARTA[1] + chance.uniform(-0.03, 0.03))
            reports.append(sent(node, spot, card, hazard=hazard, training=chance.random() < 0.1, anyway=True))
        if hour % 6:
            n = chance.randrange(max(0, len(reports) - 3), len(reports))
            reports[n] = decide(node, chance, reports[n])
        if hour % 3 == 0:
            warn(node, chance, standing)
        clock.advance(timedelta(minutes=37))
        cap_reports.tell_changes(node)
        if hour % 24 == 22:
            agree(node, chance)
        clock.advance(timedelta(minutes=83))
    types = {one.type for one in map(checked, documents(node))}
    assert types == {"Alert", "Update", "Cancel"}


def agree(platform, chance):
    """A reader who has every message, shuffled and doubled, knows just what the node knows."""
    found = [checked(one) for one in documents(platform)]
    assert len({one.identifier for one in found}) == len(found)
    messages = found + chance.sample(found, len(found) // 2)
    chance.shuffle(messages)
    current = followed(messages).current(platform.clock.now())
    of_reports = {int(one.identifier.split(".report.")[1].split(".")[0]) for one in current if ".report." in one.identifier}
    of_warnings = {one.identifier for one in current if ".warning." in one.identifier}
    assert of_reports == live_reports(platform)
    standing = warnings.current(platform)
    assert of_warnings == {f"{one.sender}.warning.{one.number}.{one.version}" for one in standing}
    told = {one.identifier: one.infos[0].severity.lower() for one in current}
    assert all(told[f"{one.sender}.warning.{one.number}.{one.version}"] == one.severity for one in standing)


@pytest.fixture
def told(platform):
    """A report, told of."""
    report = sent(platform)
    cap_reports.tell_changes(platform)
    return report


def said_of(platform, report):
    with platform.database.reading() as unit:
        asked = "SELECT document FROM disaster_report_message WHERE report = :report ORDER BY version"
        return [checked(bytes(one)) for one in unit.connection.scalars(text(asked), {"report": report.id})]


def test_a_report_is_as_sure_as_officers_made_it_and_expires_when_it_leaves_the_map(platform, told):
    verified = deciding.verify(platform, officer(), told.number, version=told.version)
    cap_reports.tell_changes(platform)
    hidden = deciding.hide(platform, officer(), told.number, version=verified.version, reason="ganda")
    cap_reports.tell_changes(platform)
    alert, update, cancel = said_of(platform, told)
    assert [one.infos[0].certainty for one in (alert, update, cancel)] == ["Possible", "Observed", "Unknown"]
    assert {one.infos[0].expires for one in (alert, update, cancel)} == {told.live_until.replace(microsecond=0)}
    assert [one.identifier for one in cancel.references] == [alert.identifier, update.identifier]
    deciding.undo(platform, officer(), told.number, version=hidden.version)
    cap_reports.tell_changes(platform)
    again = said_of(platform, told)[-1]
    assert (again.type, again.references) == ("Alert", ())
    assert followed([alert, update, cancel, again]).current(platform.clock.now()) == (again,)


def test_no_word_of_a_resident_is_in_a_message(platform, told):
    verified = deciding.verify(platform, officer(), told.number, version=told.version)
    cap_reports.tell_changes(platform)
    assert verified.text
    assert all(verified.text.encode() not in one for one in documents(platform))


def test_an_exercise_and_a_hidden_report_are_never_told_of(platform):
    sent(platform, training=True)
    hidden = sent(platform)
    deciding.hide(platform, officer(), hidden.number, version=hidden.version, reason="bukan bencana")
    assert cap_reports.tell_changes(platform) == 0


def test_nothing_is_told_twice(platform, told, clock):
    assert cap_reports.tell_changes(platform) == 0
    clock.advance(timedelta(minutes=30))
    assert cap_reports.tell_changes(platform) == 0


def test_the_reports_feed_leads_to_each_document(platform, told, client):
    feed = client.get("/bencana/laporan.cap.atom")
    identifier = said_of(platform, told)[0].identifier
    assert identifier in feed.text
    document = client.get(f"/bencana/peringatan/{identifier}.cap.xml")
    assert checked(document.content).identifier == identifier
    assert client.get("/bencana/laporan.cap.atom", headers={"If-None-Match": feed.headers["etag"]}).status_code == 304


def test_messages_and_drafts_are_erased_a_week_later(platform, told, clock):
    from simpul.disaster.actions import warning_giving
    from simpul.disaster.actions.warning_erasing import erase_due_warnings
    from tests.disaster.warning_makers import OFFICER

    warning_giving.draft_new(platform, OFFICER, ANSWERS)
    clock.advance(timedelta(days=7, hours=4))
    assert erase_due_warnings(platform) == {"drafts": 1, "messages": 1}

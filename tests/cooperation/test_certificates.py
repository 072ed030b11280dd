"""Certificates: for who was there enough, signed, checked by anybody, withdrawn with a reason, given anew."""

import io
import zipfile
from uuid import UUID

import pytest

from simpul.cooperation.actions import certificates, certificates_making
from simpul.cooperation.actions.attending import Asker
from simpul.cooperation.model.activity_refusals import ActivityUnknown
from simpul.cooperation.model.attendance import PresenceUnknown
from simpul.cooperation.model.certificates import (
    CertificateChanged,
    CertificateNotMade,
    CertificateUnknown,
    FileMissing,
    NobodyQualifies,
    Validity,
    WithdrawalReasonMissing,
)
from simpul.cooperation.model.programmes import NotYourProgramme
from simpul.cooperation.outside.pdf_signatures import PdfNotReadable
from simpul.cooperation.rules import certificates as rules
from simpul.kernel import typesetting
from simpul.kernel.errors import TooMany
from simpul.kernel.platform import Platform
from tests.cooperation.activity_makers import VISIT
from tests.cooperation.attendance_makers import SINCE, all_, finished, issued, key_of, two_days, was_there
from tests.cooperation.people import EVERYBODY, KEEPER

ANYBODY = Asker("gawai", "jaringan")


def test_who_was_there_on_enough_days_has_one_and_nobody_else(platform: Platform) -> None:
    _, one, other = two_days(platform)
    was_there(platform, one)
    was_there(platform, other, SINCE)  # one day of two is 50 %, and 80 % are asked for
    assert certificates.issue(platform, KEEPER, VISIT) == 1
    finished(platform)
    (made,) = all_(platform)
    assert (made.name, made.number, made.days, made.of_days) == (one.name, "0001/EGCC-1/2026", 2, 2)
    assert made.validity is Validity.VALID
    with pytest.raises(NobodyQualifies):
        certificates.issue(platform, KEEPER, VISIT)


def test_before_the_last_day_there_is_none(platform: Platform) -> None:
    _, one, _ = two_days(platform, until=SINCE.replace(day=25))
    was_there(platform, one)
    with pytest.raises(NobodyQualifies):
        certificates.issue(platform, KEEPER, VISIT)


def test_the_file_is_the_one_that_was_issued_until_a_byte_is_another(platform: Platform) -> None:
    _, _, korean = two_days(platform)
    (made,) = issued(platform, korean)
    content = platform.files.read(made.file)
    good = certificates.check(platform, rules.grouped(made.code), content, ANYBODY)
    assert (good.same, good.ours, len(good.signatures)) == (True, True, 1)
    place = content.index(b"/MediaBox") + 12
    broken = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
    bad = certificates.check(platform, made.code, broken, ANYBODY)
    assert (bad.same, bad.ours) == (False, False)
    assert not certificates.check(platform, made.code, content + b"\n", ANYBODY).ours


def test_another_certificate_s_file_is_not_this_one(platform: Platform) -> None:
    _, one, other = two_days(platform)
    first, second = issued(platform, one, other)
    found = certificates.check(platform, first.code, platform.files.read(second.file), ANYBODY)
    assert (found.same, found.ours) == (False, True)


def test_files_are_bounded_in_number_and_kind(platform: Platform) -> None:
    _, one, _ = two_days(platform)
    (made,) = issued(platform, one)
    with pytest.raises(FileMissing):
        certificates.check(platform, made.code, b"", ANYBODY)
    for _ in range(certificates._PER_DEVICE):
        with pytest.raises(PdfNotReadable):
            certificates.check(platform, made.code, b"bukan pdf", ANYBODY)
    with pytest.raises(TooMany):
        certificates.check(platform, made.code, b"bukan pdf", ANYBODY)


def test_a_withdrawal_says_why_and_can_be_undone(platform: Platform) -> None:
    _, one, _ = two_days(platform)
    (made,) = issued(platform, one)
    with pytest.raises(WithdrawalReasonMissing):
        certificates.withdraw(platform, KEEPER, VISIT, which=(made.id, 1), reason=" a ")
    certificates.withdraw(platform, KEEPER, VISIT, which=(made.id, 1), reason="nama salah tulis")
    shown = certificates.shown(platform, made.code).certificate
    assert (shown.validity, shown.withdrawn_reason) == (Validity.WITHDRAWN, "nama salah tulis")
    with pytest.raises(CertificateChanged):
        certificates.restore(platform, KEEPER, VISIT, which=(made.id, 1))
    certificates.restore(platform, KEEPER, VISIT, which=(made.id, 2))
    assert certificates.shown(platform, made.code).certificate.validity is Validity.VALID


def test_one_given_anew_takes_the_place_of_the_old(platform: Platform) -> None:
    _, one, _ = two_days(platform)
    (made,) = issued(platform, one)
    certificates.reissue(platform, KEEPER, VISIT, which=(made.id, 1), reason="nama salah tulis")
    finished(platform)
    old, new = all_(platform)
    assert (old.validity, new.validity, new.number) == (Validity.WITHDRAWN, Validity.VALID, "0002/EGCC-1/2026")
    assert certificates.shown(platform, made.code).replaced_by == new
    with pytest.raises(CertificateChanged):
        certificates.restore(platform, KEEPER, VISIT, which=(old.id, old.version))
    with pytest.raises(CertificateChanged):
        certificates.reissue(platform, KEEPER, VISIT, which=(old.id, old.version), reason="sekali lagi")


def test_what_a_dead_worker_left_is_made_by_the_next(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    _, one, _ = two_days(platform)
    was_there(platform, one)
    monkeypatch.setattr(certificates_making, "begin", lambda _: None)
    certificates.issue(platform, KEEPER, VISIT)
    (due,) = all_(platform)
    with pytest.raises(CertificateUnknown):
        certificates.shown(platform, due.code)
    with pytest.raises(CertificateNotMade):
        certificates.file_of(platform, KEEPER, VISIT, due.id)
    assert certificates_making.work(platform) == 1
    assert certificates_making.work(platform) == 0


def test_all_in_one_file(platform: Platform) -> None:
    _, one, other = two_days(platform)
    issued(platform, one, other)
    packed = zipfile.ZipFile(io.BytesIO(certificates.bundle(platform, KEEPER, VISIT)))
    assert packed.namelist() == ["0001-EGCC-1-2026.pdf", "0002-EGCC-1-2026.pdf"]
    assert packed.testzip() is None


def test_a_person_has_their_own_and_no_other_s(platform: Platform) -> None:
    _, one, other = two_days(platform)
    first, second = issued(platform, one, other)
    assert certificates.own_file(platform, key_of(platform, one), _of(one.id, first, second).id)[1].startswith(b"%PDF")
    with pytest.raises(CertificateUnknown):
        certificates.own_file(platform, key_of(platform, one), _of(other.id, first, second).id)
    with pytest.raises(PresenceUnknown):
        certificates.own_file(platform, "a" * 42, first.id)


def _of(person: UUID, *found: object) -> object:
    return next(each for each in found if each.nomination == person)


def test_korean_names_and_titles_are_set_in_three_languages(platform: Platform) -> None:
    found, one, _ = two_days(platform)
    (made,) = issued(platform, one)
    paper = certificates_making.document(platform, made, found)
    three = paper | {"name": "김예시", "languages": ["id", "en", "ko"]}
    pages = typesetting.papers(certificates_making.PACKAGE, certificates_making.TEMPLATE, {"a": three}, "png")["a"]
    assert len(pages) == 1


def test_codes_cannot_be_guessed_and_are_read_as_they_are_typed() -> None:
    made = {rules.code(f"rahasia {n}") for n in range(1000)}
    assert len(made) == 1000
    one = rules.code("rahasia")
    assert rules.normal(f" {rules.grouped(one)} ") == one
    assert rules.normal(one.replace("1", "l").replace("0", "O")) == one
    assert [rules.normal(wrong) for wrong in ("", one[:-1], one + "a", "u" * 20, "é" * 20)] == [""] * 5


READ = {"centre", "keeper", "reader", "korean", "korean reader", "seated centre"}
KEEP = {"centre", "keeper", "korean", "seated centre"}


@pytest.mark.parametrize("name", EVERYBODY)
def test_who_reads_and_who_gives_certificates(platform: Platform, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(certificates_making, "begin", lambda _: None)
    who, (_, one, _) = EVERYBODY[name], two_days(platform)
    was_there(platform, one)
    certificates.issue(platform, KEEPER, VISIT)
    (due,) = all_(platform)
    acts = (
        lambda: certificates.listed(platform, who, VISIT),
        lambda: certificates.file_of(platform, who, VISIT, due.id),
        lambda: certificates.bundle(platform, who, VISIT),
        lambda: certificates.issue(platform, who, VISIT),
        lambda: certificates.withdraw(platform, who, VISIT, which=(due.id, 1), reason="salah nama"),
        lambda: certificates.restore(platform, who, VISIT, which=(due.id, 1)),
        lambda: certificates.reissue(platform, who, VISIT, which=(due.id, 1), reason="salah nama"),
    )
    may: list[object] = []
    for act in acts:
        try:
            act()
            may.append(True)
        except (ActivityUnknown, NotYourProgramme) as refusal:
            may.append(type(refusal))
        except (CertificateNotMade, NobodyQualifies, CertificateChanged):
            may.append(True)  # permitted; it only does not follow
    reads = True if name in READ else ActivityUnknown
    rest = True if name in KEEP else NotYourProgramme if name in READ else ActivityUnknown
    assert may == [reads, reads, *[rest] * 5]

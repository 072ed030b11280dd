"""The PDF of each certificate is set and signed, beside the regular work: a few at a time, again after a crash."""

import hashlib
import io
from datetime import UTC, datetime
from typing import Any

import segno

from simpul.cooperation.model.activities import Activity
from simpul.cooperation.model.certificates import Certificate
from simpul.cooperation.outside.pdf_signatures import signed
from simpul.cooperation.rules import certificates as rules
from simpul.cooperation.store import activities
from simpul.cooperation.store import certificates as store
from simpul.kernel import beside, typesetting
from simpul.kernel.i18n import N_, ZONES, Language, Translator, translator
from simpul.kernel.platform import Platform

PACKAGE, TEMPLATE = "simpul.cooperation", "sertifikat.typ"
_JOB = "cooperation.certificates"
_AT_ONCE = 8
"""So many are set by one process of the typesetter: starting it is most of the work."""
_LANGUAGES: dict[str, Language] = {"id": "id", "en": "en", "ko": "ko"}
HEADING = N_("Certificate")
LABELS = {
    "heading": HEADING,
    "given": N_("is given to"),
    "for": N_("for taking part in"),
    "number": N_("Number"),
    "check": N_("Check it at"),
    "signed": N_("Signed electronically by"),
    "synthetic": N_("Synthetic data: an example, not a certificate"),
    "mark": N_("Synthetic data"),
}


def begin(platform: Platform) -> None:
    """What is still to be made is being made, beside this."""
    beside.begin(platform, _JOB, store.waits, work)


def work(platform: Platform) -> int:
    """How many were made in this call, until none waits."""
    done = 0
    while True:
        with platform.database.writing() as unit:
            unit.unaudited("what is claimed says itself when")
            due = store.claim(unit.connection, unit.clock.now(), _AT_ONCE)
            found = {one.activity: activities.get(unit.connection, one.activity) for one in due}
        if not due:
            return done
        documents = {str(one.id): document(platform, one, _there(found[one.activity])) for one in due}
        made = typesetting.papers(PACKAGE, TEMPLATE, documents)
        for one in due:
            _keep(platform, one, made[str(one.id)][0])
            done += 1


def _there(found: Activity | None) -> Activity:
    assert found is not None  # a certificate is of an activity that is there
    return found


def _keep(platform: Platform, one: Certificate, paper: bytes) -> None:
    content = signed(platform, paper, reason=f"{one.number} {rules.grouped(one.code)}", at=platform.clock.now())
    name = platform.files.put(content, "pdf")
    with platform.database.writing() as unit:
        unit.unaudited("the certificate was audited when it was issued")
        if not store.made(unit.connection, one.id, name, hashlib.sha256(content).hexdigest()):
            platform.files.remove(name)


def document(platform: Platform, one: Certificate, activity: Activity) -> Any:
    """The certificate as the typesetter reads it."""
    address = address_of(platform, one.code)
    words = {lang: _words(translator(_LANGUAGES[lang]), one, activity) for lang in one.languages}
    facts = {"agency": platform.settings.agency, "address": address, "qr": qr(address)}
    return rules.document(one, activity, words, facts)


def address_of(platform: Platform, code: str) -> str:
    """Where anybody checks the certificate."""
    settings = platform.settings
    base = settings.public_url.rstrip("/") or f"http://{settings.host}:{settings.port}"
    return f"{base}/sertifikat/{code}"


def _words(t: Translator, one: Certificate, activity: Activity) -> dict[str, str]:
    first, last = (_day(t, each) for each in (activity.since, activity.until))
    held = first if first == last else f"{first} – {last}"
    days = t.ngettext("{n} day attended of {whole}", "{n} days attended of {whole}", one.days, whole=t.number(one.of_days))
    return {
        **{name: t.gettext(label) for name, label in LABELS.items()},
        "held": held,
        "days": days,
        "issued": t.gettext("Issued {day}", day=t.date(one.issued_at)),
    }


def _day(t: Translator, day: Any) -> str:
    return t.date(datetime(day.year, day.month, day.day, 12, tzinfo=ZONES["WIB"]).astimezone(UTC))


def qr(text: str) -> str:
    """The text as an SVG drawing, for the typesetter."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", border=0, dark="#14213d", xmldecl=False, omitsize=True)
    return out.getvalue().decode()

"""What is kept of people ends when it is due: passports, links, addresses, who did not go. Law 27/2022 art. 16, 43."""

from datetime import timedelta

from simpul.cooperation.actions.standing import JAKARTA
from simpul.cooperation.store import documents, experts, nominations
from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform

GONE_KEPT, EMAILS_KEPT, EXPERTS_KEPT = timedelta(days=90), timedelta(days=365), timedelta(days=30)


def forget(platform: Platform) -> None:
    """Each is erased that is due today; that a passport was is in the audit trail, person by person, without its values."""
    with platform.database.writing(Actor.SYSTEM) as unit:
        now = unit.clock.now()
        today = now.astimezone(JAKARTA).date()
        kept = timedelta(days=platform.settings.cooperation_passport_days)
        for whose in documents.erase_due(unit.connection, today - kept):
            unit.audit("cooperation.document.expire", subject=str(whose))
        documents.erase_links(unit.connection, now)
        gone = nominations.erase_gone(unit.connection, today - GONE_KEPT)
        emails = nominations.erase_emails(unit.connection, today - EMAILS_KEPT)
        away = experts.erase_removed(unit.connection, now - EXPERTS_KEPT)
        if gone or emails or away:
            counts = {"people": gone, "addresses": emails, "experts": away}
            unit.audit("cooperation.people.forget", subject=today.isoformat(), after=counts)
        unit.unaudited("nothing else was due")

"""What the disaster service can show for an evaluation: reports verified in 30 days, and how soon."""

from datetime import timedelta

from sqlalchemy import Connection

from simpul.disaster.store import measured as store
from simpul.kernel.i18n import N_
from simpul.kernel.measuring import Asked, Figure, Measured, share
from simpul.kernel.platform import Platform

VERIFICATION = "disaster.verification"
DAYS = 30
_PERCENT, _MINUTES = N_("per cent"), N_("minutes")


def verification(platform: Platform, connection: Connection, asked: Asked) -> Measured | None:
    """Reports of the last 30 days, how many were verified, how soon; None of any agency but this node's own."""
    del platform
    if not asked.own:
        return None
    since = asked.at - timedelta(days=DAYS)
    found = store.verified(connection, since, asked.at)
    return Measured(
        key=VERIFICATION,
        title=N_("Verification of disaster reports in 30 days"),
        figures=(
            Figure("reports", N_("Reports received"), str(found["reports"])),
            Figure("verified", N_("Reports verified"), str(found["verified"])),
            Figure("decided", N_("Reports decided"), share(found["decided"], found["reports"]), _PERCENT),
            Figure("median", N_("Half were verified within"), _minutes(found["middle"]), _MINUTES),
            Figure("p90", N_("90 of 100 were verified within"), _minutes(found["slow"]), _MINUTES),
        ),
        at=asked.at,
        query=N_("Reports received from {since} to {until} (UTC), without exercises; minutes from receipt to decision."),
        source=N_("The reports of the disaster service at this node."),
        facts={"since": f"{since:%Y-%m-%d %H:%M}", "until": f"{asked.at:%Y-%m-%d %H:%M}"},
    )


def _minutes(given: object) -> str:
    return "" if given is None else f"{float(str(given)):.1f}"

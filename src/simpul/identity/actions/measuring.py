"""What identity can show of an agency for an evaluation: accounts, and sign-ons in 30 days."""

from datetime import timedelta

from sqlalchemy import Connection

from simpul.identity.store import measured as store
from simpul.kernel.i18n import N_
from simpul.kernel.measuring import Asked, Figure, Measured
from simpul.kernel.platform import Platform

SIGN_ON = "identity.sign_on"
DAYS = 30


def sign_on(platform: Platform, connection: Connection, asked: Asked) -> Measured:
    """The agency's accounts at this node, and how often they signed on in the last 30 days."""
    del platform
    since = asked.at - timedelta(days=DAYS)
    found = store.counted(connection, asked.agency, since, asked.at)
    return Measured(
        key=SIGN_ON,
        title=N_("Accounts and sign-ons in 30 days"),
        figures=(
            Figure("accounts", N_("Accounts"), str(found["accounts"])),
            Figure("active", N_("Active accounts"), str(found["active"])),
            Figure("used", N_("Active accounts that signed on"), str(found["used"])),
            Figure("sign_ons", N_("Sign-ons"), str(found["sign_ons"])),
            Figure("roles", N_("Different roles held"), str(found["roles"])),
        ),
        at=asked.at,
        query=N_("Accounts of the agency with the code {agency}; sessions they began from {since} to {until} (UTC)."),
        source=N_("Identity at this node; accounts that the agency has elsewhere are not seen here."),
        facts={"agency": asked.agency, "since": f"{since:%Y-%m-%d %H:%M}", "until": f"{asked.at:%Y-%m-%d %H:%M}"},
    )

"""What is due to be erased (UU 27/2022 art. 43): ended sessions after 30 days, old tokens after a year."""

from simpul.identity import rules, store
from simpul.kernel.platform import Platform


def erase_due(platform: Platform) -> tuple[int, int]:
    """How many sessions and tokens were erased because their time has come."""
    with platform.database.writing() as unit:
        now = unit.clock.now()
        sessions = store.erase_sessions(unit.connection, now - rules.ENDED_KEPT, lasting=rules.ABSOLUTE)
        tokens = store.erase_tokens(unit.connection, now - rules.TOKEN_KEPT)
        if sessions or tokens:
            unit.audit("identity.erase", subject="due", after={"sessions": sessions, "tokens": tokens})
        else:
            unit.unaudited("nothing was due")
    return sessions, tokens

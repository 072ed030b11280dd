"""What the desk's events set off, and the module's regular work."""

from datetime import timedelta

from simpul.disaster import actions, model
from simpul.disaster.actions import area_outlines, cards, deciding, incidents, partners, queueing, voting
from simpul.disaster.outside import held
from simpul.disaster.rules import announcing
from simpul.kernel.announcing import Announcer
from simpul.kernel.database import Unit
from simpul.kernel.jobs import Job
from simpul.kernel.platform import Platform

count_verified = actions.count_verified
count_corrected = actions.count_corrected
count_hidden = actions.count_hidden
refresh_incident = incidents.refresh


def announce_verified(platform: Platform, _unit: Unit, event: model.ReportVerified) -> None:
    """Other agencies that subscribed are told of the verified report; nobody where the node offers no such event type."""
    platform.port(Announcer).announce(platform, announcing.verified(event, platform.settings.public_url))


def erase_due(platform: Platform) -> None:
    """Personal data whose time has come is erased: of reports, cards, votes and flags, partners' invitations."""
    actions.erase_due(platform)
    cards.forget(platform)
    voting.erase_due_votes(platform)
    deciding.erase_due_withheld(platform)
    partners.erase_due_invitations(platform)


def erase_held(platform: Platform) -> None:
    """Photographs whose report did not follow within an hour are gone."""
    held.erase_held(platform)


def draw_outlines(platform: Platform) -> None:
    """The register has drawn the local areas, so that no visitor of a map waits for it."""
    area_outlines.drawn(platform)


def rescore(platform: Platform) -> None:
    """What the desk has not decided is judged anew beside what came in since."""
    queueing.rescore(platform)


JOBS: tuple[Job, ...] = (
    Job("disaster.erase_due", timedelta(hours=6), erase_due),
    Job("disaster.erase_held", timedelta(hours=1), erase_held),
    Job("disaster.rescore", timedelta(minutes=2), rescore),
    Job("disaster.draw_outlines", timedelta(minutes=10), draw_outlines),
)

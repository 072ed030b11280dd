"""What the desk's events set off, and the module's regular work."""

from datetime import timedelta

from simpul.disaster import actions
from simpul.disaster.actions import (
    announcing,
    area_outlines,
    cap_reports,
    cards,
    deciding,
    demo_layers,
    demo_water,
    feed_fetching,
    gauge_desk,
    import_work,
    incidents,
    measuring,
    noticing,
    nowcasts,
    partners,
    queueing,
    sending_notices,
    subscribing,
    voting,
    warning_erasing,
    webhooks,
)
from simpul.disaster.actions.channels import following
from simpul.disaster.actions.needs import keeping as need_keeping
from simpul.disaster.actions.opendata import exporting
from simpul.disaster.outside import held
from simpul.kernel.jobs import Job
from simpul.kernel.platform import Platform

count_verified = actions.count_verified
count_corrected = actions.count_corrected
count_hidden = actions.count_hidden
refresh_incident = incidents.refresh

tell_agencies = announcing.tell_agencies
tell_webhooks = announcing.tell_webhooks
tell_issued = noticing.tell_issued
tell_updated = noticing.tell_updated
tell_cancelled = noticing.tell_cancelled


def erase_due(platform: Platform) -> None:
    """Personal data whose time has come is erased: of reports, cards, votes and flags, partners' invitations."""
    actions.erase_due(platform)
    cards.forget(platform)
    gauge_desk.erase_due_gauge_refusals(platform)
    voting.erase_due_votes(platform)
    deciding.erase_due_withheld(platform)
    partners.erase_due_invitations(platform)
    need_keeping.erase_due_needs(platform)
    warning_erasing.erase_due_warnings(platform)
    webhooks.erase_due_webhooks(platform)
    import_work.erase_due_imports(platform)
    subscribing.erase_due_subscribers(platform)
    following.erase_due_chats(platform)
    nowcasts.forget(platform)


def ask_feeds(platform: Platform) -> None:
    """The feeds of other agencies that the operator named were asked; what is made up for a demo goes with its clock."""
    feed_fetching.fetch_due(platform)
    demo_layers.keep_fresh(platform)


def ask_reporters(platform: Platform) -> None:
    """Reporters in chats are asked whether it is still so, and thanked for what they sent by a card's page."""
    following.ask_and_thank(platform)


def forget_idle_chats(platform: Platform) -> None:
    """What somebody began and did not end is forgotten: a report in a chat, a subscription without its code."""
    following.forget_idle(platform)
    subscribing.forget_wishes(platform)


def age_needs(platform: Platform) -> None:
    """Needs whose time has come are asked about or over; what nobody brought is free again."""
    need_keeping.grow_old(platform)


def erase_held(platform: Platform) -> None:
    """Photographs whose report did not follow within an hour are gone."""
    held.erase_held(platform)


def draw_outlines(platform: Platform) -> None:
    """The register has drawn the local areas, so that no visitor of a map waits for it."""
    area_outlines.drawn(platform)


def rescore(platform: Platform) -> None:
    """What the desk has not decided is judged anew beside what came in since."""
    queueing.rescore(platform)


def tell_reports(platform: Platform) -> None:
    """Where residents report something, those who want to know that are told, once a day for each regency."""
    noticing.tell_reports(platform)


def revive_notices(platform: Platform) -> None:
    """Notices over which a process died wait again."""
    sending_notices.revive(platform)


def tell_reports_as_cap(platform: Platform) -> None:
    """What changed of the reports that everybody may see is told as CAP messages."""
    cap_reports.tell_changes(platform)


def deliver_webhooks(platform: Platform) -> None:
    """Webhooks that are due have been called."""
    webhooks.deliver_due(platform)


def renew_downloads(platform: Platform) -> None:
    """The files of open data hold what is public now, and nothing that was hidden since."""
    exporting.renew(platform)


JOBS: tuple[Job, ...] = (
    Job("disaster.renew_downloads", timedelta(minutes=10), renew_downloads),
    Job("disaster.cap_reports", timedelta(seconds=5), tell_reports_as_cap),
    Job("disaster.webhooks", timedelta(seconds=2), deliver_webhooks),
    Job("disaster.imports", timedelta(seconds=2), import_work.begin),
    Job("disaster.erase_due", timedelta(hours=6), erase_due),
    Job("disaster.ask_reporters", timedelta(seconds=5), ask_reporters),
    Job("disaster.forget_idle_chats", timedelta(minutes=5), forget_idle_chats),
    Job("disaster.age_needs", timedelta(minutes=5), age_needs),
    Job("disaster.erase_held", timedelta(hours=1), erase_held),
    Job("disaster.tell_reports", timedelta(minutes=1), tell_reports),
    Job("disaster.revive_notices", timedelta(minutes=1), revive_notices),
    Job("disaster.feeds", timedelta(minutes=1), ask_feeds),
    Job("disaster.move_samples", timedelta(seconds=15), demo_water.move),
    Job("disaster.rescore", timedelta(minutes=2), rescore),
    Job("disaster.draw_outlines", timedelta(minutes=10), draw_outlines),
)

MEASURES = {measuring.VERIFICATION: measuring.verification}
"""What the disaster service can measure of this node's agency."""

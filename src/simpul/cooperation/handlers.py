"""What the cooperation does by the clock."""

from datetime import timedelta

from simpul.cooperation.actions import (
    certificates_making,
    contacting_desk,
    documents_forgetting,
    expiring,
    gate_forgetting,
    inviting,
    nominating_mail,
    registering_telling,
    reminding,
    reminding_mail,
    showcasing,
)
from simpul.kernel.jobs import Job
from simpul.kernel.platform import Platform


def _invite(platform: Platform) -> None:
    inviting.tell(platform)


def _forget_gates(platform: Platform) -> None:
    gate_forgetting.forget(platform)


JOBS: tuple[Job, ...] = (
    Job("cooperation.remind", timedelta(minutes=20), reminding.work),
    Job("cooperation.forget_mail", timedelta(days=1), reminding_mail.forget_due),
    Job("cooperation.tell_expiring", timedelta(hours=1), expiring.work),
    Job("cooperation.tell_nominees", timedelta(minutes=1), nominating_mail.tell),
    Job("cooperation.invite", timedelta(minutes=5), _invite),
    Job("cooperation.make_certificates", timedelta(minutes=1), certificates_making.begin),
    Job("cooperation.forget_people", timedelta(days=1), documents_forgetting.forget),
    Job("cooperation.tell_registered", timedelta(seconds=30), registering_telling.tell),
    Job("cooperation.erase_registrations", timedelta(days=1), registering_telling.erase),
    Job("cooperation.forget_gates", timedelta(days=1), _forget_gates),
    Job("cooperation.ask_figures", timedelta(seconds=60), showcasing.ask),
    Job("cooperation.tell_contacts", timedelta(minutes=5), contacting_desk.tell),
    Job("cooperation.erase_contacts", timedelta(days=1), contacting_desk.forget),
)

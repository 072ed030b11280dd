"""What accounts of a node may be trusted with. Law: Perpres 95/2018 art. 40 (security of SPBE)."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from simpul.kernel.i18n import N_

ADMIN = "node.admin"


@dataclass(frozen=True, slots=True)
class Role:
    """What an account may be trusted with. `name` and `allows` are English message ids.

    `by_token`: a program may act in this role by an API token. `node_wide`: only the node's own agency gives it.
    """

    code: str
    name: str
    allows: tuple[str, ...]
    by_token: bool = True
    node_wide: bool = False


def _table(*roles: Role) -> Mapping[str, Role]:
    return MappingProxyType({role.code: role for role in roles})


ROLES = _table(
    Role(
        "disaster.officer",
        N_("Disaster officer"),
        (
            N_("Verifies, corrects or hides reports from the region of the agency."),
            N_("Sees the photo and the text of a report before it is released."),
        ),
    ),
    Role(
        "disaster.channel",
        N_("Channel of reports"),
        (
            N_("A program, such as a chat bot, that opens report cards for residents and sends what they report."),
            N_("Reads partner codes through the interface that PetaBencana's clients know."),
        ),
    ),
    Role(
        "disaster.sensor",
        N_("Gauge or sensor"),
        (N_("A program that sends the readings of water gauges in the region of the agency, and nothing else."),),
    ),
    Role(
        "malaria.officer",
        N_("Malaria programme officer"),
        (
            N_("Sees workers, devices, stock and patients of the malaria programme in the region of the agency."),
            N_("Adds workers, and ends the use of a device that was lost."),
        ),
        by_token=False,
    ),
    Role(
        "malaria.supervisor",
        N_("Malaria supervisor"),
        (
            N_("Gives village workers their devices, and settles what two devices recorded differently."),
            N_("Sees the patients of the villages in the region of the agency."),
        ),
        by_token=False,
    ),
    Role(
        "malaria.clinician",
        N_("Clinician of the malaria programme"),
        (N_("Signs the dosing table, without which no medicine is given to patients by the app."),),
        by_token=False,
    ),
    Role(
        "malaria.reader",
        N_("Malaria cross-checker"),
        (N_("Reads slides a second time without seeing the first reading, in the region of the agency."),),
        by_token=False,
    ),
    Role(
        "maturity.entry",
        N_("Data-entry officer of the SPBE evaluation"),
        (
            N_("Fills and submits the agency's self-assessment, and says who answers for which indicator."),
            N_("One a time for each agency; hands over explicitly."),
        ),
        by_token=False,
    ),
    Role(
        "maturity.respondent",
        N_("Respondent of the SPBE evaluation"),
        (N_("Answers for the indicators given to them, with evidence."),),
        by_token=False,
    ),
    Role(
        "maturity.leader",
        N_("SPBE coordinator of the agency"),
        (N_("Signs the agency's records, and objects to what the assessors found."),),
        by_token=False,
    ),
    Role(
        "maturity.assessor",
        N_("SPBE assessor"),
        (N_("Assesses the agencies assigned, from documents, interview and visit."),),
        by_token=False,
    ),
    Role(
        "maturity.reviewer",
        N_("Reviewer of the SPBE evaluation"),
        (N_("Finds the assessors' values valid or sends them back, for the agencies assigned."),),
        by_token=False,
    ),
    Role(
        "maturity.ministry",
        N_("SPBE evaluation at the ministry"),
        (
            N_("Opens and closes editions, assigns assessors without conflicts of interest, makes results final."),
            N_("Sees the progress of every agency."),
        ),
        by_token=False,
    ),
    Role(
        "cooperation.centre",
        N_("Staff of the cooperation centre"),
        (
            N_("Founds programmes, gives seats in them, and keeps their agreements, meetings, projects and activities."),
            N_("Holds large events: quotas, gates, the live board."),
            N_("Sees passport data of no side, unless seated in the programme for that side."),
        ),
        by_token=False,
    ),
    Role(
        "cooperation.partner",
        N_("Partner in a cooperation programme"),
        (
            N_("Reads the programmes they are seated in, and no other."),
            N_("Answers for their own side: contributions, people, actions."),
        ),
        by_token=False,
    ),
    Role(
        "cooperation.liaison",
        N_("Liaison officer of an agency"),
        (N_("Nominates people of the agency to activities within its quota, and follows its registrations for an event."),),
        by_token=False,
    ),
    Role(
        "cooperation.gate",
        N_("Gate officer of an event"),
        (N_("Admits people by their tickets at the gates of an event, with or without a signal."),),
        by_token=False,
    ),
    Role(
        ADMIN,
        N_("Administrator"),
        (
            N_("Adds and disables the accounts of the agency, and gives and takes their roles."),
            N_("Resets forgotten passwords."),
            N_("In the agency that runs this node: does so for every agency, and adds agencies."),
        ),
        by_token=False,
    ),
    Role(
        "node.auditor",
        N_("Auditor"),
        (N_("Reads who did what and when on this node. Changes nothing."),),
        node_wide=True,
    ),
    Role(
        "exchange.operator",
        N_("Operator of the exchange"),
        (
            N_("Decides which agencies and nodes join the exchange, and which keys no longer sign."),
            N_("Has work only at the node that keeps the register."),
        ),
        by_token=False,
        node_wide=True,
    ),
    Role(
        "exchange.steward",
        N_("Steward of services"),
        (
            N_("Publishes services of the agency that runs this node and decides who may call them."),
            N_("Says for every access right why, on which legal basis, until when and how often."),
        ),
    ),
    Role(
        "exchange.integrator",
        N_("Integrator"),
        (
            N_("Looks for services of other agencies, asks for access and tries calls for the agency that runs this node."),
            N_("Reads who called what and when at this node, and checks the proofs."),
        ),
    ),
    Role(
        "exchange.registrar",
        N_("Registrar of persons"),
        (N_("Checks face to face whose identifier belongs to an account, so that the person sees who read their data."),),
        by_token=False,
        node_wide=True,
    ),
)
"""Every role of this node, by code. A new module adds its rows here; a role counts within the account's own agency."""

"""Village workers (juru malaria kampung, of a company's camp JMP), their villages, and what stands in the way."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from simpul.kernel.errors import Conflict, Invalid, NotFound
from simpul.kernel.i18n import N_


class WorkerKind(StrEnum):
    """Juru malaria kampung (a village's) or juru malaria perusahaan (a company camp's)."""

    JMK = "jmk"
    JMP = "jmp"


@dataclass(frozen=True, slots=True)
class Village:
    """A village or camp of the programme; `code` as in `regions`, or below one for a camp."""

    code: str
    name: str
    kind: str = "kampung"
    longitude: float | None = None
    latitude: float | None = None
    population: int | None = None
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class Worker:
    """A village worker, in service until `retired_at`."""

    id: UUID
    name: str
    kind: WorkerKind
    village: str
    added_at: datetime
    retired_at: datetime | None = None
    synthetic: bool = False


class VillageUnknown(NotFound):
    """No village of the programme has this code, or it is not the actor's."""

    code = "village-unknown"
    sentence = N_("There is no such village in your region.")
    field = "village"


class WorkerUnknown(NotFound):
    """No worker has this id, or their village is not the actor's."""

    code = "worker-unknown"
    sentence = N_("There is no such worker in your region.")


class WorkerRetired(Conflict):
    """The worker is no longer in service."""

    code = "worker-retired"
    sentence = N_("This worker is no longer in service. Bring them back into service first.")


class WorkerNameWrong(Invalid):
    """The name is empty or over 100 characters."""

    code = "worker-name-wrong"
    sentence = N_("Give the worker’s name, at most 100 characters.")
    field = "name"


class WorkerKindWrong(Invalid):
    """Neither a village's nor a company's worker."""

    code = "worker-kind-wrong"
    sentence = N_("Choose whether the worker serves a village or a company’s camp.")
    field = "kind"

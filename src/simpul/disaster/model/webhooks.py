"""Webhooks: programs that are called when something happens, and each call that was made to them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from simpul.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from simpul.kernel.i18n import N_


class DeliveryState(StrEnum):
    """How a call stands."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Webhook:
    """An address that is called for events of these `types`, within `region` (empty: everywhere).

    `owner` is the region of the agency whose officers may change it; `paused_why` says why it is not called any more.
    """

    id: UUID
    name: str
    url: str
    types: tuple[str, ...]
    region: str
    owner: str
    made_at: datetime
    made_by: UUID | None = None
    paused_at: datetime | None = None
    paused_why: str = ""
    failing_since: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """A call that is made until it is taken in: what it says, how often it was tried, what was answered."""

    id: UUID
    webhook: UUID
    message: str
    type: str
    body: str
    at: datetime
    due_at: datetime | None
    tries: int = 0
    state: DeliveryState = DeliveryState.WAITING
    status: int | None = None
    reason: str = ""
    delivered_at: datetime | None = None


class WebhookMissing(NotFound):
    """No webhook has this id, or it is not for this actor."""

    code = "webhook-missing"
    sentence = N_("There is no webhook here.")


class WebhooksForbidden(NotAllowed):
    """Only administrators and duty officers register webhooks."""

    code = "webhooks-forbidden"
    sentence = N_("Only administrators of this node and duty officers may register webhooks.")


class WebhookNameMissing(Invalid):
    """A webhook needs a name by which people know it."""

    code = "webhook-name-missing"
    sentence = N_("Give the webhook a name of at most {most} characters: who is called, and what for.")
    field = "name"


class WebhookTypesMissing(Invalid):
    """No event was chosen."""

    code = "webhook-types-missing"
    sentence = N_("Choose at least one event.")
    field = "types"


class WebhookAddressUnfit(Invalid):
    """The address is none that may be called."""

    code = "webhook-address-unfit"
    sentence = N_("Give an address that begins with https:// and is not inside a private network.")
    field = "url"


class WebhookRegionUnknown(Invalid):
    """The region is none, or none of the officer's."""

    code = "webhook-region-unknown"
    sentence = N_("Choose a region of your agency, or leave it empty.")
    field = "region"


class WebhooksMany(Conflict):
    """The node calls as many addresses as it may."""

    code = "webhooks-many"
    sentence = N_("This node already has {most} webhooks. End one that is no longer needed.")

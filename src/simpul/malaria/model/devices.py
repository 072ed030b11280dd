"""Devices of village workers, the invitations they are enrolled by, and what stands in their way."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from simpul.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, TooMany
from simpul.kernel.i18n import N_


@dataclass(frozen=True, slots=True)
class Invitation:
    """Leave to enrol one device, once, for 24 hours. `token` is told to the supervisor alone; the node keeps its digest."""

    id: UUID
    worker: UUID
    village: str
    token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Device:
    """A worker's device. `node_key` is the node's half of the key agreement, encrypted; `short` is its number in an SMS."""

    id: UUID
    short: int
    worker: UUID
    village: str
    label: str
    app_version: str
    public_key: Mapping[str, Any]
    node_key: bytes
    enrolled_at: datetime
    seen_at: datetime | None
    revoked_at: datetime | None
    reason: str | None
    broken_at: int | None
    synthetic: bool


@dataclass(frozen=True, slots=True)
class NewDevice:
    """What a device says of itself when it is enrolled: its public key (JWK, P-256), its name, the app's version."""

    public_key: Mapping[str, Any]
    label: str
    app_version: str


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What a device gets once: who it is, its worker and village, the node's public key (JWK), and its two tokens."""

    device: UUID
    short: int
    worker: Mapping[str, Any]
    village: Mapping[str, Any]
    node_public_key: Mapping[str, Any]
    upload_token: str
    read_token: str
    now: datetime


class InvitationUnknown(NotFound):
    """No invitation has this token."""

    code = "invitation-unknown"
    sentence = N_("This invitation is not known. Ask your supervisor for a new one.")


class InvitationExpired(Conflict):
    """The invitation is older than a day."""

    code = "invitation-expired"
    sentence = N_("This invitation is more than 24 hours old. Ask your supervisor for a new one.")


class InvitationSpent(Conflict):
    """A device was enrolled by it already."""

    code = "invitation-spent"
    sentence = N_("Another device was already registered with this invitation. Ask your supervisor for a new one.")


class DeviceKeyWrong(Invalid):
    """The public key is no point of P-256 in a JWK."""

    code = "device-key-wrong"
    sentence = N_("This device’s key cannot be read. Update the app and register again.")
    field = "public_key"


class DeviceUnknown(NotFound):
    """No device has this id, or its village is not the actor's."""

    code = "device-unknown"
    sentence = N_("There is no such device in your region.")


class TokenUnknown(NotAllowed):
    """No device holds this token."""

    code = "device-token-unknown"
    sentence = N_("This device is not registered here. Ask your supervisor to register it again.")


class DeviceRevoked(NotAllowed):
    """The device's use was ended: it sends what it still holds, and reads nothing any more."""

    code = "device-revoked"
    sentence = N_("The use of this device was ended. What it holds is sent first, then it is emptied.")


class TooManyWrongTokens(TooMany):
    """So many unknown tokens came from one address that it must wait."""

    code = "device-tokens-wrong"
    sentence = N_("Too many wrong attempts came from this connection. Wait a few minutes and try again.")


class SyncUnreadable(Invalid):
    """What was sent is no list of sealed events as the protocol has it, or is packed wrongly."""

    code = "sync-unreadable"
    sentence = N_("What the device sent cannot be read. Update the app and send again; nothing was lost.")


class SyncTooLarge(Invalid):
    """More than 64 KiB packed or 1 MiB unpacked were sent at once."""

    code = "body-too-large-sync"
    sentence = N_("That is too much at once. Send it in smaller parts; nothing was lost.")


class FileUnreadable(Invalid):
    """The file is no export of the field app."""

    code = "export-unreadable"
    sentence = N_("This is not a file exported by the malaria field app. Choose a file whose name ends in .smp.")
    field = "file"

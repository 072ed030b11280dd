"""Which device speaks: by the digest of its token."""

from simpul.kernel.platform import Platform
from simpul.malaria.actions.enrolling import digest
from simpul.malaria.model.devices import Device
from simpul.malaria.store import devices as store


def device_of(platform: Platform, token: str, *, reads: bool) -> Device | None:
    """The device that holds this token, for reading or for sending; None for a token that nobody has."""
    if not token:
        return None
    with platform.database.reading() as unit:
        find = store.of_read if reads else store.of_upload
        return find(unit.connection, digest(token))

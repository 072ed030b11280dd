"""Personal data leaves when it is due. Law: UU 27/2022 art. 43 (what is no longer needed is erased)."""

from datetime import timedelta

from simpul.disaster import store
from simpul.kernel.platform import Platform

ADDRESSES_KEPT = timedelta(hours=48)
DEVICES_KEPT = timedelta(days=30)
HIDDEN_KEPT = timedelta(days=90)


def erase_due(platform: Platform) -> dict[str, int]:
    """How many address hashes, device hashes and files of hidden reports were erased."""
    now = platform.clock.now()
    with platform.database.writing() as unit:
        addresses = store.forget_addresses(unit.connection, now - ADDRESSES_KEPT)
        devices = store.forget_devices(unit.connection, now - DEVICES_KEPT)
        files = store.forget_hidden(unit.connection, now - HIDDEN_KEPT)
        erased = {"addresses": addresses, "devices": devices, "files": len(files)}
        unit.audit("disaster.erase", subject="disaster_report", after=erased)
    for name in files:
        platform.files.remove(name)
    return erased

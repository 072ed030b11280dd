"""Where people are reached on a channel (a number, a chat, an e-mail, a browser), found by a keyed hash, sealed.

An address has one keyed hash, which serves as its seal's nonce (`sealing_numbers`): one nonce never seals two addresses.
"""

from simpul.disaster.outside import sealing_numbers as sealing
from simpul.disaster.rules import invitations
from simpul.kernel.keys import Keys


def person_hash(keys: Keys, channel: str, address: str) -> str:
    """The keyed hash of an address on a channel; of a telephone number the same as it ever was."""
    return invitations.person_hash(keys.derive(sealing.HASHED), channel, address)


def message_mark(keys: Keys, channel: str, message: str) -> str:
    """The keyed hash of a channel's name for a message, which may hold the sender's number."""
    return invitations.person_hash(keys.derive("disaster.channels.heard"), channel, message)


def sealed_address(keys: Keys, channel: str, address: str) -> bytes:
    """The address, encrypted for the person who has it on this channel."""
    return sealing.sealed_number(keys, person_hash(keys, channel, address), address)


def opened_address(keys: Keys, person: str, seal: bytes) -> str:
    """The address; nothing where the seal was not made for the person of this hash by this node."""
    return sealing.opened_number(keys, person, seal)

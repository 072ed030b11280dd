"""Anybody's proof bundle is checked here, and the key by which: the register's. Law: Perpres 95/2018 art. 33."""

import hashlib
from datetime import timedelta

from simpul.exchange.actions.trust import pinned_key
from simpul.exchange.log import notes
from simpul.exchange.log.notes import BadNote
from simpul.exchange.log.verify import Verdict, verify
from simpul.exchange.model.explorer_refusals import BundleTooLong, NoBundleGiven, RegisterKeyNotFit
from simpul.exchange.model.refusals import OperatorUnknown
from simpul.kernel.limits import spend
from simpul.kernel.platform import Platform

MOST_BYTES = 4 * 2**20
_RECORD = b'"salt":'
"""What stands once in each record of a bundle, which is written in one way only."""
MOST_RECORDS = 200
"""Records that a page tells of, as many as it shows of a message; each costs a step and a kilobyte of page."""
MOST, PER = 30, timedelta(minutes=1)
"""How many bundles one address may have checked here in a minute; more are checked by the command."""


def own_key(platform: Platform) -> str:
    """The verifier key of the register by which this node believes its trust list; empty where it has none."""
    try:
        return pinned_key(platform)
    except OperatorUnknown:
        return ""


def fingerprint(key: str) -> str:
    """SHA-256 of the key's 32 bytes, as `simpul exchange verify` shows it; RegisterKeyNotFit."""
    try:
        found = notes.parse_vkey(key)
    except BadNote:
        raise RegisterKeyNotFit() from None
    if found.algorithm != notes.ED25519 or not found.name.startswith("simpul.register/"):
        raise RegisterKeyNotFit()
    return hashlib.sha256(found.key).hexdigest()


def judge(platform: Platform, *, text: bytes, key: str = "") -> Verdict:
    """The verdict on a bundle, by the key that was given, or else by this node's own; RegisterKeyNotFit."""
    if key:
        fingerprint(key)
    return verify(text, register_key=key or own_key(platform) or None, now=platform.clock.now())


def judge_for(platform: Platform, *, text: bytes, key: str, by: str) -> Verdict:
    """The same for somebody who sent it; NoBundleGiven, BundleTooLong, TooMany when the address `by` sent many."""
    if not text.strip():
        raise NoBundleGiven()
    if len(text) > MOST_BYTES or text.count(_RECORD) > MOST_RECORDS:
        raise BundleTooLong()
    if key:
        fingerprint(key)
    with platform.database.writing() as unit:
        unit.unaudited("a counter of how often an address asks, and nothing else")
        spend(unit, f"exchange.check:{by}", most=MOST, per=PER)
    return judge(platform, text=text, key=key)

"""What is fixed when an edition is published, as one text with one digest: its rules and agencies, not its deadlines."""

import hashlib
import json
from collections.abc import Iterable

from simpul.maturity.model.editions import Edition, Participant
from simpul.maturity.model.instruments import Instrument


def content(edition: Edition, instrument: Instrument, participants: Iterable[Participant]) -> str:
    """Canonical JSON: the edition's rules, the digest of its instrument, its agencies by number."""
    whole = {
        "key": edition.key,
        "year": edition.year,
        "title": edition.title,
        "instrument": {"code": instrument.code, "digest": instrument.digest},
        "basis": edition.basis.value,
        "stages": list(edition.stages),
        "questions": [{"key": one.key, "id": one.words.id, "en": one.words.en} for one in edition.questions],
        "agencies": sorted([one.agency, one.name, one.kind, one.province, one.region] for one in participants),
    }
    return json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(edition: Edition, instrument: Instrument, participants: Iterable[Participant]) -> str:
    """SHA-256 of the content, in hex: the same for the same rules and agencies, whatever the deadlines."""
    return hashlib.sha256(content(edition, instrument, participants).encode()).hexdigest()

"""Whether a proof bundle proves what it says, offline, with nothing but the bundle and (if at hand) the register's key."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import TypeVar

from simpul.exchange.log import bundle as bundles
from simpul.exchange.log import merkle, notes, records, stamps, trust
from simpul.exchange.log.bundle import BadBundle, Bundle, Leaf
from simpul.exchange.log.notes import BadNote, Checkpoint, Note
from simpul.exchange.log.records import Said
from simpul.exchange.model.register import TrustList
from simpul.exchange.wire.signing import SignatureWrong

T = TypeVar("T")
AHEAD = timedelta(minutes=5)
"""By how much another's clock may be ahead of the reader's."""


NO_FACTS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Check:
    """One question and its answer, in words; `skipped`: an earlier one failed, so that this one has nothing to stand on.

    `facts` are for telling it in another language; among them `case`, where an answer may be good in several ways.
    """

    name: str
    ok: bool
    detail: str
    skipped: bool = False
    facts: Mapping[str, str] = field(default_factory=lambda: NO_FACTS)

    @property
    def step(self) -> str:
        """What kind of question it is: its name without a record's number."""
        return self.name.partition(" ")[0] if self.name.startswith("record ") else self.name


@dataclass(frozen=True, slots=True)
class Verdict:
    """Each check of a bundle, whose it is, how many other nodes cosigned, whether its register was compared."""

    checks: tuple[Check, ...]
    message: str = ""
    node: str = ""
    witnesses: int = 0
    compared: bool = False

    @property
    def ok(self) -> bool:
        """Whether every check passed."""
        return bool(self.checks) and all(check.ok for check in self.checks)


def verify(text: bytes | str, *, register_key: str | None = None, now: datetime) -> Verdict:
    """The verdict on a bundle; never raises, whatever the text is.

    `register_key`: the vkey of the register one trusts. Without it, the key that the bundle names is only reported.
    """
    try:
        found = bundles.parse(text.encode("utf-8", "replace") if isinstance(text, str) else text)
    except BadBundle as bad:
        return Verdict((Check("structure", False, f"{bad}."),), compared=register_key is not None)
    session = _Session(found, now)
    session.run("structure", session.structure)
    session.run("register key", lambda: session.register_key(register_key))
    session.run("register", session.register)
    session.run("statements", session.statements)
    session.run("log key", session.log_key)
    session.run("checkpoint", session.log_checkpoint)
    session.run("witnesses", session.witnesses)
    for leaf in found.records:
        session.run(f"record {leaf.seq}", lambda leaf=leaf: session.record(leaf))  # type: ignore[misc]
    session.run("calls", session.calls)
    if found.stamp is not None:
        session.run("time stamp", session.stamp)
    if found.bodies:
        session.run("bodies", session.bodies)
    return Verdict(tuple(session.checks), found.message, found.node, session.cosigned, register_key is not None)


class _Session:
    """One bundle under examination: what earlier checks found out is there for later ones."""

    def __init__(self, found: Bundle, now: datetime) -> None:
        self.bundle = found
        self.now = now
        self.checks: list[Check] = []
        self.known = TrustList()
        self.registered: Checkpoint | None = None
        self.note: Note | None = None
        self.logged: Checkpoint | None = None
        self.said: list[Said] = []
        self.cosigned = 0
        self.facts: dict[str, str] = {}

    def run(self, name: str, ask: Callable[[], str]) -> None:
        """The answer to one question is noted."""
        self.facts = {}
        try:
            self.checks.append(Check(name, True, ask(), facts=self.facts))
        except (BadBundle, BadNote, merkle.ProofBroken, stamps.StampBroken, SignatureWrong, _NotChecked) as wrong:
            text = str(wrong)
            self.checks.append(
                Check(name, False, text[:1].upper() + text[1:] + ".", skipped=isinstance(wrong, _NotChecked))
            )

    # the questions

    def structure(self) -> str:
        """Whether there is something to prove, and the parts are in order."""
        places = [leaf.seq for leaf in self.bundle.records]
        indexes = [said.index for said in self.bundle.register.statements]
        if not places or places != sorted(set(places)) or indexes != sorted(set(indexes)):
            raise BadBundle("records or statements are missing, repeated or out of order")
        self.facts = {"records": str(len(places)), "statements": str(len(indexes))}
        return f"{_many(len(places), 'record')}, {_many(len(indexes), 'statement')} of the register."

    def register_key(self, given: str | None) -> str:
        """Whether the bundle's register is the one that is trusted."""
        key = notes.parse_vkey(self.bundle.register.key)
        if given is not None and given.strip() != self.bundle.register.key:
            raise BadBundle("the bundle is of another register than the one given")
        fingerprint = hashlib.sha256(key.key).hexdigest()
        self.facts = {"case": "compared" if given is not None else "uncompared", "name": key.name, "print": fingerprint}
        if given is not None:
            return f"{key.text} is the one given."
        return f"Not compared. Compare this fingerprint: {fingerprint} ({key.name})."

    def register(self) -> str:
        """Whether the register's checkpoint is signed."""
        key = notes.parse_vkey(self.bundle.register.key)
        note = notes.opened(self.bundle.register.checkpoint, key)
        if len(note.signatures) != 1:
            raise BadNote("the register's checkpoint bears other signatures")
        found = self.registered = notes.parse_checkpoint(note.text)
        if found.origin != key.name:
            raise BadNote("the register's checkpoint is another's")
        issued, expires = (self._extension(found, word) for word in ("issued", "expires"))
        self._not_ahead(issued, "the register's checkpoint")
        late = " (its time has passed since)" if expires < self.now else ""
        self.facts = {"case": "late" if late else "current", "name": key.name}
        return f"{_many(found.size, 'statement')}, issued {_shown(issued)}, relied on until {_shown(expires)}{late}."

    def _extension(self, checkpoint: Checkpoint, word: str) -> datetime:
        found = [line for line in checkpoint.extensions if line.startswith(word + " ")]
        if len(found) != 1:
            raise BadNote(f"the register's checkpoint does not say when it is {word}")
        return _instant(notes.number(found[0][len(word) + 1 :]))

    def _not_ahead(self, at: datetime, what: str) -> None:
        if at > self.now + AHEAD:
            raise BadBundle(f"{what} is of the future")

    def statements(self) -> str:
        """Whether each statement stands in the register."""
        found = _there(self.registered)
        carried = self.bundle.register.statements
        for said in carried:
            leaf = merkle.leaf_hash(said.statement.encode())
            merkle.verify_inclusion(leaf, said.index, found.size, said.proof, found.root)
        self.known = trust.known([said.statement for said in carried])
        rest = "" if len(carried) == found.size else " A revocation that the bundle leaves out would not be seen."
        self.facts = {"case": "part" if rest else "whole", "count": str(len(carried)), "size": str(found.size)}
        return f"{len(carried)} of the register's {found.size} statements are carried, all proven.{rest}"

    def log_key(self) -> str:
        """Whether the register names the key of the node's log."""
        key = trust.log_of(self.known, self.bundle.node)
        self.facts = {"node": self.bundle.node, "name": self.known.nodes[self.bundle.node].name}
        return f"The register names {key.text}."

    def log_checkpoint(self) -> str:
        """Whether the node's log signed the checkpoint."""
        key = trust.log_of(self.known, self.bundle.node)
        note = notes.opened(self.bundle.checkpoint, key)
        found = notes.parse_checkpoint(note.text)
        if found.origin != key.name or not note.signatures[0].is_by(key) or found.extensions:
            raise BadNote("the checkpoint is another log's, or its signatures are out of order")
        self.note, self.logged = note, found
        self.facts = {"node": self.bundle.node, "size": str(found.size)}
        return f"Signed by {key.name} over {_many(found.size, 'record')}."

    def witnesses(self) -> str:
        """How many other nodes vouch that the log only ever grew."""
        note = _there(self.note)
        seen = []
        for signature in note.signatures[1:]:
            path, key = trust.witness_of(self.known, signature)
            self._not_ahead(_instant(notes.check(note.text, signature, key) or 0), "a cosignature")
            seen.append(path)
        if len(set(seen)) != len(seen):
            raise BadNote("a witness signed twice")
        others = [path for path in seen if path != self.bundle.node]
        self.cosigned = len(others)
        self.facts = {"case": "some" if others else "none", "count": str(len(others)), "names": ", ".join(others)}
        return f"Cosigned by {_many(len(others), 'other node')}{': ' + ', '.join(others) if others else ''}."

    def record(self, leaf: Leaf) -> str:
        """Whether a record is in the log, and its signature says the same as it does."""
        found = _there(self.logged)
        merkle.verify_inclusion(merkle.leaf_hash(records.entry(leaf)), leaf.seq, found.size, leaf.proof, found.root)
        if len(leaf.salt) != 16:
            raise BadBundle("the record's salt is not 16 bytes")
        said = records.read(leaf)
        if (said["message"], said["node"]) != (self.bundle.message, self.bundle.node):
            raise BadBundle("the record is of another message or node")
        self._not_ahead(records.moment(said["at"]), "the record")
        signer = records.check_signature(said, self.known)
        self.said.append(said)
        case = "own" if signer.startswith("no signature") else str(said["kind"])
        self.facts = {"case": case, "seq": str(leaf.seq), "client": said["client"], "service": said["service"]}
        return f"{said['kind']} as {said['role']} at {said['at']}, {signer}; in the log."

    def calls(self) -> str:
        """Whether request and answer belong to one another."""
        if not self.said or len(self.said) != len(self.bundle.records):
            raise _NotChecked("not checked, since a record does not hold")
        groups: dict[tuple[str, str], dict[str, Said]] = defaultdict(dict)
        for said in self.said:
            group = groups[said["role"], said["request"]]
            if said["kind"] in group:
                raise BadBundle(f"{said['kind']} stands twice for one call")
            group[said["kind"]] = said
        told = [_call(group) for group in groups.values()]
        self.facts = {
            "case": "several" if len(told) > 1 else _outcome(next(iter(groups.values()))),
            "count": str(len(told)),
        }
        return " ".join(told)

    def stamp(self) -> str:
        """Whether an authority saw the checkpoint."""
        note = _there(self.note)
        as_signed = Note(note.text, note.signatures[:1]).whole
        found = stamps.check(self.bundle.stamp or b"", as_signed, roots=self.bundle.stamp_roots)
        self._not_ahead(found.at, "the time stamp")
        self.facts = {"at": _shown(found.at), "authority": found.authority}
        return f"Stamped {_shown(found.at)} by {found.authority}. Compare its root's fingerprint: {', '.join(found.roots)}."

    def bodies(self) -> str:
        """Whether the bodies are those that were recorded."""
        for kind, body in self.bundle.bodies.items():
            of_kind = [said for said in self.said if said["kind"] == kind]
            if len(of_kind) != 1:
                raise BadBundle("a body belongs to no single record")
            records.check_body(of_kind[0], body)
        return f"The bodies ({', '.join(self.bundle.bodies)}) are those that were recorded."


class _NotChecked(Exception):
    """An earlier check failed, so that this one has nothing to stand on."""


def _there(found: T | None) -> T:
    if found is None:
        raise _NotChecked("not checked, since an earlier check failed")
    return found


def _call(group: dict[str, Said]) -> str:
    """One call in words; its records must be of one call."""
    if "refused" in group:
        if len(group) > 1:
            raise BadBundle("a call was refused and yet served")
        return f"The call was refused ({group['refused'].get('fault', 'no reason given')})."
    if "received" not in group:
        raise BadBundle("an answer without its request")
    if "answered" not in group:
        return "The request was received; no answer is recorded."
    records.check_pair(group["received"], group["answered"])
    return f"The answer ({group['answered'].get('status')}) belongs to the request."


def _outcome(group: Mapping[str, Said]) -> str:
    """How a call ended: its record of the furthest moment."""
    return next(kind for kind in ("refused", "answered", "received") if kind in group)


def _instant(seconds: int) -> datetime:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        raise BadNote("a time is beyond all calendars") from None


def _many(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _shown(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def lines(verdict: Verdict) -> list[str]:
    """The verdict in plain English, for a terminal."""
    if verdict.message:
        found = [f"Message {verdict.message} at node {verdict.node}"]
    else:
        found = ["Not a proof bundle"]
    found += [f"  {'ok    ' if check.ok else 'FAILED'}  {check.name}: {check.detail}" for check in verdict.checks]
    if not verdict.ok:
        found.append("The proof does NOT hold.")
    else:
        found.append(f"The proof holds; the log is vouched for by {_many(verdict.witnesses, 'other node')}.")
        if not verdict.compared:
            found.append("The register's key was not given: all rests on the fingerprint above, so compare it.")
    return [_plain(line) for line in found]


def _plain(line: str) -> str:
    """The line without what could steer a terminal: some of it is the bundle's own words."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in line)

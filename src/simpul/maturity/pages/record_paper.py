"""A signed record as a document on paper: what was signed, by whom, its digest, the way to check it."""

import io
from collections.abc import Mapping
from typing import Any

import segno

from simpul.kernel.i18n import N_, Translator
from simpul.kernel.web import Request
from simpul.maturity.actions.records import Proven
from simpul.maturity.model.instruments import Instrument
from simpul.maturity.model.records import Record, SignerRole

TITLES: Mapping[str, str] = {
    "self": N_("Record of self-assessment"),
    "document": N_("Record of document assessment"),
    "interview": N_("Record of interview"),
    "visit": N_("Record of visit"),
    "review": N_("Record of review"),
    "objection": N_("Record of objections"),
    "final": N_("Record of final determination"),
}
"""What the record of each stage is called."""
OFFICES: Mapping[SignerRole, str] = {
    SignerRole.ENTRY: N_("Data-entry officer of the agency"),
    SignerRole.LEADER: N_("SPBE coordinator of the agency"),
    SignerRole.ASSESSOR_1: N_("Assessor 1"),
    SignerRole.ASSESSOR_2: N_("Assessor 2"),
    SignerRole.REVIEWER: N_("Reviewer"),
    SignerRole.MINISTRY: N_("The ministry's evaluation team"),
}
"""In which office somebody signs, in words."""
_GROUP = 8


def groups(text: str) -> list[str]:
    """A digest in groups of eight, as people compare it."""
    return [text[at : at + _GROUP] for at in range(0, len(text), _GROUP)]


def qr(address: str) -> str:
    """The address as a QR code, in SVG."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", border=0, dark="#14213d", xmldecl=False)
    return out.getvalue().decode()


def paper(request: Request, found: Proven, instrument: Instrument, how: Mapping[str, str]) -> dict[str, Any]:
    """All that `data/record.typ` sets. `how`: the public address of the proof, the time zone."""
    t, record = request.t, found.record
    said = record.message
    return {
        "lang": request.lang,
        "title": t.gettext(TITLES.get(record.stage, N_("Record"))),
        "agency": found.participant.name,
        "subtitle": f"{instrument.title.said(request.lang)} · {found.edition.title}",
        "number": record.number,
        "marks": _marks(t, record),
        "facts": _facts(request, found, how["zone"]),
        "levels_title": t.gettext("Levels"),
        "head": [t.gettext("No."), t.gettext("Indicator"), t.gettext("Level")],
        "levels": _levels(request, instrument, said),
        "reason_title": t.gettext("Reason"),
        "reason": str(said.get("reason") or ""),
        "signatures_title": t.gettext("Signatures"),
        "signatures_note": t.gettext(
            "Each of these people confirmed this record with their own account, signed in at this node; what was confirmed"
            " is the message with the digest below."
        ),
        "hands": [(t.gettext(OFFICES[one.role]), one.name, t.datetime(one.at, how["zone"])) for one in record.signatures],
        "no_hands": t.gettext("Nobody has signed yet."),
        "digest_title": t.gettext("Digest of the message (SHA-256)"),
        "digest": groups(record.digest),
        "check_title": t.gettext("How to check it"),
        "check": t.gettext(
            "Open the address, or scan the code: the page says whether digest and signatures hold, without signing in."
            " Compare the digest there with the one above."
        ),
        "address": how["address"],
        "qr": qr(how["address"]),
        "node": t.gettext("Signed by the node {node} (Ed25519)", node=str(said.get("node") or "")),
        "node_signature": record.node_signature,
        "key": t.gettext("Public key of the node") + ": " + found.key,
        "foot": f"{record.number} · {found.participant.name}",
    }


def _marks(t: Translator, record: Record) -> list[str]:
    found = []
    if record.message.get("synthetic"):
        found.append(t.gettext("Synthetic data"))
    if record.replaced_at is not None:
        found.append(t.gettext("Replaced by a later record"))
    if not record.signatures:
        found.append(t.gettext("Not signed yet"))
    return found


def _facts(request: Request, found: Proven, zone: str) -> list[tuple[str, str]]:
    t, said = request.t, found.record.message
    decimal = "," if request.lang == "id" else "."
    facts = [
        (t.gettext("Agency"), f"{found.participant.name} ({found.record.message['agency']})"),
        (t.gettext("Edition"), found.edition.title),
        (t.gettext("Made"), t.datetime(found.record.at, zone)),
    ]
    if said.get("index"):
        facts.append((t.gettext("Index at this stage"), str(said["index"]).replace(".", decimal)))
    if said.get("index_exact"):
        facts.append((t.gettext("Index as a fraction"), str(said["index_exact"]).removesuffix("/1")))
    if said.get("predicate"):
        facts.append((t.gettext("Predicate"), str(said["predicate"])))
    if said.get("unfilled"):
        facts.append((t.gettext("Not filled in"), ", ".join(map(str, said["unfilled"]))))
    return facts


def _levels(request: Request, instrument: Instrument, said: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Each indicator with its name and the level that was signed; a dash where there was none."""
    given = said.get("levels") or {}
    decimal = "," if request.lang == "id" else "."
    return [
        (node.key, node.name.said(request.lang), str(given.get(node.key, "–")).replace(".", decimal))
        for node in instrument.indicators
    ]

"""Each step of a proof in plain words, for somebody who is no cryptographer: its title, what is well, what is not.

`log/verify.py` asks the questions on the node, `scripts/proof/check.js` in the browser; both name steps and cases alike.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from simpul.exchange.log.verify import Check, Verdict
from simpul.kernel.i18n import N_


@dataclass(frozen=True, slots=True)
class Words:
    """A step's title, its good sentences by case ("" for the only one), and the sentence of one that does not hold."""

    title: str
    good: Mapping[str, str]
    bad: str
    weak: str = ""
    """The case that is no fault, and yet not what the title promises."""


STEPS: Mapping[str, Words] = {
    "structure": Words(
        N_("The file is whole"),
        {
            "": N_(
                "It is written exactly as a node writes it. "
                "Records of the message: {records}; statements of the register: {statements}."
            )
        },
        N_("The file was changed, cut or written anew after the node made it, or it is no proof. Do not rely on it."),
    ),
    "register key": Words(
        N_("It rests on the right register"),
        {
            "compared": N_("The register {name} says which agencies take part, with which keys. It is the one you trust."),
            "uncompared": N_(
                "No key was given to compare with. Ask the operator of {name} whether this is its fingerprint: {print}"
            ),
        },
        N_("It rests on another register than the one you trust. Anybody can make a register of their own."),
        weak="uncompared",
    ),
    "register": Words(
        N_("The operator signed the register"),
        {
            "current": N_("The list of agencies, nodes and keys bears the signature of the operator of the exchange."),
            "late": N_("The list bears the operator's signature. A newer one has replaced it since, as with older proofs."),
        },
        N_("The list of agencies and keys does not bear the operator's signature."),
    ),
    "statements": Words(
        N_("The agencies and their keys stand in the register"),
        {
            "whole": N_("The whole register is here, {size} statements, each in its place."),
            "part": N_(
                "Of the register's {size} statements {count} are here, each proven to stand in its place. "
                "If one that takes a key back was left out, this check would not see it."
            ),
        },
        N_("What is said here of an agency or a key does not stand in the register."),
    ),
    "log key": Words(
        N_("The register knows this node's log"),
        {"": N_("The register names the key with which the node {node} signs its log.")},
        N_("The register does not know a log of this node."),
    ),
    "checkpoint": Words(
        N_("The node signed its log"),
        {
            "": N_(
                "{node} signed the state of its log over {size} records. "
                "Since then it can neither change one of them nor take it out without being found out."
            )
        },
        N_("The node's signature over its log does not hold."),
    ),
    "witnesses": Words(
        N_("Other nodes vouch for the log"),
        {
            "some": N_("Nodes that saw the same log and signed that it only ever grew: {count} ({names})."),
            "none": N_(
                "No other node has signed this state of the log yet, so only the node's own word stands for it. "
                "Fetch the proof again in a minute."
            ),
        },
        N_("A signature that is said to be another node's does not hold."),
        weak="none",
    ),
    "record": Words(
        N_("The record is true and in the log"),
        {
            "received": N_("The request: it stands at place {seq} of the log, and the agency of {client} signed it."),
            "answered": N_("The answer: it stands at place {seq} of the log, and the agency of {service} signed it."),
            "refused": N_("The refusal: it stands at place {seq} of the log, and whoever refused signed it."),
            "own": N_("The end of the call, at place {seq} of the log. This node ended the call, so nobody else signed."),
        },
        N_("This record was changed, or is not in the log, or its signature is not that agency's."),
    ),
    "calls": Words(
        N_("Question and answer belong together"),
        {
            "answered": N_("The answer was signed for this very request and for no other."),
            "received": N_("The request is on record; no answer to it is."),
            "refused": N_("The call was refused and so never reached the service."),
            "several": N_("Calls that bear this number: {count}. In each the answer was signed for its own request."),
        },
        N_("Request and answer do not belong to one another."),
    ),
    "time stamp": Words(
        N_("A time-stamping authority saw it"),
        {"": N_("{authority} confirms that the log stood like this at {at}.")},
        N_("The time stamp does not hold."),
    ),
    "bodies": Words(
        N_("The contents are those that were sent"),
        {"": N_("What was asked and answered, word for word, is what the records speak of.")},
        N_("The contents are not those that the records speak of."),
    ),
}
SKIPPED = N_("Not checked, since it stands on a step that does not hold.")
UNABLE = N_("This browser cannot do this step. The node above and the command below can.")


@dataclass(frozen=True, slots=True)
class Told:
    """One step as the page shows it: state is good, weak, bad or skipped; `detail` is the command's technical English."""

    title: str
    state: str
    sentence: str
    facts: Mapping[str, str]
    detail: str


def told(verdict: Verdict) -> list[Told]:
    """The verdict's steps for a page."""
    return [_told(check) for check in verdict.checks]


def _told(check: Check) -> Told:
    words = STEPS[check.step]
    case = check.facts.get("case", "")
    state = "skipped" if check.skipped else "bad" if not check.ok else "weak" if case and case == words.weak else "good"
    facts = {name: plain(value) for name, value in check.facts.items()}
    sentence = words.good[case] if check.ok else {"bad": words.bad, "skipped": SKIPPED}[state]
    return Told(words.title, state, sentence, facts, plain(check.detail))


def plain(text: object) -> str:
    """The text without signs that are not seen or turn others around: some of it is other people's."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in str(text))


def plain_lines(text: str) -> str:
    """The same of a text of several lines."""
    return "\n".join(plain(line) for line in text.split("\n"))


def for_script() -> dict[str, Any]:
    """What the browser's own check needs to tell its steps: every title and sentence, to be translated by the template."""
    return {"steps": STEPS, "skipped": SKIPPED, "unable": UNABLE}

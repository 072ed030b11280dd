"""What a phone tells by SMS when nothing else goes: counts and positive tests, never a name. At most two messages of 160.

`SMP1 <device> <number> <village> U<tests>P<positives> <case>.<case>… #<check>`; a case is the day of the test, sex, age
group, species and what was done: `261123PEFD`. `offline/src/sms.js` writes it; both keep to one file of examples.
"""

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime

from simpul.kernel.errors import Invalid
from simpul.kernel.i18n import N_
from simpul.malaria.model.events import Notice

LONGEST, CASES_MOST = 160, 10
AGES = {"A": "<1", "B": "1-4", "C": "5-9", "D": "10-14", "E": "15-54", "F": ">=55"}
SPECIES = {
    "F": "falciparum",
    "V": "vivax",
    "O": "ovale",
    "M": "malariae",
    "K": "knowlesi",
    "X": "mixed_pf_pv_po",
    "U": "unknown",
}
DONE = {"D": "treated", "R": "referred", "N": "nothing", "T": "training"}
_MESSAGE = re.compile(
    r"SMP1 (?P<device>[1-9]\d{0,8}) (?P<number>[1-9]\d{0,5}) (?P<village>[\d.]{2,20}) "
    r"U(?P<tests>\d{1,4})P(?P<positives>\d{1,4}) (?P<cases>-|[0-9A-Z.]+) #(?P<check>[0-9A-F]{6})"
)
_CASE = re.compile(r"(?P<day>\d{6})(?P<sex>[LP])(?P<age>[A-F])(?P<species>[FVOMKXU])(?P<done>[DRNT])")


class SmsUnreadable(Invalid):
    """The message is not one of the field app's, or was changed on its way."""

    code = "sms-unreadable"
    sentence = N_("This message is not one of the malaria field app, or a part of it is missing. Copy it whole.")
    field = "text"


def check_of(told: str) -> str:
    """The check code of a message's words before ` #`: an error in them shows, a forger is not held back."""
    return hashlib.sha256(told.encode()).hexdigest()[:6].upper()


def read(text: str) -> Notice:
    """What the message tells; SmsUnreadable. It is unconfirmed until the device's events are here."""
    message = " ".join(text.split())
    found = _MESSAGE.fullmatch(message) if len(message) <= LONGEST else None
    if found is None or check_of(message.rpartition(" #")[0]) != found["check"]:
        raise SmsUnreadable()
    cases = [] if found["cases"] == "-" else [_case(case) for case in found["cases"].split(".")]
    if len(cases) > CASES_MOST:
        raise SmsUnreadable()
    counts = {"tests": int(found["tests"]), "positives": int(found["positives"])}
    return Notice(int(found["device"]), int(found["number"]), {"village": found["village"], **counts, "cases": cases})


def _case(text: str) -> dict[str, str]:
    found = _CASE.fullmatch(text)
    try:
        if found is None:
            raise ValueError(text)
        day = datetime.strptime(found["day"], "%y%m%d")  # noqa: DTZ007 (a day without an hour)
    except ValueError as error:
        raise SmsUnreadable() from error
    return {
        "day": f"{day:%Y-%m-%d}",
        "sex": found["sex"],
        "age": AGES[found["age"]],
        "species": SPECIES[found["species"]],
        "done": DONE[found["done"]],
    }


def written(notice: Notice) -> str:
    """The message that tells this, as the field app writes it: for tests and simulations."""
    facts = notice.facts
    cases = [_coded(case) for case in facts["cases"]]
    counts = f"U{facts['tests']}P{facts['positives']}"
    told = f"SMP1 {notice.device} {notice.number} {facts['village']} {counts} {'.'.join(cases) or '-'}"
    return f"{told} #{check_of(told)}"


_CODES = {"age": AGES, "species": SPECIES, "done": DONE}


def _coded(case: Mapping[str, str]) -> str:
    letters = [next(code for code, told in table.items() if told == case[key]) for key, table in _CODES.items()]
    return case["day"][2:].replace("-", "") + case["sex"] + "".join(letters)

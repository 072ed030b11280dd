"""What a registration form holds, read and judged; the same for a page's form and a program's JSON."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date

from simpul.cooperation.model.registrations import (
    AgencyUnknown,
    Form,
    Holder,
    MailWrong,
    NameWrong,
    NumberWrong,
    Wish,
    WishMissing,
)

_NUMBER = re.compile(r"[0-9A-Z]{6,24}")
_BLANKS = re.compile(r"[\s.\-/]+")
_MAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,188}[A-Za-z0-9])?\.[A-Za-z]{2,24}")
FIELDS = ("agency", "number", "name", "mail", "wish", "key")
LANGUAGES = ("id", "en", "ko")


def staff_number(given: str) -> str:
    """The number in one spelling: without blanks, dots and hyphens, in capitals; NumberWrong if it is none.

    A number of 18 digits is a NIP: birth day, month of appointment, sex, serial (PP 11/2017); its date must be one.
    """
    number = _BLANKS.sub("", given).upper()
    if not _NUMBER.fullmatch(number) or not number.isascii():
        raise NumberWrong()
    if len(number) == 18 and number.isdigit() and not _nip(number):
        raise NumberWrong()
    return number


def _nip(number: str) -> bool:
    try:
        born = date(int(number[:4]), int(number[4:6]), int(number[6:8]))
    except ValueError:
        return False
    return 1900 <= born.year <= 2100 and number[14] in "12"


def name_of(given: str) -> str:
    """The name with single blanks; NameWrong where it is too short, too long, or holds signs that no name holds."""
    name = " ".join(unicodedata.normalize("NFC", given).split())
    if not 2 <= len(name) <= 100 or any(unicodedata.category(sign) in ("Cc", "Cf", "Co", "Cs") for sign in name):
        raise NameWrong()
    return name


def same_name(one: str, other: str) -> bool:
    """Whether two spellings are one name: capitals and blanks do not count."""
    return "".join(one.casefold().split()) == "".join(other.casefold().split())


def same_holder(holder: Holder, form: Form) -> bool:
    """Whether a form is its ticket's holder's: the same name, and the same e-mail address where one was left.

    Officials' numbers and names are public: who left an address shows more than these to see the ticket again.
    """
    return same_name(holder.name, form.name) and holder.mail.casefold() in ("", form.mail.casefold())


def mail_of(given: str) -> str:
    """The address, or nothing; MailWrong if it is none."""
    mail = given.strip()
    if mail and (len(mail) > 254 or not _MAIL.fullmatch(mail) or ".." in mail):
        raise MailWrong()
    return mail


def wish_of(given: str) -> Wish:
    """The wish; WishMissing where it is none."""
    try:
        return Wish(given.strip())
    except ValueError:
        raise WishMissing() from None


def agency_of(given: str, agencies: Mapping[str, str]) -> str:
    """The agency's code, told by its code or its name; AgencyUnknown. `agencies`: as `known_as`."""
    wanted = " ".join(given.split())
    code = agencies.get(wanted) or agencies.get(wanted.casefold())
    if code is None:
        raise AgencyUnknown()
    return code


def form_of(fields: Mapping[str, str], agencies: Mapping[str, str], lang: str) -> Form:
    """The form of these fields; the refusal of the first that is wrong, in the order of the page."""
    told = {name: fields.get(name, "") for name in FIELDS}
    return Form(
        agency=agency_of(told["agency"], agencies),
        staff_number=staff_number(told["number"]),
        name=name_of(told["name"]),
        mail=mail_of(told["mail"]),
        wish=wish_of(told["wish"]),
        lang=lang if lang in LANGUAGES else "id",
        key=told["key"][:64],
    )


def known_as(quotas: Mapping[str, str]) -> dict[str, str]:
    """Code by code and by small-lettered name, from the names by code."""
    return {" ".join(name.casefold().split()): code for code, name in quotas.items()} | {code: code for code in quotas}

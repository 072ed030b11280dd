"""What a login, a name and an agency look like."""

import re
import unicodedata

from simpul.identity.model import Agency, CodeNotFit, LoginNotFit, NameMissing, RegionNotFit

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._@+-]{2,99}")
_CODE = re.compile(r"[A-Z0-9]+(?:[/-][A-Z0-9]+){1,7}")
_REGION = re.compile(r"(?:\d{2}(?:\.\d{2}(?:\.\d{2}(?:\.\d{4})?)?)?)?")


def fold_login(login: str) -> str:
    """The login as it is kept and compared: small letters, no spaces around it; LoginNotFit if it is none."""
    plain = unicodedata.normalize("NFKC", login).strip().casefold()
    if not _LOGIN.fullmatch(plain):
        raise LoginNotFit()
    return plain


def check_name(name: str) -> str:
    """The name with single spaces; NameMissing if it is empty, too long or holds control characters."""
    plain = " ".join(name.split())
    if not 1 <= len(plain) <= 100 or any(unicodedata.category(c) == "Cc" for c in plain):
        raise NameMissing()
    return plain


def check_agency(agency: Agency) -> Agency:
    """The agency with its name in one line; CodeNotFit, NameMissing or RegionNotFit where it is not in form."""
    if not _CODE.fullmatch(agency.code) or len(agency.code) > 100:
        raise CodeNotFit()
    if not _REGION.fullmatch(agency.region):
        raise RegionNotFit()
    return Agency(agency.code, check_name(agency.name), agency.region)

"""`/partners…`, with a key; what writes, with the key of an officer, whose region the action judges."""

import orjson

from simpul.disaster.actions import partners
from simpul.disaster.api.compat.calls import Answer, Call, by_key, in_form
from simpul.disaster.model.desk_refusals import PartnerCodeTaken, PartnerMissing
from simpul.disaster.model.partners import Partner
from simpul.disaster.rules.compat import partners as asked_of
from simpul.disaster.rules.compat.answers import Problem
from simpul.disaster.rules.compat.asking import read_number
from simpul.disaster.rules.partners import permit_partners


def listed(call: Call) -> Answer:
    """`GET /partners`: a bare list."""
    return Answer(orjson.dumps([asked_of.row(one) for one in partners.partners(call.platform)]))


def one(call: Call) -> Answer:
    """`GET /partners/partner?partner_code=`: a bare list of one, or of none."""
    code = call.given("partner_code")
    return Answer(orjson.dumps([asked_of.row(each) for each in partners.partners(call.platform) if each.code == code]))


def create(call: Call) -> Answer | Problem:
    """`POST /partners/create-partner`."""
    permit_partners(call.actor)
    asked = asked_of.read_new(call.body)
    if isinstance(asked, Problem):
        return asked
    code, name, icon = asked.code or "", asked.name or "", asked_of.icon_of(asked)
    try:
        made = partners.create(call.platform, call.actor, code=code, name=name, icon=icon)
    except PartnerCodeTaken:
        return asked_of.taken(code)
    return Answer(asked_of.written(_standing(call, made, asked.active)))


def change(call: Call) -> Answer | Problem:
    """`PATCH` and `PUT /partners/partner/:id`: what is not said stays as it was."""
    permit_partners(call.actor)
    number = read_number("id", call.params["id"])
    if isinstance(number, Problem):
        return number
    asked = asked_of.read_change(call.body)
    if isinstance(asked, Problem):
        return asked
    found = _numbered(call, number)
    if asked.code not in (None, found.code):
        return asked_of.CODE_STAYS
    if asked.name or asked.icon:
        found = partners.change(call.platform, call.actor, found.code, name=asked.name, icon=asked.icon)
    return Answer(asked_of.written(_standing(call, found, asked.active)))


def _numbered(call: Call, number: int) -> Partner:
    """The partner of this number, which this officer may change; PartnerMissing, NotYourPartner."""
    found = next((each for each in partners.partners(call.platform) if each.number == number), None)
    if found is None:
        raise PartnerMissing()
    return partners.seen(call.platform, call.actor, found.code).partner


def _standing(call: Call, partner: Partner, active: bool | None) -> Partner:
    """The partner, reporting or suspended as was asked."""
    if active is None or active == partner.active:
        return partner
    return partners.set_active(call.platform, call.actor, partner.code, active=active)


ROUTES = [
    by_key("GET", "/partners", listed),
    by_key("GET", "/partners/partner", one),
    in_form("POST", "/partners/create-partner", create),
    in_form("PATCH", "/partners/partner/{id}", change),
    in_form("PUT", "/partners/partner/{id}", change),
]

"""`/needs…`: what is missing is everybody's; writing, and who comes when, is for programs with a key."""

from collections.abc import Mapping
from typing import Any

from simpul.disaster.actions.needs import asking, giving, programs
from simpul.disaster.actions.needs.giving import Promise
from simpul.disaster.api.compat.calls import Answer, Call, Route, by_key
from simpul.disaster.model.needs import GiftState, NeedAsked, NeedSeen, NeedStatus
from simpul.disaster.rules import needs as rules
from simpul.disaster.rules.compat import needs as asked_of
from simpul.disaster.rules.compat.answers import NOT_FOUND, Problem, enveloped
from simpul.disaster.store.needs import NeedsWanted

MOST = 2_000
_STATUS = {"SATISFIED": NeedStatus.SATISFIED, "EXPIRED": NeedStatus.WITHDRAWN, "ACTIVE": NeedStatus.ACTIVE}


def layer(call: Call) -> Answer | Problem:
    """`GET /needs`: the open needs, as points."""
    asked = asked_of.layer_asked(call.query)
    if isinstance(asked, Problem):
        return asked
    since = call.platform.clock.now() - asked.period if asked.period else None
    wanted = NeedsWanted(regions=asked.provinces or (), training=asked.training, since=since)
    none = asked.provinces is not None and not asked.provinces
    found, _ = ([], 0) if none else asking.listed(call.platform, wanted, most=MOST)
    return Answer(asked_of.document(found, asked.geoformat))


def need(call: Call) -> Answer | Problem:
    """`GET /needs/need?requestId=`."""
    found = asking.public(call.platform, _number(call.given("requestId")))
    return Answer(enveloped([asked_of.told(found)]))


def _number(given: str) -> int:
    return int(given) if given.isascii() and given.isdigit() and len(given) < 19 else 0


def create(call: Call) -> Answer | Problem:
    """`POST /needs/create-need`: all of the body's needs are kept, or none."""
    found = asked_of.read_needs(call.body)
    if isinstance(found, Problem):
        return found
    asking.ask_many(call.platform, call.actor, [_asked(one) for one in found])
    return Answer(asked_of.REQUESTED)


def _asked(one: asked_of.RowAsked) -> NeedAsked:
    contact = rules.contact("", one.phone, one.address, at=one.point)
    return NeedAsked(one.items, *one.point, contact, rules.note(one.note), one.language, one.training)


def give(call: Call) -> Answer | Problem:
    """`POST /needs/update-giver`: all of the body's promises are kept, or none."""
    found = asked_of.read_givers(call.body)
    if isinstance(found, Problem):
        return found
    giving.promise_many(call.platform, call.actor, [(one.need, _promise(one)) for one in found])
    return Answer(asked_of.GIVER_UPDATED)


def _promise(one: asked_of.GiverAsked) -> Promise:
    return Promise(one.items, one.due_at, rules.contact("", one.phone, "", at=None, brings=True))


def deliveries(which: str) -> Route:
    """`GET /needs/deliveries/today|yesterday|expired`."""

    def rows(call: Call) -> Answer:
        since, until = asked_of.window(which, call.platform.clock.now())
        found = programs.due(call.platform, call.actor, since, until)
        return Answer(asked_of.of_rows([asked_of.gift_told(gift, need) for gift, need in found]))

    return by_key("GET", f"/needs/deliveries/{which}", rows)


def verify(call: Call) -> Answer | Problem:
    """`GET /needs/verify-delivery-code?giverId&code`: whether it is the code; nothing changes by asking."""
    number, code = _number(call.given("giverId")), call.given("code")
    right = programs.code_is_right(call.platform, call.actor, number, code)
    return Answer(enveloped([{"giver_id": str(number), "verified": True}])) if right else NOT_FOUND


def _of_status(path: str, status: NeedStatus) -> Route:
    def rows(call: Call) -> Answer:
        found: list[NeedSeen] = programs.of_status(call.platform, call.actor, status)
        return Answer(asked_of.of_rows([asked_of.told(one) for one in found]))

    return by_key("GET", path, rows)


def _status(given: Mapping[str, Any]) -> NeedStatus | None:
    return _STATUS.get(str(given.get("status", "")).upper())


def change(call: Call) -> Answer | Problem:
    """`PATCH /needs/need/:id` with `{"status": "SATISFIED" | "EXPIRED" | "ACTIVE"}`."""
    body = call.body if isinstance(call.body, dict) else {}
    status = _status(body)
    if status is None:
        return asked_of.wrong("status must be one of SATISFIED, EXPIRED, ACTIVE")
    after = programs.change(call.platform, call.actor, _number(call.params["id"]), status)
    return Answer(enveloped({"need_request_id": str(after.number), "status": asked_of.STATUS[after.status]}))


def change_many(call: Call) -> Answer | Problem:
    """`PATCH /needs/need-details`: rows of `need_request_id` and `status`."""
    rows = asked_of.rows(call.body)
    if isinstance(rows, Problem):
        return rows
    wanted = [(_number(str(one.get("need_request_id", ""))), _status(one)) for one in rows]
    if any(status is None for _, status in wanted):
        return asked_of.wrong("each status must be one of SATISFIED, EXPIRED, ACTIVE")
    done = [programs.change(call.platform, call.actor, number, status) for number, status in wanted if status]
    return Answer(enveloped([str(one.number) for one in done]))


def end(call: Call) -> Answer:
    """`DELETE /needs/need-details/:id`."""
    after = programs.change(call.platform, call.actor, _number(call.params["id"]), NeedStatus.WITHDRAWN)
    return Answer(enveloped({"need_request_id": str(after.number), "status": asked_of.STATUS[after.status]}))


def change_gift(call: Call) -> Answer | Problem:
    """`PATCH /needs/giver-details/:id` with `{"status": "SATISFIED"}`, or `{"days": 1 | 2}` to put it off."""
    body = call.body if isinstance(call.body, dict) else {}
    number, days = _number(call.params["id"]), body.get("days")
    if days in (1, 2) and not isinstance(days, bool):
        after = programs.put_off(call.platform, call.actor, number, int(days))
    elif str(body.get("status", "")).upper() == "SATISFIED":
        after = programs.change_gift(call.platform, call.actor, number, GiftState.DELIVERED)
    else:
        return asked_of.wrong('status must be SATISFIED, or "days" 1 or 2')
    return Answer(enveloped({"giver_id": str(after.number), "status": after.state.value.upper()}))


def end_gift(call: Call) -> Answer:
    """`DELETE /needs/giver-details/:id`."""
    after = programs.change_gift(call.platform, call.actor, _number(call.params["id"]), GiftState.WITHDRAWN)
    return Answer(enveloped({"giver_id": str(after.number), "status": "WITHDRAWN"}))


ROUTES = [
    Route("GET", "/needs", layer),
    Route("GET", "/needs/need", need),
    *(deliveries(which) for which in ("today", "yesterday", "expired")),
    by_key("GET", "/needs/verify-delivery-code", verify),
    _of_status("/needs/stale", NeedStatus.EXPIRING),
    _of_status("/needs/message-expired", NeedStatus.EXPIRED),
    by_key("POST", "/needs/create-need", create),
    by_key("POST", "/needs/update-giver", give),
    by_key("PATCH", "/needs/need-details", change_many),
    by_key("PATCH", "/needs/need/{id}", change),
    by_key("PATCH", "/needs/giver-details/{id}", change_gift),
    by_key("DELETE", "/needs/giver-details/{id}", end_gift),
    by_key("DELETE", "/needs/need-details/{id}", end),
]

"""`/reports…` and `/archive/reports`."""

from simpul.disaster.actions import compat, flagging
from simpul.disaster.api.compat.calls import Answer, Call, Route, by_officer, xml_or_json
from simpul.disaster.model import ReportMissing
from simpul.disaster.rules.compat import floods as flood_answers
from simpul.disaster.rules.compat import opinions
from simpul.disaster.rules.compat import reports as asked_of
from simpul.disaster.rules.compat.answers import NOT_FOUND, Problem, checked
from simpul.disaster.rules.compat.asking import whole

DELETED = Answer(b'{"message":"Record deleted successfully"}')


def live(call: Call) -> Answer | Problem:
    """`GET /reports`, where no hot path answers it: the verified reports that are live."""
    asked = asked_of.asked(call.query)
    if isinstance(asked, Problem):
        return asked
    rows = compat.live_rows(call.platform, asked)
    now = call.platform.clock.now()
    body = asked_of.document(rows, asked.geoformat, compat.around(call.platform), now)
    return xml_or_json(asked.geoformat, body)


def archive(call: Call) -> Answer | Problem:
    """`GET /reports/archive` and `/archive/reports`."""
    asked = asked_of.archive_asked(call.query)
    if isinstance(asked, Problem):
        return asked
    rows = compat.archive_rows(call.platform, asked)
    now = call.platform.clock.now()
    body = asked_of.document(rows, asked.geoformat, compat.around(call.platform), now)
    return xml_or_json(asked.geoformat, body)


def series(call: Call) -> Answer | Problem:
    """`GET /reports/timeseries`."""
    asked = asked_of.series_asked(call.query)
    if isinstance(asked, Problem):
        return asked
    return Answer(flood_answers.series(compat.series(call.platform, asked.start, asked.end, asked.provinces)))


def one(call: Call) -> Answer | Problem:
    """`GET /reports/:id`."""
    asked = asked_of.one_asked(call.params["id"], call.query)
    if isinstance(asked, Problem):
        return asked
    row = compat.row(call.platform, asked[0])
    return Answer(asked_of.single(row, asked[1], compat.around(call.platform)))


def vote(call: Call) -> Answer | Problem:
    """`PATCH /reports/:id`: the network address has one vote; the next one moves it, so that it can be taken back."""
    asked = opinions.read_points(call.params["id"], call.body)
    if isinstance(asked, Problem):
        return asked
    try:
        total = compat.vote(call.platform, asked[0], call.address, asked[1])
    except ReportMissing:
        return opinions.unknown(asked[0])
    return Answer(opinions.voted(asked[0], total))


def flag(call: Call) -> Answer | Problem:
    """`PATCH /reports/:id/flag`: the duty desk looks at it, or the flag of this network address is withdrawn."""
    asked = opinions.read_flag(call.params["id"], call.body)
    if isinstance(asked, Problem):
        return asked
    number, on = asked
    try:
        flagging.flag(call.platform, number, sender=call.address, on=on)
    except ReportMissing:
        return opinions.unknown(number)
    return Answer(opinions.flagged(number, on=on))


def delete(call: Call) -> Answer | Problem:
    """`DELETE /reports/:id`: an officer of its place hides the report; nothing is deleted."""
    found = checked(whole("id"), {"id": call.params["id"]}, "params")
    if isinstance(found, Problem):
        return found
    try:
        compat.hide(call.platform, call.actor, int(found["id"]))
    except ReportMissing:
        return NOT_FOUND
    return DELETED


ROUTES = [
    Route("GET", "/reports", live),
    Route("GET", "/reports/archive", archive),
    Route("GET", "/archive/reports", archive),
    Route("GET", "/reports/timeseries", series),
    Route("GET", "/reports/{id}", one),
    Route("PATCH", "/reports/{id}", vote),
    Route("PATCH", "/reports/{id}/flag", flag),
    by_officer("DELETE", "/reports/{id}", delete),
]

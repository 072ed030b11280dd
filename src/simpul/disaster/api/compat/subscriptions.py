"""`/subscriptions…`, with a key: without one, nobody learns whether a number is subscribed."""

from simpul.disaster.actions import subscriptions
from simpul.disaster.api.compat.calls import Answer, Call, by_key
from simpul.disaster.rules.compat import subscriptions as asked_of
from simpul.disaster.rules.compat.answers import Problem
from simpul.disaster.rules.subscriptions import number
from simpul.regions import RegionUnknown


def add(call: Call) -> Answer | Problem:
    """`POST /subscriptions/add-subscriber`."""
    asked = asked_of.read_subscription(call.body)
    if isinstance(asked, Problem):
        return asked
    try:
        added = subscriptions.add(call.platform, call.actor, asked.user, asked.regions, asked.language)
    except RegionUnknown:
        return asked_of.REGION_UNKNOWN
    return Answer(asked_of.SUCCESS) if added else asked_of.SAME_REGION


def remove(call: Call) -> Answer | Problem:
    """`DELETE /subscriptions/delete-subscriber`: the same answer, whether the number was subscribed or not."""
    user = asked_of.read_number(call.body, "phonenumber")
    if isinstance(user, Problem):
        return user
    subscriptions.remove(call.platform, call.actor, user)
    return Answer(asked_of.DELETED)


def regions(call: Call) -> Answer:
    """`GET /subscriptions/regions?id=`: none for what is no number."""
    user = number(call.given("id"))
    return Answer(asked_of.regions(subscriptions.regions_of(call.platform, call.actor, user) if user else ()))


def count(call: Call) -> Answer | Problem:
    """`GET /subscriptions/count`."""
    asked = asked_of.read_count(call.query)
    if isinstance(asked, Problem):
        return asked
    found = subscriptions.count(call.platform, call.actor, asked.start, asked.end, asked.city)
    return Answer(asked_of.counted(found.people, found.regions))


ROUTES = [
    by_key("GET", "/subscriptions/count", count),
    by_key("GET", "/subscriptions/regions", regions),
    by_key("POST", "/subscriptions/add-subscriber", add),
    by_key("DELETE", "/subscriptions/delete-subscriber", remove),
]

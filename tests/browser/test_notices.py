"""Warnings in a browser: permission is asked only after a tap, and what is pushed appears, opens, and can be stopped."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.waiting import until

pytestmark = pytest.mark.browser
PATH = "/bencana/langganan"
TOLD = {
    "title": "Peringatan: Banjir di Jakarta Utara",
    "body": "Pindah ke tempat tinggi.",
    "link": "/bencana/peringatan/1",
    "leave": f"{PATH}/x/berhenti",
    "stop": "Hentikan",
    "tag": "w1",
    "urgent": True,
    "lang": "id",
}
STAND_IN = """
  window.asked = 0;
  Notification.requestPermission = async () => { window.asked += 1; return window.answer ?? 'granted'; };
  PushManager.prototype.getSubscription = async () => null;
  const told = { endpoint: 'https://push.example/1', keys: { p256dh: 'p', auth: 'a' } };
  PushManager.prototype.subscribe = async () => ({ toJSON: () => told });
"""
"""No push service answers a browser in a test: the browser's own part is stood in for, ours is as it is."""


def at_the_last_step(visit: Callable[..., Page]) -> Page:
    page = visit("/tentang", width=320, permissions=["notifications"])
    page.add_init_script(STAND_IN)
    page.goto(f"{PATH}?wilayah=31.72")
    page.click("button[value=next]")
    page.click("button[value=next]")
    page.wait_for_selector("[data-browser]:not([hidden])")
    return page


def test_a_tap_asks_for_permission_and_sends_what_was_chosen(visit):
    page = at_the_last_step(visit)
    assert page.evaluate("asked") == 0
    sent: list[str] = []

    def answer(route):
        sent.append(route.request.post_data)
        route.fulfill(json={"link": "/bencana?langganan"})

    page.route(f"**{PATH}/peramban", answer)
    page.click("[data-subscribe]")
    page.wait_for_url("**/bencana?langganan")
    for part in ("region=31.72", "endpoint=https%3A%2F%2Fpush.example%2F1", "p256dh=p", "auth=a", "quiet=yes"):
        assert part in sent[0]


def test_who_says_no_is_told_what_else_there_is(visit):
    page = at_the_last_step(visit)
    page.evaluate("window.answer = 'denied'")
    page.click("[data-subscribe]")
    page.wait_for_selector("[data-said]:not([hidden])")
    assert "pilih cara lain" in page.inner_text("[data-said]")


def test_what_is_pushed_appears_with_a_way_to_stop(visit):
    page = visit(PATH, permissions=["notifications"])
    page.evaluate(f"navigator.serviceWorker.register('{PATH}/penerima.js', {{scope: '{PATH}/'}})")
    line = page.context.new_cdp_session(page)
    workers: list[dict[str, object]] = []
    line.on("ServiceWorker.workerRegistrationUpdated", lambda told: workers.extend(told["registrations"]))
    line.send("ServiceWorker.enable")
    until(lambda: page.evaluate(f"navigator.serviceWorker.getRegistration('{PATH}/').then((one) => Boolean(one?.active))"))
    found = next(one for one in workers if str(one["scopeURL"]).endswith(f"{PATH}/"))
    origin = str(found["scopeURL"]).removesuffix(f"{PATH}/")
    data = {"origin": origin, "registrationId": found["registrationId"], "data": json.dumps(TOLD)}
    line.send("ServiceWorker.deliverPushMessage", data)
    asked = f"""navigator.serviceWorker.getRegistration('{PATH}/').then((one) => one.getNotifications()).then((all) =>
        all.length && [all[0].title, all[0].body, all[0].tag, all[0].actions.map((act) => act.action).join()])"""
    assert until(lambda: page.evaluate(asked)) == [TOLD["title"], TOLD["body"], "w1", "leave"]

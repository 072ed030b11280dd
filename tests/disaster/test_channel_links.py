"""The links to channels that residents see: only those that an operator gave, and that lead where they say."""

import pytest

from simpul.disaster.rules.channel_links import links

pytestmark = pytest.mark.rules


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("https://t.me/simpulbot", "Telegram @simpulbot"),
        ("https://wa.me/62811000001", "WhatsApp +62811000001"),
        ("https://m.me/bpbd.uji", "Messenger @bpbd.uji"),
        ("sms:+62811000001", "SMS +62811000001"),
        ("http://t.me/simpulbot", None),
        ("https://t.me.example.org/simpulbot", None),
        ("javascript:alert(1)", None),
        ("sms:+62;body=x", None),
        ("https://t.me/", None),
    ],
)
def test_a_link_is_told_by_what_it_leads_to(given: str, told: str | None) -> None:
    assert [f"{one.program} {one.account}" for one in links([given])] == ([told] if told else [])

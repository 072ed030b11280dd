"""Each JSON interface on the list of access is reached by its address: none is taken for one that is not listed."""

import re

import pytest

from simpul.kernel.web.api import PREFIX
from simpul.kernel.web.routing import access_table

LISTED = {key: role for key, role in access_table().items() if key.startswith(f"GET {PREFIX}/") and not key.endswith("/")}
"""Without what passes by every middleware below a path (`…/`): its own tests reach it."""
OF_THE_NODE = ("disaster", "exchange")


@pytest.mark.parametrize("key", [key for key in LISTED if key.split("/")[3] in OF_THE_NODE])
def test_what_is_listed_is_reached(client, key):
    path = re.sub(r"{[^}]*}", "1", key.removeprefix("GET "))
    answer = client.get(path)
    if LISTED[key] == "public":
        assert "{" in key or answer.status_code != 404, answer.text
    else:
        assert answer.status_code in {401, 403}, answer.text

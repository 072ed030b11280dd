"""The form of an amount begins with the side of who fills it in: each side adds its own."""

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from simpul.cooperation.model.programmes import Side
from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform
from tests.cooperation.people import EGCC, KEEPER, KOREAN, programmes_there


@pytest.mark.parametrize(("who", "side"), [(KEEPER, Side.INDONESIA), (KOREAN, Side.KOREA)])
def test_the_form_begins_with_ones_own_side(
    platform: Platform, client_for: Callable[..., TestClient], who: Actor, side: Side
) -> None:
    programmes_there(platform)
    page = client_for(who).get(f"/kerja-sama/anggaran?program={EGCC}").text
    assert f'<option value="{side.value}" selected>' in page

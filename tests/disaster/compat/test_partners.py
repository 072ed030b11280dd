"""Partners written by an officer's key: flat rows, as `GET /partners` tells them."""

import json

import pytest

from tests.conftest import SHARED
from tests.disaster.compat.conftest import Site

CREATE = "/partners/create-partner"
PMI = {"partner_code": "pmi-uji", "partner_name": "PMI Uji", "partner_icon": "house", "partner_status": True}


def create(site: Site, *, key: str = "jakarta", **more: object):
    return site.ask("POST", CREATE, json={**PMI, **more}, key=key)


def change(site: Site, number: object, *, method: str = "PATCH", key: str = "jakarta", **more: object):
    return site.ask(method, f"/partners/partner/{number}", json=more, key=key)


def test_a_partner_is_made_found_and_changed(own_site: Site):
    made = create(own_site)
    assert made.status_code == 200
    row = made.json()
    assert row == {"id": row["id"], **PMI}
    assert list(row) == ["id", *PMI]
    assert own_site.told("/partners/partner?partner_code=pmi-uji", key="resident") == [row]
    for method, more in (("PATCH", {"partner_name": "PMI"}), ("PUT", {"partner_status": False, "partner_icon": "users"})):
        row |= more
        changed = change(own_site, row["id"], method=method, **more)
        assert (changed.status_code, changed.json()) == (200, row)
        assert own_site.told("/partners", key="jakarta") == [row]
    assert change(own_site, row["id"]).json() == row


def test_a_row_has_the_original_s_keys(own_site: Site):
    sample = SHARED / "disaster" / "samples" / "partner.json"
    if not sample.exists():
        pytest.skip("the original's answers do not lie beside the checkout")
    assert list(create(own_site).json()) == list(json.loads(sample.read_text())[0])


def test_a_form_is_taken_and_its_picture_is_not(own_site: Site):
    form = {"partner_code": "pmi-uji", "partner_name": "Palang Merah", "partner_status": "false"}
    picture = {"partner_icon": ("pmi.png", b"\x89PNG" + bytes(2_000), "image/png")}
    made = own_site.ask("POST", CREATE, data=form, files=picture, key="jakarta")
    assert made.status_code == 200, made.text
    row = made.json()
    assert row == {"id": row["id"], **form, "partner_icon": "badge-check", "partner_status": False}
    changed = own_site.ask(
        "PATCH", f"/partners/partner/{row['id']}", data={"partner_status": "true"}, files=picture, key="jakarta"
    )
    assert changed.json() == row | {"partner_status": True}


def test_a_code_is_given_once_and_stays(own_site: Site):
    number = create(own_site).json()["id"]
    again = create(own_site, partner_name="Another")
    assert (again.status_code, again.json()["error"]) == (409, "Conflict")
    assert change(own_site, number, partner_code="other").status_code == 400
    assert change(own_site, number, partner_code="pmi-uji").status_code == 200
    assert own_site.told("/partners", key="jakarta")[0]["partner_name"] == "PMI Uji"


def test_a_partner_that_is_not_there(own_site: Site):
    for number in ("999", "9" * 15, "-1"):
        answer = change(own_site, number, partner_name="x")
        assert (answer.status_code, answer.json()) == (404, {"statusCode": 404, "found": False, "result": None})
    assert change(own_site, "x", partner_name="x").status_code == 400


def test_only_an_officer_of_its_region_writes(own_site: Site):
    assert create(own_site, key="resident").status_code == 403
    number = create(own_site).json()["id"]
    for key in ("resident", "bandung"):
        for more in ({"partner_name": "x"}, {"partner_status": False}, {}):
            assert change(own_site, number, key=key, **more).status_code == 403, (key, more)
    assert own_site.told("/partners", key="jakarta") == [{"id": number, **PMI}]


WRONG = [
    {"partner_code": ""},
    {"partner_code": "Ünfit code"},
    {"partner_code": 5},
    {"partner_name": None},
    {"partner_name": "   "},
    {"partner_name": "x" * 101},
    {"partner_name": ["x"]},
    {"partner_icon": "https://example.invalid/x.png"},
    {"partner_status": "perhaps"},
]


def test_what_no_partner_can_be_is_refused(own_site: Site):
    for wrong in WRONG:
        assert create(own_site, **wrong).status_code == 400, wrong
    assert own_site.told("/partners", key="jakarta") == []


def test_a_form_that_breaks_off_or_has_no_end_is_refused(own_site: Site):
    for body, status in (
        (b"--x\r\nContent-Disposition: form-data; name=", 400),
        (b"nonsense", 400),
        (b"--x\r\n" + bytes(1_100_000), 413),
        (b'--x\r\nContent-Disposition: form-data; name="partner_code"\r\n\r\n\xff\xfe\r\n--x--\r\n', 400),
    ):
        kind = {"content-type": "multipart/form-data; boundary=x"}
        assert own_site.ask("POST", CREATE, content=body, headers=kind, key="jakarta").status_code == status
    assert own_site.told("/partners", key="jakarta") == []

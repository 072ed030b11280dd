"""The dosing table for everybody to read, its signature, and the same table as the field app fetches it."""

from typing import Any

import orjson

from simpul.kernel.errors import NotFound, Refusal
from simpul.kernel.i18n import translator, zone_of
from simpul.kernel.web import Request, Response, html, redirect, route
from simpul.kernel.web.problems import headers_of, status_of
from simpul.malaria.actions import signing
from simpul.malaria.model.signing import DoseSignature, DoseSigner
from simpul.malaria.pages import dose_words
from simpul.malaria.rules.dosing_table import TABLE
from simpul.malaria.rules.signing import permit_sign

PATH = "/malaria/takaran"
CARRIED = "/malaria/lapangan/takaran.json"


def show(request: Request) -> Response:
    """The table with its sources, pages and state of sign-off; the form, for a clinician."""
    return _shown(request, None)


def act(request: Request) -> Response:
    """The page once the table is signed, or the signature withdrawn; else the page with what is wrong."""
    form, platform, actor = request.form(), request.platform, request.actor
    signer = DoseSigner(form.text("name"), form.text("licence"), compared=form.text("compared") == "yes")
    try:
        match form.text("do"):
            case "sign":
                signing.sign(platform, actor, sha256=form.text("sha256"), by=signer)
            case "withdraw":
                signing.withdraw(platform, actor, reason=form.text("reason"))
            case _:
                raise NotFound()
    except NotFound:
        raise
    except Refusal as refusal:
        return _shown(request, refusal)
    return redirect(request, f"{PATH}?selesai={form.text('do')}")


def _shown(request: Request, refusal: Refusal | None) -> Response:
    response = html(request, "malaria/takaran.html", _context(request, refusal), status_of(refusal) if refusal else 200)
    if refusal:
        response.headers.update(headers_of(refusal, status_of(refusal)))
    return response


def _context(request: Request, refusal: Refusal | None) -> dict[str, Any]:
    words, form = translator(request.lang), request.form()
    signatures = signing.history(request.platform)
    done = request.query("selesai")
    return {
        "path": PATH,
        "zone": zone_of(request.platform.settings.region),
        "carried": CARRIED,
        "table": TABLE,
        "per_kg": [dose_words.decimal(one, words) for one in (TABLE.severe.below, TABLE.severe.above)],
        "bands": dose_words.rows(TABLE, words),
        "plausible": dose_words.plausible_rows(TABLE, words),
        "packs": dose_words.pack_rows(TABLE, words),
        "species": dose_words.SPECIES,
        "formulations": dose_words.FORMULATIONS,
        "referred": dose_words.REFERRED,
        "signature": next((one for one in signatures if one.withdrawn_at is None), None),
        "withdrawn": [one for one in signatures if one.withdrawn_at is not None],
        "permit": permit_sign,
        "written": {name: form.text(name) for name in ("name", "licence", "reason")},
        "done": done if done in ("sign", "withdraw") else "",
        "refusal": refusal,
    }


def carried(request: Request) -> Response:
    """`{table, version, sha256, signed_off_by}`: the table byte for byte as it was signed, for the app to keep."""
    signature = signing.signed(request.platform)
    tag = f'W/"{TABLE.sha256[:32]}-{signature.id if signature else "unsigned"}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    about = {"version": TABLE.version, "sha256": TABLE.sha256, "signed_off_by": _signer(signature)}
    body = orjson.dumps({"table": orjson.Fragment(TABLE.carried), **about})
    return Response(body, headers=headers, media_type="application/json")


def _signer(signature: DoseSignature | None) -> dict[str, str] | None:
    if signature is None:
        return None
    return {"name": signature.name, "licence": signature.licence, "at": signature.at.isoformat()}


ROUTES = [route("GET", PATH, show), route("POST", PATH, act), route("GET", CARRIED, carried)]

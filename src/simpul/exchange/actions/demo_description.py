"""The OpenAPI description of what the demo's BPBD offers, as an agency would write it."""

from typing import Any

_NUMBER = {
    "name": "number",
    "in": "path",
    "required": True,
    "description": "Nomor laporan, seperti yang diterima pelapor.",
    "schema": {"type": "integer", "minimum": 1},
    "example": 17,
}
_FIGURE = {
    "type": "object",
    "required": ["key", "value", "label"],
    "properties": {
        "key": {"type": "string", "example": "live"},
        "value": {"type": "integer", "minimum": 0},
        "label": {"type": "object", "description": "Keterangan per bahasa.", "additionalProperties": {"type": "string"}},
        "url": {"type": ["string", "null"], "format": "uri", "description": "Halaman yang memuat daftarnya."},
    },
}
_REPORT = {
    "type": "object",
    "required": ["number", "hazard", "status", "longitude", "latitude", "region", "reported_at"],
    "properties": {
        "number": {"type": "integer"},
        "hazard": {"type": "string", "example": "flood"},
        "status": {"type": "string", "enum": ["unverified", "verified", "corrected"]},
        "severity": {"type": "string"},
        "longitude": {"type": "number"},
        "latitude": {"type": "number"},
        "region": {"type": "string", "description": "Kode wilayah administrasi.", "example": "31.74.01.1001"},
        "reported_at": {"type": "string", "format": "date-time"},
        "text": {"type": ["string", "null"], "description": "Kosong sebelum diperiksa petugas."},
    },
}
_PROBLEM = {
    "type": "object",
    "properties": {"type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"}},
}


def of_reports(title: str, contact: str) -> dict[str, Any]:
    """The description of the reports service: live map, figures, one report."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": title,
            "version": "1.0.0",
            "description": "Laporan banjir warga Jakarta yang sedang berlaku, tanpa data pribadi. Data contoh untuk demo.",
            "contact": {"name": contact, "url": "https://bpbd.example"},
        },
        "servers": [{"url": "https://bpbd.example/laporan"}],
        "tags": [{"name": "laporan", "description": "Laporan warga"}],
        "paths": {
            "/live.geojson": {
                "get": _operation("live", "Peta laporan yang sedang berlaku", "application/geo+json", _features())
            },
            "/figures": {
                "get": _operation("figures", "Angka ringkas untuk halaman muka", "application/json", _ref("Figures"))
            },
            "/reports/{number}": {
                "parameters": [_NUMBER],
                "get": _operation("report", "Satu laporan", "application/json", _ref("Report"), missing=True),
            },
        },
        "components": {"schemas": {"Figures": _figures(), "Figure": _FIGURE, "Report": _REPORT, "Problem": _PROBLEM}},
    }


def of_aid(title: str, contact: str) -> dict[str, Any]:
    """The description of the example about persons: one question, by a made-up identifier."""
    nik = {"name": "nik", "in": "query", "required": True, "description": "NIK rekaan.", "schema": {"type": "string"}}
    answer = {
        "type": "object",
        "required": ["synthetic", "receives", "programme"],
        "properties": {
            "synthetic": {"const": True},
            "receives": {"type": "boolean"},
            "programme": {"type": "string", "example": "paket logistik"},
        },
    }
    asked = _operation("aid", "Apakah seseorang menerima bantuan", "application/json", answer)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": title,
            "version": "1.0.0",
            "description": "Contoh layanan yang menyangkut seseorang. Semua jawabannya sintetis, bukan data siapa pun.",
            "contact": {"name": contact, "url": "https://bpbd.example"},
        },
        "servers": [{"url": "https://bpbd.example/bantuan"}],
        "tags": [{"name": "laporan", "description": "Contoh"}],
        "paths": {"/example/aid": {"get": {**asked, "parameters": [nik]}}},
    }


def of_health(title: str, contact: str) -> dict[str, Any]:
    """The description of the malaria programme's public figures."""
    told = "Angka gabungan seluruh wilayah, dibulatkan; jumlah 1–4 orang tidak dimuat. Data sintetis untuk demo."
    get = _operation("figures", "Angka publik program malaria", "application/json", _ref("Figures"))
    return {
        "openapi": "3.1.0",
        "info": {
            "title": title,
            "version": "1.0.0",
            "description": told,
            "contact": {"name": contact, "url": "https://dinkes.example"},
        },
        "servers": [{"url": "https://dinkes.example/malaria"}],
        "tags": [{"name": "laporan", "description": "Angka publik"}],
        "paths": {"/figures": {"get": get}},
        "components": {"schemas": {"Figures": _figures(), "Figure": _FIGURE}},
    }


def _operation(name: str, summary: str, media: str, schema: dict[str, Any], *, missing: bool = False) -> dict[str, Any]:
    answers = {"200": {"description": summary, "content": {media: {"schema": schema}}}}
    if missing:
        problem = {"application/problem+json": {"schema": _ref("Problem")}}
        answers["404"] = {"description": "Tidak ada laporan dengan nomor itu", "content": problem}
    told = f"{summary}. Diperbarui terus-menerus; boleh dipanggil sesering batas pemakaian."
    return {"operationId": name, "summary": summary, "description": told, "tags": ["laporan"], "responses": answers}


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def _figures() -> dict[str, Any]:
    instant = {"type": "string", "format": "date-time"}
    return {
        "type": "object",
        "required": ["at", "figures"],
        "properties": {"at": instant, "figures": {"type": "array", "items": _ref("Figure")}},
    }


def _features() -> dict[str, Any]:
    return {
        "type": "object",
        "description": "GeoJSON (RFC 7946).",
        "required": ["type", "features"],
        "properties": {
            "type": {"const": "FeatureCollection"},
            "features": {"type": "array", "items": {"type": "object"}},
        },
    }

"""Documents in the shapes that BMKG and PVMBG publish; every number and word in them is made up."""

from datetime import UTC, datetime
from typing import Any

import orjson

NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
"""The tests' time: 12:00 WIB."""


def quake(**changes: str) -> dict[str, str]:
    """An earthquake as BMKG's open data tell it: every value is a text."""
    told = {
        "Tanggal": "23 Nov 2026",
        "Jam": "10:12:31 WIB",
        "DateTime": "2026-11-23T03:12:31+00:00",
        "Coordinates": "-7.52,106.44",
        "Lintang": "7.52 LS",
        "Bujur": "106.44 BT",
        "Magnitude": "5.8",
        "Kedalaman": "10 km",
        "Wilayah": "61 km BaratDaya CONTOH-JABAR",
        "Potensi": "Tidak berpotensi tsunami",
    }
    return {name: value for name, value in (told | changes).items() if value}


def autogempa(**changes: str) -> bytes:
    """The document of the newest earthquake: one object."""
    whole = quake(**changes) | {"Dirasakan": "III Contoh A, II Contoh B", "Shakemap": "20261123101231.mmi.jpg"}
    return orjson.dumps({"Infogempa": {"gempa": whole}})


def gempaterkini(*quakes: dict[str, str]) -> bytes:
    """The document of the latest earthquakes: a list."""
    return orjson.dumps({"Infogempa": {"gempa": list(quakes)}})


def fdsn(event: str, updated: str, **changes: Any) -> bytes:
    """An earthquake as GeoJSON with its issuer's id, and when it was told."""
    said = {"mag": 5.8, "place": "61 km SW of Contoh", "time": "2026-11-23T03:12:31Z", "updated": updated, **changes}
    point = {"type": "Point", "coordinates": [said.pop("lon", 106.44), said.pop("lat", -7.52), said.pop("depth", 10)]}
    return orjson.dumps(
        {"type": "FeatureCollection", "features": [{"type": "Feature", "id": event, "geometry": point, "properties": said}]}
    )


def magma(level: str = "Level III (Siaga)", **changes: Any) -> bytes:
    """Volcanoes as MAGMA's JSON tells them."""
    one = {
        "ga_code": "CTH",
        "ga_nama_gapi": "Contoh",
        "ga_lat_gapi": "-7.54",
        "ga_lon_gapi": "110.446",
        "ga_elev_gapi": "2968",
        "cu_status": level,
        "var_data_date": "2026-11-23 06:00:00",
        "var_rekom": "Tidak ada kegiatan dalam radius 5 km dari puncak.",
    }
    return orjson.dumps({"data": [one | changes]})


def ven(at: str = "2026-11-23", clock: str = "08:15") -> bytes:
    """Eruptions as MAGMA's notices tell them."""
    return orjson.dumps(
        [{"ga_code": "CTH", "erupt_tgl": at, "erupt_jam": clock, "erupt_tka": "800", "erupt_ket": "Kolom abu kelabu."}]
    )


RSS = """<?xml version="1.0"?>
<rss version="2.0"><channel><title>Peringatan dini cuaca</title>{items}</channel></rss>"""


def rss(*links: str) -> bytes:
    """BMKG's list of warnings: a link to each CAP document."""
    items = "".join(f"<item><title>Hujan lebat</title><link>{link}</link></item>" for link in links)
    return RSS.format(items=items).encode()


CAP = """<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>{identifier}</identifier>
<sender>contoh@bmkg.example</sender>
<sent>{sent}</sent><status>{status}</status><msgType>{kind}</msgType><scope>Public</scope>{references}
<info><language>id-ID</language><category>Met</category><event>Hujan Lebat dan Petir</event><urgency>Immediate</urgency>
<severity>Moderate</severity><certainty>Observed</certainty><effective>2026-11-23T11:30:00+07:00</effective>
<expires>{expires}</expires><senderName>BMKG</senderName><headline>Hujan lebat disertai petir di Contoh</headline>
<description>Meluas ke beberapa kecamatan.</description><area><areaDesc>Contoh</areaDesc>
<polygon>-6.30,106.75 -6.30,106.90 -6.10,106.90 -6.10,106.75 -6.30,106.75</polygon></area></info>
<info><language>en-US</language><category>Met</category><event>Heavy Rain and Thunder</event><urgency>Immediate</urgency>
<severity>Moderate</severity><certainty>Observed</certainty><expires>{expires}</expires>
<headline>Heavy rain with thunder in Contoh</headline><area><areaDesc>Contoh</areaDesc></area></info></alert>"""


def cap(
    identifier: str = "CTH20261123001",
    kind: str = "Alert",
    sent: str = "2026-11-23T11:25:00+07:00",
    references: str = "",
    status: str = "Actual",
) -> bytes:
    """A warning of BMKG as CAP 1.2, in Indonesian and English."""
    named = f"<references>{references}</references>" if references else ""
    words = {"identifier": identifier, "kind": kind, "sent": sent, "references": named, "status": status}
    return CAP.format(**words, expires="2026-11-23T14:00:00+07:00").encode()

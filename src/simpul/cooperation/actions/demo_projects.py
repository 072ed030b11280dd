"""Where the subjects of real results are served in this platform: links of the library's editors, set by the demo."""

from collections.abc import Mapping
from dataclasses import replace

from simpul.cooperation.model.projects import Became
from simpul.cooperation.rules.history import key_id
from simpul.cooperation.store import deliverables
from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform

_INSTRUMENT = "/kematangan/instrumen/SPBE-2020/indikator"
_LINKS: Mapping[str, Became] = {
    "roadmap-delivered": Became(
        f"{_INSTRUMENT}/12",
        {
            "id": "Evaluasi SPBE: indikator Peta Rencana SPBE",
            "en": "SPBE evaluation: the indicator on SPBE roadmaps",
            "ko": "SPBE 평가: SPBE 로드맵 지표",
        },
    ),
    "architecture-delivered": Became(
        f"{_INSTRUMENT}/11",
        {
            "id": "Evaluasi SPBE: indikator Arsitektur SPBE",
            "en": "SPBE evaluation: the indicator on SPBE architectures",
            "ko": "SPBE 평가: SPBE 아키텍처 지표",
        },
    ),
    "documents-delivered": Became(
        f"{_INSTRUMENT}/37",
        {
            "id": "Evaluasi SPBE: indikator Layanan Kearsipan Dinamis",
            "en": "SPBE evaluation: the indicator on records management services",
            "ko": "SPBE 평가: 기록관리 서비스 지표",
        },
    ),
}
"""By the key that the result has in the history's data. The relation is one of subject; no source tells of descent."""


def seed(platform: Platform) -> None:
    """The real results lead to where their subject is served; one that leads somewhere already stays as it is."""
    with platform.database.writing(Actor.SYSTEM) as unit:
        unit.unaudited("a demo's own links")
        for key, link in _LINKS.items():
            one = deliverables.get(unit.connection, key_id("deliverable", key), to_change=True)
            if one is not None and not one.became and one.version == 1:
                deliverables.keep(unit.connection, replace(one, became=(link,), version=2), unit.clock.now())

"""What a demo's showcase has beside the real innovations: a made-up draft and two made-up requests, marked so."""

from simpul.cooperation.model.contacts import Contact, Visitor
from simpul.cooperation.model.showcase import Innovation, Source
from simpul.cooperation.outside import sealing_visitors as sealing
from simpul.cooperation.rules import showcase_contacts as rules
from simpul.cooperation.store import showcase
from simpul.cooperation.store import showcase_contacts as contacts
from simpul.kernel.platform import Platform

_DRAFT = Innovation(
    slug="contoh",
    name={"id": "Contoh inovasi", "en": "Example of an innovation", "ko": "혁신 사례 예시"},
    tagline={
        "id": "Rekaan: begini sebuah inovasi disiapkan sebelum ditampilkan",
        "en": "Made up: how an innovation is prepared before it is shown",
        "ko": "가상 사례: 공개 전에 혁신 사례를 준비하는 방법",
    },
    problem={"id": "Rekaan: masalahnya.", "en": "Made up: the problem.", "ko": "가상: 해결하려는 문제."},
    does={"id": "Rekaan: yang dilakukan.", "en": "Made up: what it does.", "ko": "가상: 수행하는 일."},
    who={"id": "Rekaan: pelakunya.", "en": "Made up: who does it.", "ko": "가상: 수행 기관."},
    serves={"id": "Rekaan: bagian platform.", "en": "Made up: the platform's part.", "ko": "가상: 플랫폼의 지원 기능."},
    sources=(Source("Rekaan untuk demo"),),
    rank=90,
    shown=False,
    synthetic=True,
    version=1,
)
_ASKED: tuple[tuple[str, str, Visitor], ...] = (
    (
        "edat",
        "ko",
        Visitor(
            "홍길동 (가상 인물)",
            "가상 부처",
            "대한민국",
            "visitor@ministry.example",
            "EDAT 현장 앱의 자료를 받고 싶습니다.",
        ),
    ),
    (
        "petabencana",
        "en",
        Visitor(
            "Jane Doe (made up)",
            "A made-up city",
            "Nowhere",
            "jane@city.example",
            "May our city read the feed? Whom do we ask?",
        ),
    ),
)


def seed(platform: Platform) -> None:
    """The draft and the requests are there; may run again."""
    with platform.database.writing() as unit:
        unit.unaudited("a demo's examples are made up: nobody did it")
        connection, now = unit.connection, unit.clock.now()
        if showcase.get(connection, _DRAFT.slug) is None:
            showcase.keep(connection, _DRAFT, now)
        if contacts.synthetic(connection):
            return
        for about, language, who in _ASKED:
            fresh = unit.ids.new()
            seal = sealing.sealed(platform.keys, unit.ids, fresh, who)
            due = rules.due(now, platform.settings.cooperation_contact_days)
            made = Contact(fresh, now, about, language, seal, due, synthetic=True)
            contacts.add(connection, made, sealing.link_digest(platform.ids.token()))

"""What the log explorer shows of a call that may name a person; whom a search word means. Law: UU 27/2022."""

import pytest

from simpul.exchange.rules.explorer import masked_base, masked_path, meant

pytestmark = pytest.mark.rules
NIK = "3171234567890123"


@pytest.mark.parametrize(
    ("path", "person_in", "shown"),
    [
        # a service whose calls name nobody: only what looks like a NIK is masked
        ("/figures", "", "/figures"),
        (f"/x/{NIK}?nik={NIK}&a=1", "", "/x/•••?nik=•••&a=1"),
        (f"/x/9{NIK}", "", f"/x/9{NIK}"),
        ("/x/123456", "", "/x/123456"),
        # the template's own words stay, all else may be the person
        ("/persons/budi", "path:/persons/{id}", "/persons/•••"),
        ("/persons/budi/letters/7", "path:/persons/{id}/letters", "/persons/•••/letters/•••"),
        ("/PERSONS/budi", "path:/persons/{id}", "/PERSONS/•••"),
        ("/other/budi", "path:/persons/{id}", "/other/•••"),
        ("/3171/budi", "path:/persons/{id}", "/•••/•••"),
        ("/budi/letters", "path:/{id}/letters", "/•••/letters"),
        ("//persons/budi", "path:/persons/{id}", "/persons/•••"),
        ("/any/budi", "path:/*/{id}", "/•••/•••"),
        ("/", "path:/persons/{id}", "/"),
        ("", "path:/persons/{id}", ""),
        ("/persons/1?x=2&budi&a1=b", "path:/persons/{id}", "/persons/•••?x=•••&•••&•••"),
        # elsewhere in the call: the first word stays
        ("/persons/budi", "query:nik", "/persons/•••"),
        ("/persons?nik=1&nama-lengkap=budi", "query:nik", "/persons?nik=•••&nama-lengkap=•••"),
        (f"/{NIK}", "header:X-Person", "/•••"),
        ("/cari?", "json:/nik", "/cari?"),
        ("/", "json:/nik", "/"),
        ("", "json:/nik", ""),
    ],
)
def test_a_path_as_it_may_be_shown(path, person_in, shown):
    assert masked_path(path, person_in) == shown


BASE = (
    f'"@method": GET\n"@path": /r1/a/{NIK}\n"@query": ?\n"x-road-userid": ID1\n"x-road-id": ID-1\n"@signature-params": ()'
)


def test_a_signature_base_as_it_may_be_shown():
    assert masked_base(BASE) == BASE.replace(NIK, "•••")
    hidden = '"@method": GET\n"@path": •••\n"@query": •••\n"x-road-userid": •••\n"x-road-id": ID-1\n"@signature-params": ()'
    assert masked_base(BASE, "query:nik") == hidden


NAMES = {"ID/GOV/6000/BPBD": "BPBD DKI", "ID/GOV/2060/PORTAL": "Portal nasional", "ID/GOV/2060/ARSIP": "Arsip"}


@pytest.mark.parametrize(
    ("word", "paths"),
    [
        ("", None),
        ("  ", None),
        ("ID/GOV/6000/BPBD", ("ID/GOV/6000/BPBD",)),
        ("2060", ("ID/GOV/2060/ARSIP", "ID/GOV/2060/PORTAL")),
        ("NASIONAL", ("ID/GOV/2060/PORTAL",)),
        ("ID/GOV/1/GONE", ("ID/GOV/1/GONE",)),
        ("nobody", ()),
    ],
)
def test_whom_a_word_means(word, paths):
    assert meant(word, NAMES) == paths

"""Static files: under an address of their own version, compressed once, never from outside a module's `static` folder."""

from pathlib import Path

import pytest

from simpul.ui.assets import Assets, AssetsMissing


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package with two modules, the browser's part built."""
    built = tmp_path / "ui" / "static" / "built"
    built.mkdir(parents=True)
    (built / "manifest.json").write_text("{}")
    (built / "app.css").write_text("body{}")
    (built / "app.css.br").write_bytes(b"brotli")
    (built / "app.css.gz").write_bytes(b"gzip")
    module = tmp_path / "disaster" / "static"
    module.mkdir(parents=True)
    (module / "map.mjs").write_text("export {}")
    (tmp_path / "disaster" / "secret.py").write_text("key = 1")
    return tmp_path


def test_an_address_names_the_version_before_the_path(package: Path) -> None:
    assets = Assets.of(package)
    assert assets.url("disaster/map.mjs") == f"/static/{assets.version}/disaster/map.mjs"


def test_any_change_changes_every_address(package: Path) -> None:
    before = Assets.of(package).version
    (package / "disaster" / "static" / "map.mjs").write_text("export default 1")
    assert Assets.of(package).version != before


def test_a_file_that_is_not_there_has_no_address(package: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Assets.of(package).url("disaster/nothing.js")


OUTSIDE = """
disaster/../secret.py
disaster/../../disaster/secret.py
../ui/static/built/app.css
disaster
disaster/
/etc/passwd
disaster/\0
ui/built
"""


@pytest.mark.parametrize("path", ["", *OUTSIDE.split()])
def test_nothing_outside_a_static_folder_is_served(package: Path, path: str) -> None:
    assert Assets.of(package).answer("x", path, "") is None


@pytest.mark.parametrize(
    ("accepted", "body", "encoding"),
    [
        ("gzip, deflate, br", b"brotli", "br"),
        ("gzip", b"gzip", "gzip"),
        ("br;q=0, gzip;q=0.5", b"gzip", "gzip"),
        ("identity", b"body{}", None),
        ("", b"body{}", None),
    ],
)
def test_the_best_encoding_a_browser_takes(package: Path, accepted: str, body: bytes, encoding: str | None) -> None:
    answer = Assets.of(package).answer("x", "ui/built/app.css", accepted)
    assert answer is not None
    assert (answer.body, answer.headers.get("Content-Encoding")) == (body, encoding)
    assert answer.headers["Vary"] == "Accept-Encoding"


def test_only_the_present_version_is_kept_for_ever(package: Path) -> None:
    assets = Assets.of(package)
    now = assets.answer(assets.version, "disaster/map.mjs", "br")
    before = assets.answer("000000000000", "disaster/map.mjs", "br")
    assert now is not None
    assert before is not None
    assert now.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert before.headers["Cache-Control"] == "no-cache"
    assert now.headers["Content-Type"] == "text/javascript; charset=utf-8"


def test_what_was_never_built_says_so(tmp_path: Path) -> None:
    with pytest.raises(AssetsMissing, match="make assets"):
        Assets.of(tmp_path)

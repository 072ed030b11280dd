"""Atlases in the data directory: made once per edition and machine, complete or not there at all."""

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

BASEMAP = "basemap.pmtiles"
_ATLASES = "atlases"


def home(data_dir: Path) -> Path:
    """The regions' folder of the data directory."""
    return data_dir / "regions"


def folder(data_dir: Path, key: str) -> Path:
    """Where the atlas of this key lies or would lie."""
    return home(data_dir) / _ATLASES / key


def kept(target: Path, write: Callable[[Path], None]) -> None:
    """What `write` puts into the folder it is given lies at `target`, whole; another process's work is left as it is."""
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=".", dir=target.parent))
    try:
        write(fresh)
        fresh.chmod(0o755)
        if not target.exists():
            fresh.rename(target)
    except OSError:
        if not target.is_dir():
            raise
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def put(target: Path, content: bytes) -> None:
    """The file holds `content`, whole."""
    fresh = target.with_name(f".{target.name}.{os.getpid()}")
    fresh.write_bytes(content)
    fresh.rename(target)


def swept(data_dir: Path, keep: str) -> None:
    """Atlases of other editions than the one whose key begins with `keep` are gone."""
    for other in (home(data_dir) / _ATLASES).glob("*"):
        if not other.name.startswith((keep, ".")):
            shutil.rmtree(other, ignore_errors=True)


def keep_basemap(data_dir: Path, source: Path) -> None:
    """A copy of the operator's tiles lies in the data directory."""
    home(data_dir).mkdir(parents=True, exist_ok=True)
    fresh = home(data_dir) / f".{BASEMAP}"
    shutil.copyfile(source, fresh)
    fresh.rename(home(data_dir) / BASEMAP)


def basemap(data_dir: Path) -> Path | None:
    """The operator's tiles, where there are some."""
    path = home(data_dir) / BASEMAP
    return path if path.is_file() else None

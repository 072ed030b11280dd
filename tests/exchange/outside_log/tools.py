"""Tools nobody here wrote: found on this machine, or installed by apt where a test may do so."""

import fcntl
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

GOCODE = Path("/usr/share/gocode")
SUMDB = GOCODE / "src/golang.org/x/mod/sumdb"


def wanted(packages: list[str], *, is_there) -> None:
    """The Debian packages are there; the test is skipped, with the reason, where they are not and cannot be installed."""
    if is_there():
        return
    with (Path(tempfile.gettempdir()) / f"simpul-apt-{os.getuid()}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # tests run side by side, and apt does not
        tried = Path(lock.name).with_suffix("." + packages[0])
        if not is_there() and os.geteuid() == 0 and shutil.which("apt-get") and not tried.exists():
            tried.touch()
            quiet = {"env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, "capture_output": True, "timeout": 300}
            subprocess.run(["apt-get", "install", "-y", "--no-install-recommends", *packages], check=False, **quiet)
    if not is_there():
        pytest.skip(f"needs {', '.join(packages)}, which cannot be installed here")


def go_program(source: Path, folder: Path) -> Path:
    """The built program; Go and golang.org/x/mod as Debian has them, no network."""
    wanted(["golang-go", "golang-golang-x-mod-dev"], is_there=lambda: bool(shutil.which("go")) and SUMDB.is_dir())
    made = folder / source.stem
    settings = {"GO111MODULE": "off", "GOPATH": str(GOCODE), "GOFLAGS": "", "GOPROXY": "off", "CGO_ENABLED": "0"}
    cache = {"GOCACHE": str(Path(tempfile.gettempdir()) / f"simpul-go-{os.getuid()}")}
    command = ["go", "build", "-o", str(made), str(source)]
    subprocess.run(command, check=True, env={**os.environ, **settings, **cache}, timeout=180)
    return made


def openssl(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """What openssl answered, run in the folder."""
    wanted(["openssl"], is_there=lambda: bool(shutil.which("openssl")))
    return subprocess.run(
        ["openssl", *arguments], cwd=folder, capture_output=True, text=True, errors="replace", timeout=60, check=False
    )

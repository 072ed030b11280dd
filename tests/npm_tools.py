"""Tools from npm that check our work from outside: installed beside their lock file on first use, skipped with a reason."""

import fcntl
import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def installed(folder: Path, package: str) -> dict[str, str]:
    """The environment in which node runs, once `package` of the folder's lock file is installed; else a skip."""
    environment = _with_node()
    with (folder / "package-lock.json").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "node_modules" / package / "package.json").exists():
            _install(folder, package, environment)
    return environment


def _with_node() -> dict[str, str]:
    """An environment with the machine's Node, or the one that `make assets` uses."""
    own = {**os.environ, "NPM_CONFIG_UPDATE_NOTIFIER": "false"}
    if not shutil.which("npm"):
        own["PATH"] = f"{ROOT / '.node' / 'bin'}{os.pathsep}{own.get('PATH', '')}"
    if not shutil.which("npm", path=own.get("PATH")):
        pytest.skip("there is no npm here: neither the machine's nor .node/bin of `make assets`")
    return own


def _install(folder: Path, package: str, environment: dict[str, str]) -> None:
    given = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    try:
        subprocess.run(given, cwd=folder, env=environment, capture_output=True, text=True, check=True, timeout=180)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as failure:
        print(f"npm could not install {package}: {failure}\n{failure.stderr or ''}")
        pytest.skip(f"npm could not install {package}: {type(failure).__name__}")

"""Lint, types and arrows, as `make check` runs them: a change that breaks one does not pass `make test` either."""

import subprocess
import sys
from pathlib import Path

import pytest
from tests.house.source import ROOT

pytestmark = pytest.mark.rules
BIN = Path(sys.executable).parent


def run(*command: str) -> None:
    done = subprocess.run([BIN / command[0], *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        pytest.fail((done.stdout + done.stderr)[-4000:], pytrace=False)


def test_lint():
    run("ruff", "check", "--output-format=concise", ".")


def test_format():
    run("ruff", "format", "--check", ".")


def test_types():
    run("mypy")


def test_arrows():
    """No part, and no room of a module, imports against the arrows."""
    run("lint-imports")

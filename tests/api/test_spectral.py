"""The descriptions that programs are given lint clean by Spectral: the node's own, and that of the demo's service."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import TestClient
from tests.npm_tools import installed

from simpul.app import create_app
from simpul.exchange.actions.demo_description import of_reports
from simpul.kernel.platform import Platform

NPM = Path(__file__).parent / "npm"


@pytest.fixture(scope="module")
def lint():
    """What Spectral says of a description: (rule, message) pairs."""
    environment = installed(NPM, "@stoplight/spectral-cli")

    def run(description: Any, folder: Path) -> list[tuple[str, str]]:
        path = folder / "described.json"
        path.write_text(json.dumps(description))
        command = [str(NPM / "node_modules" / ".bin" / "spectral"), "lint", str(path), "-r", str(NPM / "spectral.yaml")]
        done = subprocess.run(
            [*command, "-f", "json", "-q"], env=environment, capture_output=True, text=True, check=False, timeout=120
        )
        return [(str(one["code"]), one["message"]) for one in json.loads(done.stdout or "[]")]

    return run


def test_the_nodes_own_description_lints_clean(platform: Platform, lint, tmp_path):
    application = create_app(platform, background=False)
    assert lint(TestClient(application).get("/api/v1/openapi.json").json(), tmp_path) == []


def test_the_demos_service_is_described_cleanly(lint, tmp_path):
    assert lint(of_reports("Laporan bencana warga", "BPBD"), tmp_path) == []


def test_the_linter_sees_what_is_wrong(lint, tmp_path):
    """A description without a contact and with an answer that no schema fits is not clean."""
    broken = of_reports("Laporan", "BPBD")
    del broken["info"]["contact"]
    broken["components"]["schemas"]["Report"]["properties"]["number"]["type"] = "whole"
    assert {rule for rule, _ in lint(broken, tmp_path)} >= {"info-contact", "oas3-schema"}

"""A server that was killed recovers for as long as it needs: who starts it again waits, and does not give up with it."""

from pathlib import Path

import pytest

from simpul.kernel import embedded

pytestmark = pytest.mark.rules


def test_a_server_that_recovers_longer_than_the_wheel_waits_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """First the wheel's own patience ends, then it finds a server that is not ready yet, and asserts."""
    said = iter((TimeoutError(), AssertionError(), None))
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "postmaster.pid").write_text("1")
    ready = object()

    def tried(_folder: Path) -> object:
        if failure := next(said):
            raise failure
        return ready

    monkeypatch.setattr(embedded, "_tried", tried)
    monkeypatch.setattr(embedded, "_answers", lambda server: server is ready)
    assert embedded._started(tmp_path) is ready

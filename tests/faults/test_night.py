"""A simulated night of flood over a real node with two workers, one of them killed in the middle: nobody's report is lost.

A few hundred reports in the normal run. With SIMPUL_SOAK=1 a tenth of Jakarta's night of New Year 2020 in 20 minutes
(5,000 reports, 50,000 reads that no cache answered), where the times that residents were promised are asserted too.
"""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from sqlalchemy import text
from tests.faults.node import Node
from tests.faults.test_kill import durable_url  # noqa: F401 (fixture)

from simpul.disaster.commands.simulate import run
from simpul.disaster.model.simulation import Night
from simpul.disaster.rules.simulation import LABEL

SOAK = bool(os.environ.get("SIMPUL_SOAK"))


@contextmanager
def a_worker_dies(node: Node, after: float) -> Iterator[list[int]]:
    """One of the node's workers is killed (SIGKILL) after so many seconds; the server starts another one."""
    killed: list[int] = []

    def strike() -> None:
        assert node.process is not None
        workers = [one.pid for one in psutil.Process(node.process.pid).children() if one.cmdline()[-1:] == ["serve"]]
        os.kill(workers[0], signal.SIGKILL)
        killed.append(workers[0])

    timer = threading.Timer(after, strike)
    timer.start()
    try:
        yield killed
    finally:
        timer.cancel()


def lived_through(folder: Path, url: str, night: Night, seconds: float) -> dict[str, object]:
    node = Node(folder, url, workers=2, sandbox=True)
    node.prepare()
    node.start()
    try:
        with a_worker_dies(node, seconds / 2) as killed:
            figures = run(node.base, night, seconds=seconds)
        assert killed, "no worker was killed"
        platform = node.platform()
        with platform.database.reading() as unit:
            kept, forms, unlabelled = unit.connection.execute(
                text(
                    "SELECT count(*), count(DISTINCT form_id), count(*) FILTER (WHERE NOT text ^@ :label)"
                    " FROM disaster_report"
                ),
                {"label": LABEL},
            ).one()
        platform.database.close()
    finally:
        node.stop()
    assert kept == forms
    assert unlabelled == 0
    assert kept >= figures["reports acknowledged"]
    return figures


def nothing_is_lost(figures: dict[str, object]) -> None:
    assert figures["reports lost"] == 0, figures
    assert figures["reports without an answer"] == 0, figures
    assert figures["reports acknowledged"], figures


def test_a_night_with_a_worker_killed_in_the_middle(short_folder: Path, durable_url: str) -> None:  # noqa: F811
    figures = lived_through(short_folder, durable_url, Night(scale=0.004), seconds=12)
    print(figures)
    nothing_is_lost(figures)


@pytest.mark.soak
@pytest.mark.skipif(not SOAK, reason="the whole night runs by make soak")
def test_a_tenth_of_jakartas_night_in_twenty_minutes(short_folder: Path, durable_url: str) -> None:  # noqa: F811
    figures = lived_through(short_folder, durable_url, Night(scale=0.1), seconds=1200)
    print(figures)
    nothing_is_lost(figures)
    assert float(str(figures["report p99 (s)"])) <= 1, figures
    assert float(str(figures["map behind, worst (s)"])) <= 2, figures

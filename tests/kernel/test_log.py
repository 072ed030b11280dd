"""Logs hold no personal data: only listed keys pass, and never what an exception said."""

import json

import pytest
import structlog

from simpul.kernel.log import configure_logging

pytestmark = pytest.mark.rules


@pytest.fixture
def log(capsys):
    """A log as a server writes it; what it wrote is read from standard output."""
    configure_logging(level="info", form="json")
    structlog.configure(cache_logger_on_first_use=False, logger_factory=structlog.PrintLoggerFactory())
    yield structlog.get_logger("test"), lambda: [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    configure_logging(level="error", form="json")


def test_a_line_is_one_object_with_its_time_and_level(log):
    logger, lines = log
    logger.info("request", route="/x", status=200, ms=1.5)
    (line,) = lines()
    assert {"event": "request", "route": "/x", "status": 200, "level": "info"}.items() <= line.items()
    assert line["timestamp"].endswith("Z")


def test_a_strangers_key_is_dropped_and_counted(log):
    logger, lines = log
    logger.info("request", nama="Budi", text="banjir", status=200)
    (line,) = lines()
    assert line["dropped"] == 2
    assert "Budi" not in json.dumps(line)


def test_an_exception_is_its_kind_and_its_place_never_its_words(log):
    logger, lines = log
    try:
        try:
            raise ValueError("Budi, 0812-3456")
        except ValueError as error:
            raise RuntimeError("duplicate key (login)=(budi)") from error
    except RuntimeError:
        logger.exception("request.failed")
    (line,) = lines()
    assert line["error"] == "RuntimeError"
    assert any("test_log.py" in place for place in line["exception"])
    for words in ("Budi", "0812", "budi", "duplicate"):
        assert words not in json.dumps(line)


def test_what_is_less_important_than_the_level_is_not_written(log):
    logger, lines = log
    logger.debug("detail")
    assert lines() == []


def test_on_a_terminal_an_exceptions_places_stand_a_line_each(capsys):
    """A command writes for people; writing down a failure must not fail itself."""
    configure_logging(level="info", form="console")
    structlog.configure(cache_logger_on_first_use=False, logger_factory=structlog.PrintLoggerFactory())
    try:
        raise ValueError("Budi")
    except ValueError:
        structlog.get_logger("test").exception("failed")
    configure_logging(level="error", form="json")
    said = capsys.readouterr().out
    assert "ValueError" in said
    assert "test_on_a_terminal" in said
    assert "Budi" not in said

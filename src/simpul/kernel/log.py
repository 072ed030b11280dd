"""Structured logs without personal data: one JSON object a line; only listed keys pass, so that nothing slips in."""

import logging
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog

_KEYS = frozenset(
    {"event", "level", "timestamp", "logger", "error", "exception", "topic", "job", "event_id", "event_name", "dropped"}
    | {"request_id", "method", "route", "status", "ms", "code", "node", "port", "pid", "worker", "address", "subject"}
    | {"count", "name", "version", "path", "module", "section", "seconds"}
)
_LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}


def configure_logging(*, level: str, form: str) -> None:
    """From now on every log line is one object with known keys; a stranger's key is dropped and counted as `dropped`."""
    last: list[Any] = (
        [structlog.processors.JSONRenderer()] if form == "json" else [_as_lines, structlog.dev.ConsoleRenderer()]
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _where_it_failed,
            _known_keys,
            *last,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(_LEVELS[level]),
        logger_factory=structlog.PrintLoggerFactory(),
        cache_logger_on_first_use=True,
    )


def _where_it_failed(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """An exception becomes its type and the places it passed, never its message: messages may quote what people wrote."""
    info = line.pop("exc_info", None)
    if info:
        failure = info if isinstance(info, BaseException) else sys.exc_info()[1]
        if failure is not None:
            frames = traceback.extract_tb(failure.__traceback__)
            line["error"] = type(failure).__name__
            line["exception"] = [f"{f.filename.rsplit('simpul/', 1)[-1]}:{f.lineno} {f.name}" for f in frames[-12:]]
    return line


def _as_lines(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The places an exception passed, a line each, as a terminal's reader wants them."""
    if isinstance(line.get("exception"), list):
        line["exception"] = "\n".join(line["exception"])
    return line


def _known_keys(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    strangers = [key for key in line if key not in _KEYS]
    for key in strangers:
        del line[key]
    if strangers:
        line["dropped"] = len(strangers)
    return line

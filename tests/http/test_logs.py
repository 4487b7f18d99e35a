"""What the process says of itself: where a fault of ours happened, and nothing of what it held."""

import io
import logging
from typing import Any, get_args

import pytest
import structlog

from service import logs
from service.settings import LogFormat


@pytest.mark.parametrize("format", get_args(LogFormat))
def test_a_fault_is_told_with_its_place_and_without_what_stood_there(format: LogFormat) -> None:
    """Names, addresses, secrets of programs and texts stand in variables wherever anything is done with them."""
    usual: dict[str, Any] = structlog.get_config()
    handlers, level = logging.root.handlers[:], logging.root.level
    said = io.StringIO()
    try:
        logs.set_up(format, said)
        _fail("Madame Dupont, 12 rue des Lilas")
    finally:
        structlog.configure(**usual)
        logging.root.handlers[:] = handlers
        logging.root.setLevel(level)
    assert "_at_fault" in said.getvalue()
    assert "Dupont" not in said.getvalue()


def _fail(who: str) -> None:
    try:
        _at_fault(who)
    except ZeroDivisionError:
        structlog.get_logger().exception("letter_failed")


def _at_fault(who: str) -> None:
    raise ZeroDivisionError if who else RuntimeError

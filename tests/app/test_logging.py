"""The log: JSON lines with the request's id, and nothing private."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from app.logging import configure, get_logger, request_context


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


def _lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_a_line_is_json_with_the_request_id(capsys: pytest.CaptureFixture[str]) -> None:
    configure()
    with request_context("req-1"):
        get_logger("app.x").info("served", status=200)
    get_logger("app.x").info("outside")
    inside, outside = _lines(capsys)
    assert inside["event"] == "served"
    assert (inside["request_id"], inside["status"], inside["level"], inside["logger"]) == (
        "req-1",
        200,
        "info",
        "app.x",
    )
    assert str(inside["timestamp"]).endswith("Z")
    assert "request_id" not in outside


def test_secrets_and_query_strings_are_cut(capsys: pytest.CaptureFixture[str]) -> None:
    configure()
    get_logger("app.x").info(
        "served", path="/search?q=hidden", token="hidden", Authorization="hidden", email="hidden", query="hidden"
    )
    assert "hidden" not in capsys.readouterr().err


def test_lines_of_libraries_are_json_and_their_request_lines_are_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    configure()
    logging.getLogger("some.library").warning("slow %s", "answer")
    logging.getLogger("uvicorn.access").info('"GET /search?q=hidden"')
    logging.getLogger("sqlalchemy.engine").info("hidden")
    (line,) = _lines(capsys)
    assert (line["event"], line["logger"]) == ("slow answer", "some.library")


def test_a_level_below_is_not_written(capsys: pytest.CaptureFixture[str]) -> None:
    configure("WARNING")
    get_logger("app.x").info("quiet")
    get_logger("app.x").warning("loud")
    assert [line["event"] for line in _lines(capsys)] == ["loud"]


def test_an_exception_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    configure()
    try:
        int("broken")
    except ValueError:
        get_logger("app.x").exception("failed")
    (line,) = _lines(capsys)
    assert "ValueError: invalid literal" in str(line["exception"])

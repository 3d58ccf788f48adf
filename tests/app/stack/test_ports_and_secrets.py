"""Ports and secrets of one data directory."""

import socket
from pathlib import Path

import pytest
from pydantic import ValidationError

from app.stack.ports import LOOPBACK, Ports, choose, is_free
from app.stack.secrets import load_or_create


def test_ports_are_distinct_free_and_below_the_outgoing_range() -> None:
    ports = choose().model_dump().values()
    assert len(set(ports)) == len(Ports.model_fields)
    assert all(is_free(LOOPBACK, port) and 20_000 <= port < 32_000 for port in ports)


def test_ports_of_the_last_run_are_kept_while_free() -> None:
    first = choose()
    assert choose(first) == first
    with socket.create_server((LOOPBACK, first.s3)):
        second = choose(first)
    assert second.s3 != first.s3
    assert second.model_copy(update={"s3": first.s3}) == first


def test_ports_to_avoid_are_avoided() -> None:
    first = choose()
    assert choose(first, avoid=[first.postgres]).postgres != first.postgres


def test_a_port_in_use_is_not_free() -> None:
    with socket.create_server((LOOPBACK, 0)) as server:
        assert not is_free(LOOPBACK, server.getsockname()[1])


def test_secrets_are_made_once_and_private(tmp_path: Path) -> None:
    made = load_or_create(tmp_path)
    assert load_or_create(tmp_path) == made
    assert (tmp_path / "secrets.json").stat().st_mode & 0o777 == 0o600
    values = made.model_dump().values()
    assert len(set(values)) == len(values)
    assert all(len(value) == 64 for value in values)
    assert not [value for value in values if value in repr(made)]


def test_a_secret_that_a_later_version_adds_is_made_and_kept(tmp_path: Path) -> None:
    (tmp_path / "secrets.json").write_text('{"postgres_app": "kept"}')
    made = load_or_create(tmp_path)
    assert made.postgres_app == "kept"
    assert load_or_create(tmp_path) == made


def test_damaged_secrets_are_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "secrets.json").write_text('{"postgres_app": ')
    with pytest.raises(ValidationError):
        load_or_create(tmp_path)
    assert (tmp_path / "secrets.json").read_text() == '{"postgres_app": '

"""What the product ships: the parameters and the holidays of ``data/``, read once."""

import csv
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

_DATA = files("catalog.parameters").joinpath("data")


def _document() -> dict[str, Any]:
    return tomllib.loads(_DATA.joinpath("parameters.toml").read_text("utf-8"))


@cache
def parameters() -> Mapping[str, Mapping[str, Any]]:
    """Every parameter of ``parameters.toml``, the columns of its row by its key (``section.name``)."""
    document = _document()
    found = {
        f"{section}.{name}": _columns(entry, document["sources"])
        for section, entries in document["parameters"].items()
        for name, entry in entries.items()
    }
    return MappingProxyType(found)


def _columns(entry: dict[str, Any], sources: dict[str, str]) -> Mapping[str, Any]:
    optional = {"article": "", "confirmed": False, "valid_from": None}
    return MappingProxyType(optional | entry | {"source": sources[entry["source"]]})


@cache
def days() -> Mapping[date, Mapping[str, Any]]:
    """Every day of ``holidays.csv``, whose lines are spans of days with the year of the notice."""
    notice = _document()["holidays"]["notice"]
    lines = _DATA.joinpath("holidays.csv").read_text("utf-8").splitlines()
    return MappingProxyType(dict(day for line in csv.DictReader(lines) for day in _span(line, notice)))


def _span(line: dict[str, str], notice: str) -> Iterator[tuple[date, Mapping[str, Any]]]:
    first, last = date.fromisoformat(line["first"]), date.fromisoformat(line["last"])
    columns = {"kind": line["kind"], "name": line["name"], "source": notice.format(year=line["notice"])}
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset), MappingProxyType(columns)

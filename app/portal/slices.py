"""The slices of the portal and what each brings: routes, notices, samples. A new page of a slice edits no list.

Routes stand as ``router`` in ``page.py`` and in files that end in ``_page.py``; what is said after an act stands as
``NOTICES`` in ``view.py``, samples in ``samples.py``.
"""

from collections.abc import Iterable, Iterator
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

from fastapi import APIRouter

from app.portal import account, applications, cataloguing, dataset, operators, platform, reviewing, search
from app.portal.kit import notices as common
from app.portal.kit.chrome import Notice
from app.portal.kit.templating import Page

SLICES = (platform, search, dataset, applications, account, cataloguing, reviewing, operators)


def routers() -> Iterator[APIRouter]:
    """The routes of every page."""
    for found in SLICES:
        for module in iter_modules(found.__path__):
            if module.name == "page" or module.name.endswith("_page"):
                yield _of(found, module.name).router


def notices() -> dict[str, Notice]:
    """Everything that may be said after a redirect, by the value of ``done`` in the address.

    Raises:
        ValueError: two notices have one name.
    """
    tables = [common.NOTICES, *(getattr(_of(found, "view"), "NOTICES", {}) for found in SLICES)]
    return _distinct(pair for table in tables for pair in table.items())


def samples() -> dict[str, Page]:
    """Every page in every state worth looking at, by the name of the sample; what they show is synthetic.

    Raises:
        ValueError: two samples have one name.
    """
    return _distinct(pair for found in SLICES for pair in _of(found, "samples").samples())


def _of(found: ModuleType, name: str) -> ModuleType:
    return import_module(f"{found.__name__}.{name}")


def _distinct(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, value in pairs:
        if name in made:
            raise ValueError(f"two are called {name}")
        made[name] = value
    return made

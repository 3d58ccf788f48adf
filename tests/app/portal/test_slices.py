"""What the slices bring is found in them: routes of every page file, notices and samples of one name each."""

import pytest
from fastapi.routing import iter_route_contexts

from app.api.router import outer_routers
from app.api.router import routers as api_routers
from app.portal import platform, slices
from app.portal.kit.templating import ROOT


def test_every_page_file_brings_its_routes() -> None:
    files = [*ROOT.glob("*/page.py"), *ROOT.glob("*/*_page.py")]
    assert len(files) == len(list(slices.routers()))
    assert all(router.routes for router in slices.routers())


def test_no_two_pages_have_one_address() -> None:
    found = [route for router in slices.routers() for route in iter_route_contexts(router.routes)]
    addresses = [(method, each.path_format) for each in found for method in each.methods or ()]
    assert len(addresses) > 40
    assert len(addresses) == len(set(addresses))


def test_only_what_stands_outside_the_api_is_asked_after_the_pages() -> None:
    first = {str(each.path_format) for router in api_routers() for each in iter_route_contexts(router.routes)}
    later = {str(each.path_format) for router in outer_routers() for each in iter_route_contexts(router.routes)}
    assert {path for path in first if not path.startswith("/api/v1/")} == set()
    assert {path for path in later if path.startswith("/api/v1/")} == set()


def test_names_that_two_slices_use_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert slices.notices()["late"].title
    assert slices.samples()["home"].chrome.platform
    monkeypatch.setattr(slices, "SLICES", (platform, platform))
    with pytest.raises(ValueError, match="two are called home"):
        slices.samples()

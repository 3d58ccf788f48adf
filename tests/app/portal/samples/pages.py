"""Every sample page by name: ordinary, empty, failing and long states of the imagined demo catalogue."""

from app.portal.kit.templating import Page
from tests.app.portal.samples import finding, using, working


def all_pages() -> dict[str, Page]:
    """Every sample by its name."""
    makers = (
        finding.home,
        finding.results,
        finding.dataset,
        using.accounts,
        using.applying,
        using.others,
        working.cataloguing,
        working.reviewing,
        working.searching,
    )
    return {name: page for make in makers for name, page in make()}

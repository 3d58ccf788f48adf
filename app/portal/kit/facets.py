"""The facets of a search in words, and tiles that lead to the datasets of one of their values."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from app.projections import element_words
from app.words.sources import _
from catalog.datasets.elements import METADATA
from catalog.organizations.queries import Owner
from catalog.vocabularies.queries import Words
from search.document import region_path
from search.results import FacetCount

SCHEMES = {**{each.name: each.scheme for each in METADATA if each.facet}, "format": "formats"}
"""The vocabulary of each facet that has one."""
_LABELS: Mapping[str, str] = {
    **{each.name: element_words.label(each.key) for each in METADATA if each.facet},
    "organization": element_words.label("organization"),
    "format": _("格式"),
    "carrier": _("提供方式"),
    "freshness": _("更新状况"),
}
_ORDER = ("theme", "organization", "open_class", "region", "format", "carrier", "freshness")
FACETS: Mapping[str, str] = {name: _LABELS[name] for name in dict.fromkeys((*_ORDER, *_LABELS))}
"""What the facets are called, in the order in which they are shown."""
HEADS: Mapping[str, str] = {
    name: _("%(facet)s（含下级）", facet=label) if name in {"organization", "region"} else label
    for name, label in FACETS.items()
}
"""What stands over the values of each facet."""
FACET_VALUES: Mapping[str, Mapping[str, str]] = {
    "carrier": {"file": _("文件下载"), "api": _("接口调用")},
    "freshness": {
        "current": _("按期更新"),
        "overdue": _("已逾期"),
        "outdated": _("长期未更新"),
        "unscheduled": _("一次性数据"),
    },
}
"""Values of facets that have no vocabulary."""
TILES = 8


@dataclass(frozen=True)
class Known:
    """What codes are called: vocabularies and organizations."""

    words: Words
    owners: dict[str, Owner]

    def label(self, facet: str, value: str) -> str:
        """A value of a facet in words; the value itself where there are none."""
        if facet == "organization":
            return self.owners[value].name if value in self.owners else value
        if facet in SCHEMES:
            return self.words.label(SCHEMES[facet], value)
        return FACET_VALUES.get(facet, {}).get(value, value)

    def above(self, facet: str, value: str) -> str:
        """The value above ``value`` in the tree of its facet; empty where there is none."""
        if facet == "organization":
            return self.owners[value].parent if value in self.owners else ""
        path = region_path(value) if facet == "region" else ()
        return path[-2] if len(path) > 1 else ""


@dataclass(frozen=True)
class Tile:
    """A theme, an organization or a region with the number of its datasets."""

    label: str
    href: str
    count: int


def tiles(
    facet: str, counts: Sequence[FacetCount], order: Iterable[str], label: Callable[[str, str], str]
) -> tuple[Tile, ...]:
    """The values with most datasets, in the order of ``order`` where they stand in it."""
    place = {code: index for index, code in enumerate(order)}
    shown = sorted(counts[:TILES], key=lambda each: place.get(each.value, -each.count))
    return tuple(
        Tile(label(facet, each.value), "/search?" + urlencode({facet: each.value}), each.count) for each in shown
    )

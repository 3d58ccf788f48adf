"""A generated catalogue of a province for judging search: every fact of a document is known, so meaning can be judged.

The topics stand in ``topics.txt``, the datasets that stand alone in ``singles.txt``. Places differ as portals do: some
write their name into every title and into the name of the agency, others, whose catalogue was gathered from a portal
of their own, write neither, and only the region says where the data are from.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from app.demo.content import DemoDataset
from app.demo.datasets import DATASETS
from app.demo.people import ORGANIZATIONS
from catalog.use.freshness import Level
from catalog.use.weighing import SCALE, prior_of
from search.document import SearchDocument, region_path
from search.evaluation.material import identity_of
from tests.search.evaluation.subjects import Single, Topic, singles, topics

PROVINCE = "350000"
YEARS = range(2019, 2024)
CITIES_A_TOPIC, COUNTIES_A_TOPIC = 6, 2
DAY = 86_400
FIRST_DAY = 1_577_836_800


@dataclass(frozen=True)
class Place:
    """A province, city or county; ``silent`` ones are named neither in titles nor in the names of their agencies."""

    key: str
    code: str
    name: str
    short: str
    mark: str
    silent: bool = False

    @property
    def level(self) -> str:
        """省, 市, 县 or 区, as agencies below are called."""
        return "市" if self.code.endswith("00") else self.name[-1]


PLACES = (
    Place("fujian", PROVINCE, "福建省", "福建", "闽"),
    Place("fuzhou", "350100", "福州市", "福州", "榕"),
    Place("xiamen", "350200", "厦门市", "厦门", "厦", silent=True),
    Place("putian", "350300", "莆田市", "莆田", "莆"),
    Place("sanming", "350400", "三明市", "三明", "明"),
    Place("quanzhou", "350500", "泉州市", "泉州", "泉"),
    Place("zhangzhou", "350600", "漳州市", "漳州", "漳", silent=True),
    Place("nanping", "350700", "南平市", "南平", "南", silent=True),
    Place("longyan", "350800", "龙岩市", "龙岩", "岩"),
    Place("ningde", "350900", "宁德市", "宁德", "宁"),
    Place("gulou", "350102", "鼓楼区", "鼓楼", "鼓"),
    Place("minhou", "350121", "闽侯县", "闽侯", "侯"),
    Place("pingtan", "350128", "平潭县", "平潭", "岚"),
    Place("fuqing", "350181", "福清市", "福清", "融"),
    Place("siming", "350203", "思明区", "思明", "思", silent=True),
    Place("xianyou", "350322", "仙游县", "仙游", "仙"),
    Place("yongan", "350481", "永安市", "永安", "永"),
    Place("anxi", "350524", "安溪县", "安溪", "安"),
    Place("jinjiang", "350582", "晋江市", "晋江", "晋"),
    Place("longhai", "350604", "龙海区", "龙海", "海", silent=True),
    Place("dongshan", "350626", "东山县", "东山", "东"),
    Place("wuyishan", "350782", "武夷山市", "武夷山", "武"),
    Place("shanghang", "350823", "上杭县", "上杭", "杭"),
    Place("fuding", "350982", "福鼎市", "福鼎", "鼎"),
)
PLACE = {place.key: place for place in PLACES}
CITIES, COUNTIES = PLACES[1:10], PLACES[10:]

COAST = ("fuzhou", "xiamen", "putian", "quanzhou", "zhangzhou", "ningde", "pingtan", "dongshan")
ONLY = {"metro": ("fuzhou", "xiamen"), **dict.fromkeys(("ports", "boats", "aquaculture", "tide"), COAST)}
"""Topics that not every place can have."""

AGENCIES = {
    "卫生健康": ("卫生健康委员会", "卫生健康局", "卫"),
    "发展和改革": ("发展和改革委员会", "发展和改革局", "发改"),
    "住房公积金": ("住房公积金管理中心", "住房公积金管理部", "公积金"),
    "残疾人联合会": ("残疾人联合会", "残疾人联合会", "残联"),
}
"""How the agency of a role is called in a province or city, in a county, and in a document number."""
SUFFIXES = {
    "l": ("信息", "名录", "一览表", "基本信息", "清单"),
    "s": ("统计", "情况", "数据", "统计表"),
    "y": ("",),
    "n": ("",),
}
CYCLES = (("1", "日"), ("3", "月"), ("4", "季度"), ("6", "年"))
FORMATS = (("csv", "xlsx"), ("csv",), ("xlsx",), ("csv", "json"))


@dataclass(frozen=True)
class Entry:
    """A document with the facts it was made from; ``topic`` is None for those of the demo catalogue."""

    name: str
    topic: Topic | None
    place: Place
    year: int
    document: SearchDocument


@cache
def entries() -> dict[str, Entry]:
    """The whole catalogue by name, the same at every run."""
    found = {entry.name: entry for entry in _demo()}
    for number, (topic, place, year) in enumerate(_wanted()):
        name = f"{topic.key}.{place.key}" + (f".{year}" if year else "")
        found[name] = Entry(name, topic, place, year, _document(number, name, topic, place, year))
    alone = (_single(number, single) for number, single in enumerate(singles(), start=len(found)))
    return found | {entry.name: entry for entry in alone}


def documents() -> list[SearchDocument]:
    """What is put into an index."""
    return [entry.document for entry in entries().values()]


def _wanted() -> Iterator[tuple[Topic, Place, int]]:
    """Which place publishes what, in which year: some of the cities and counties each, statistics the province too."""
    for number, topic in enumerate(topics().values()):
        cities = [CITIES[(2 * number + step) % len(CITIES)] for step in range(CITIES_A_TOPIC)]
        counties = [COUNTIES[(3 * number + 5 * step) % len(COUNTIES)] for step in range(COUNTIES_A_TOPIC)]
        if topic.key in ONLY:
            yield from ((topic, PLACE[key], 0) for key in ONLY[topic.key])
        elif topic.kind == "y":
            yield from ((topic, place, year) for place in (PLACES[0], *CITIES[:5]) for year in YEARS)
        elif topic.kind == "n":
            yield from ((topic, place, 0) for place in (PLACES[0], *CITIES))
        else:
            province = PLACES[:1] if topic.kind == "s" else ()
            yield from ((topic, place, 0) for place in (*province, *cities, *counties))


def _document(number: int, name: str, topic: Topic, place: Place, year: int) -> SearchDocument:
    agency, agency_code = agency_of(topic.role, place)
    updated = FIRST_DAY + (number * 7919 % 2000) * DAY
    return SearchDocument(
        id=identity_of(name),
        version=1,
        code=_code(number, topic, place),
        title=_title(number, topic, place, year),
        summary=_summary(number, topic, place),
        items=topic.columns,
        organization=agency_code,
        organization_name=agency,
        organization_path=region_path(place.code)[:-1],
        theme=topic.theme,
        keywords=topic.keywords,
        region=place.code,
        open_class="GENERAL" if number % 5 else "ON_REQUEST",
        formats=FORMATS[number % len(FORMATS)],
        cycle=CYCLES[number % len(CYCLES)][0],
        published_at=updated - 90 * DAY,
        updated_at=updated,
        prior=number * 37 % 100 / 100,
        scopes=("public",),
    )


def agency_of(role: str, place: Place) -> tuple[str, str]:
    """Name and code of the agency of this role in a place."""
    full, county, _ = AGENCIES.get(role, (role + "局", role + "局", role[0]))
    if (
        place.code == PROVINCE
        and role not in AGENCIES
        and role not in {"市场监督管理", "医疗保障", "海洋与渔业", "林业"}
    ):
        full = role + "厅"
    name = full if place.code.endswith("00") else county
    roles = list(dict.fromkeys(topic.role for topic in topics().values()))
    return (place.level if place.silent else place.name) + name, f"{place.code}{roles.index(role) + 1:03d}"


def document_number(number: int, topic: Topic, place: Place) -> str:
    """The number of the official document that a dataset follows; empty for most."""
    mark = AGENCIES.get(topic.role, ("", "", topic.role[0]))[2]
    return f"{place.mark}{mark}〔{2016 + number % 8}〕{number % 97 + 3}号" if number % 3 == 0 else ""


def _title(number: int, topic: Topic, place: Place, year: int) -> str:
    suffixes = SUFFIXES[topic.kind]
    said = "" if place.silent else place.short if place.key == "quanzhou" else place.name
    when = f"{year}年" if year else ""
    title = f"{topic.noun}{suffixes[number % len(suffixes)]}"
    return f"{when}{said}{title}" if number % 2 else f"{said}{when}{title}"


def _summary(number: int, topic: Topic, place: Place) -> str:
    """What it is about, and much that it is not: columns it lacks, agencies and catalogues that it only mentions."""
    whole = "全省" if place.code == PROVINCE else f"全{place.level}"
    said = whole if place.silent or number % 2 else place.name
    parts = [f"{said}{topic.about}"]
    if basis := document_number(number, topic, place):
        parts.append(f"按{basis}文件整理")
    near = [topics()[topic.near[(number + step) % len(topic.near)]] for step in range(3)]
    agencies = dict.fromkeys(agency_of(other.role, place)[0] for other in near)
    parts.append(f"会同{'、'.join(agencies)}核对")
    parts.append(f"不含{'和'.join(other.columns[number % 2] for other in near[:2])}")
    if number % 4 == 1:
        parts.append(f"配套目录见{hub_code(place)}")
    return "。".join(parts) + f"。每{CYCLES[number % len(CYCLES)][1]}更新。"


def _single(number: int, single: Single) -> Entry:
    """A dataset that stands alone; one of a title and nothing else is complete by half and has no cycle."""
    topic, place, whole = single.topic, PLACE[single.place], bool(single.columns)
    agency, agency_code = agency_of(topic.role, place)
    name = f"single.{topic.key}.{place.key}"
    updated = FIRST_DAY + (number * 7919 % 2000) * DAY
    prior = prior_of(single.callers, Level.CURRENT if whole else None, 1.0 if whole else 0.5) / SCALE
    document = SearchDocument(
        id=identity_of(name),
        version=1,
        code=_code(number, topic, place),
        title=single.title,
        summary=single.summary,
        items=single.columns,
        organization=agency_code,
        organization_name=agency,
        organization_path=region_path(place.code)[:-1],
        theme=topic.theme,
        keywords=single.keywords,
        region=place.code,
        open_class="GENERAL",
        formats=FORMATS[number % len(FORMATS)],
        cycle=CYCLES[number % len(CYCLES)][0] if whole else "",
        published_at=updated - 90 * DAY,
        updated_at=updated,
        prior=prior,
        scopes=("public",),
    )
    return Entry(name, topic, place, 0, document)


@cache
def hub_code(place: Place) -> str:
    """The catalogue code of the dataset that others of a place refer to, the first that it published."""
    number, topic = next((number, topic) for number, (topic, at, _) in enumerate(_wanted()) if at == place)
    return _code(number, topic, place)


def _code(number: int, topic: Topic, place: Place) -> str:
    return f"{place.code}-{agency_of(topic.role, place)[1][6:]}/{number + 1:06d}"


def _demo() -> Iterator[Entry]:
    """The datasets of the demo catalogue."""
    agencies = {organization.code: organization for organization in ORGANIZATIONS}
    for number, dataset in enumerate(DATASETS, start=1):
        document = _demo_document(number, dataset, agencies[dataset.organization].name)
        yield Entry(f"demo.{dataset.key}", None, PLACES[0], 0, document)


def _demo_document(number: int, dataset: DemoDataset, agency: str) -> SearchDocument:
    items = (name for item in dataset.items for name in dict.fromkeys((item.name, item.title)))
    return SearchDocument(
        id=identity_of(f"demo.{dataset.key}"),
        version=1,
        code=f"{dataset.region}-900/{number:06d}",
        title=dataset.title,
        summary=dataset.summary,
        items=tuple(items),
        organization=dataset.organization,
        organization_name=agency,
        theme=dataset.theme,
        keywords=dataset.keywords,
        region=dataset.region,
        open_class=dataset.open_class,
        formats=("csv",),
        cycle=dataset.cycle,
        published_at=FIRST_DAY,
        updated_at=FIRST_DAY + 1800 * DAY,
        prior=0.5,
        scopes=("public",),
    )

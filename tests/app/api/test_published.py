"""The document of a dataset as the API gives it: labels beside codes, links that lead somewhere, a tag that is true."""

from typing import Any

import pytest

from app.api.datasets.published import DatasetDocument
from app.http.conditional import revision_etag
from catalog.datasets.document import RevisionDocument
from catalog.vocabularies import shipped
from tests.factories.datasets import CSV, open_metadata
from tests.factories.documents import document
from tests.journeys.conftest import Platform, publish, register

LABELS = {"theme": "地区发展"}
TABLE, PICTURE = {"rows": 3}, {"rows": None, "columns": ()}


def file_links(*, live: bool = True, **changes: Any) -> list[set[str]]:
    shown = DatasetDocument.of(document(**changes), LABELS, live=live)
    return [set(file.links) for file in shown.distributions]


@pytest.mark.parametrize("open_class", ["GENERAL", "ON_REQUEST"])
def test_a_file_leads_to_its_bytes_and_a_table_to_its_rows(open_class: str) -> None:
    found = file_links(open_class=open_class, distributions=[TABLE, PICTURE])
    assert found == [{"file", "rows", "schema"}, {"file"}]


def test_what_cannot_be_fetched_has_no_address() -> None:
    assert file_links(live=False, open_class="GENERAL", distributions=[TABLE]) == [set()]
    assert file_links(open_class="NONE", distributions=[TABLE]) == [set()]


def test_the_document_itself_stands_unchanged_in_what_is_given() -> None:
    published = document(keywords=["公交"], open_class="GENERAL", distributions=[TABLE])
    given = DatasetDocument.of(published, LABELS, live=True).model_dump(mode="json")
    assert DatasetDocument.model_validate(given).model_dump(mode="json") == given
    assert RevisionDocument.model_validate(given) == published
    assert given["labels"] == LABELS


async def test_every_link_leads_somewhere_and_every_code_is_named(stage: Platform) -> None:
    identity = await register(stage, open_metadata(title="带有地址的统计"), CSV)
    await publish(stage, identity)
    visitor = stage.client()
    answer = await visitor.get(f"/api/v1/datasets/{identity}")
    shown = answer.json()
    assert (shown["revision"], answer.headers["X-Revision"]) == (1, "1")
    assert set(shown["labels"]) == {"theme", "region", "open_class", "share_type", "cycle", "licence"}
    assert shown["labels"]["open_class"] == "普遍开放"
    assert set(shown["links"]) == {"page", "revision", "organization"}
    (file,) = shown["distributions"]
    assert set(file["links"]) == {"file", "rows", "schema"}
    for address in (*shown["links"].values(), *file["links"].values()):
        assert (await visitor.get(address)).status_code == 200, address
    revision = (await visitor.get(shown["links"]["revision"])).json()
    assert revision["document"] == shown
    assert revision["published_at"] == shown["published_at"]


async def test_the_tag_is_that_of_the_whole_answer(stage: Platform) -> None:
    identity = await register(stage, open_metadata(title="没有改变的统计"), CSV)
    await publish(stage, identity)
    visitor, address = stage.client(), f"/api/v1/datasets/{identity}"
    whole = await visitor.get(address)
    assert whole.headers["ETag"] == revision_etag(1, whole.content)
    same = await visitor.get(address, headers={"If-None-Match": whole.headers["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    assert (await visitor.get(address, headers={"If-None-Match": '"r1"'})).status_code == 200


async def test_an_earlier_revision_has_labels_and_its_page_but_no_data(stage: Platform) -> None:
    identity = await register(stage, open_metadata(title="第一版的统计"), CSV)
    await publish(stage, identity)
    cataloguer, address = await stage.by_token("cataloguer"), f"/api/v1/datasets/{identity}"
    draft = await cataloguer.get(f"{address}/draft")
    changed = await cataloguer.patch(address, json={"theme": "8"}, headers={"If-Match": draft.headers["ETag"]})
    assert changed.status_code == 200
    await publish(stage, identity)
    visitor = stage.client()
    first, second = [(await visitor.get(f"{address}/revisions/{n}")).json()["document"] for n in (1, 2)]
    assert second == (await visitor.get(address)).json()
    assert [each["labels"]["theme"] for each in (first, second)] == [
        shipped.terms()["themes", code]["label_zh"] for code in ("6", "8")
    ]
    assert [sorted(each["distributions"][0]["links"]) for each in (first, second)] == [[], ["file", "rows", "schema"]]
    assert first["links"]["page"] == f"/datasets/{identity}?revision=1"
    differs = (await visitor.get(f"{address}/revisions/1/diff/2")).json()
    assert differs == [{"pointer": "/theme", "before": "6", "after": "8"}]

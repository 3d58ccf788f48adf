"""The cataloguer's form and the reviews that follow: input kept, conflicts shown, files taken in, roles respected."""

import re
from typing import Any

import httpx

from catalog.datasets.elements import ITEMS, METADATA, ElementKind, MetadataElement
from catalog.vocabularies import shipped
from tests.app.portal.pages.site import CSV, OPEN, Browser, Site, form_of, text_of
from tests.factories.datasets import open_metadata
from tests.factories.people import AGENCY, OTHER_AGENCY
from tests.plugins.waiting import eventually

FILLED = {
    "title": "从页面登记的数据集",
    "organization": AGENCY,
    "summary": "从页面登记，用来说明表单怎样工作。",
    "theme": "6",
    "region": "350100",
    "open_class": "GENERAL",
    "share_type": "1",
    "cycle": "7",
    "licence": "CC-BY-4.0",
    "contact": "发展改革部门办公室",
    "source": "部门业务统计",
    "keywords": "公交、出行",
}


async def upload(browser: Browser, page: httpx.Response, content: bytes, status: int = 303) -> httpx.Response:
    """Choose a file in the form of ``page`` and send it."""
    action = next(found for found in re.findall(r'action="([^"]+)"', page.text) if found.endswith("/file"))
    token = dict(form_of(page, action).fields)["csrf_token"]
    answer = await browser.client.post(
        action, files={"csrf_token": (None, token), "file": ("站点“年度”.csv", content, "text/csv")}
    )
    assert answer.status_code == status, text_of(answer)
    return answer


async def test_from_an_empty_form_to_publication(site: Site) -> None:
    async with site.browser("cataloguer") as browser:
        page = await browser.open("/work/datasets/new")
        nameless = await browser.send(page, "/work/datasets/new", 422, title="", summary="留下来的简介")
        assert "留下来的简介" in nameless.text
        assert (
            all(f'href="#f-{name}"' in nameless.text for name in ("title", "organization")) or AGENCY in nameless.text
        )
        made = await browser.send(nameless, "/work/datasets/new", **FILLED)
        here = made.headers["location"].partition("?")[0]
        page = await browser.open(here)
        assert "请至少填写一个信息项" in text_of(page)
        early = await browser.send(page, f"{here}/commands/submit", 422)
        assert 'href="#f-file"' in early.text

        wrong = await upload(browser, page, b"\x89PNG\r\n\x1a\n" + b"0" * 100, 415)
        assert "PNG" in text_of(wrong)
        await upload(browser, page, b"", 422)
        await upload(browser, page, CSV)

        async def ready() -> bool:
            return "已就绪" in text_of(await browser.open(here))

        await eventually(ready, "the file has been looked into")
        page = await browser.open(here)
        assert 'value="数值"' in page.text
        assert "站点“年度”.csv" in text_of(page)
        await browser.send(page, here)
        page = await browser.open(here)
        assert "必填项已齐" in text_of(page)
        await browser.send(page, f"{here}/commands/submit")
        twice = await browser.send(page, f"{here}/commands/submit")
        assert "done=late" in twice.headers["location"]
        locked = await browser.open(here)
        assert "暂时不能修改" in text_of(locked)
        assert f"{here}/commands/" not in locked.text
        late = await browser.send(page, here, 412)
        assert "修改了这个数据集" in text_of(late)
    await reviewed(site, here.rsplit("/", 1)[1])


async def reviewed(site: Site, key: str) -> None:
    """Approve and publish on the pages."""
    review = f"/review/datasets/{key}"
    async with site.browser("reviewer") as agency:
        assert review in (await agency.open("/review")).text
        with site.counting() as sent:
            page = await agency.open(review)
        assert len(sent) <= 16
        assert "厦门" in page.text
        await agency.send(page, f"{review}/commands/return", 422, reason="")
        await agency.send(page, f"{review}/commands/approve")
        assert "没有需要您办理" in text_of(await agency.open(review))
    async with site.browser("data-admin") as admin:
        page = await admin.open(review)
        await admin.send(page, f"{review}/commands/publish", reason="首次发布")
        late = await admin.send(page, f"{review}/commands/publish")
        assert "done=late" in late.headers["location"]
        assert (await admin.open(f"/work/datasets/{key}", 303)).headers["location"] == review
    async with site.visitor() as browser:
        assert "首次发布" in text_of(await browser.open(f"/datasets/{key}"))


async def test_two_cataloguers_at_once_see_both_versions(site: Site) -> None:
    key = await site.draft("两人同时修改的数据集", open_class="GENERAL")
    here = f"/work/datasets/{key}"
    async with site.browser("cataloguer") as first, site.browser("cataloguer") as second:
        seen = await first.open(here)
        also = await second.open(here)
        await first.send(seen, here, summary="第一个人写的简介，已经保存。")
        beside = await second.send(also, here, 412, summary="第二个人写的简介，还没有保存。")
        assert "部门编目员" in text_of(beside)
        assert "第一个人写的简介，已经保存。" in text_of(beside)
        assert "第二个人写的简介，还没有保存。" in text_of(beside)
        await second.send(beside, here)
        assert "第二个人写的简介" in (await second.open(here)).text


async def test_rows_are_added_pasted_and_left_out(site: Site) -> None:
    key = await site.draft("改字段的数据集", open_class="GENERAL")
    here = f"/work/datasets/{key}"
    async with site.browser("cataloguer") as browser:
        page = await browser.open(here)
        pasted = "area\t面积\t数值型\t\t平方公里\nnote\t备注"
        more = await browser.send(page, here, paste=pasted, action="add-item", items__0__name="", items__0__title="")
        page = await browser.open(more.headers["location"])
        names = re.findall(r'name="items-\d+-name" value="([^"]*)"', page.text)
        assert names == ["地区", "数值", "area", "note", ""]
        wrong = await browser.send(page, here, 422, items__0__length="很长", items__1__name="area")
        assert 'href="#f-items-0-length"' in wrong.text
        assert "第 1 行长度：应为整数" in text_of(wrong)
        same = await browser.send(page, here, 422, items__1__name="area")
        assert "重名" in text_of(same)
        large = await browser.send(page, here, 422, title="长" * 1000, theme="没有")
        assert 'href="#f-title"' in large.text


SHOWN = [element.name for element in METADATA]


def some(element: MetadataElement) -> str | list[str]:
    """A value that an element may have."""
    if element.scheme:
        return next(code for scheme, code in shipped.terms() if scheme == element.scheme)
    return ["写明用途"] if element.kind is ElementKind.LIST else "写明用途"


async def draft_of(site: Site, key: str) -> dict[str, Any]:
    """The working copy: its metadata and its items."""
    async with site.api(await site.people.token("cataloguer")) as caller:
        copy = (await caller.get(f"/api/v1/datasets/{key}/draft")).json()
    return {"metadata": copy["metadata"], "items": copy["items"]}


async def post_without(browser: Browser, here: str, *names: str, **changes: str) -> None:
    """Send the form of ``here`` as if some inputs had not been on the page."""
    data = form_of(await browser.open(here), here).sending(**changes)
    assert all(name in data for name in names), names
    await browser.post(here, {name: values for name, values in data.items() if name not in names})


async def test_what_has_no_input_in_the_form_keeps_what_is_stored(site: Site) -> None:
    items = [
        {"name": "年份", "title": "年度", "data_type": "integer", "length": 4, "is_key": True, "description": "公历"},
        {"name": "地区", "title": "地区", "is_open": False, "level": 3, "description": "设区市"},
    ]
    usual = open_metadata()
    other = {each.name: some(each) for each in METADATA if not usual.get(each.name)}
    key = await site.draft("少了输入框的数据集", **{**other, "open_class": "ON_REQUEST", "items": items})
    here, before = f"/work/datasets/{key}", await draft_of(site, key)
    assert all(before["metadata"].values())
    async with site.browser("cataloguer") as browser:
        for name in SHOWN:
            await post_without(browser, here, name)
        assert await draft_of(site, key) == before
        columns = [f"items-{row}-{element.name}" for element in ITEMS for row in range(2)]
        for name in columns:
            await post_without(browser, here, name)
        assert await draft_of(site, key) == before
        grid = [*columns, *(f"items-{row}-stored" for row in range(2)), "items"]
        await post_without(browser, here, *grid)
        await post_without(browser, here, *grid, *SHOWN)
        assert await draft_of(site, key) == before
        await post_without(browser, here, *grid, paste="area\t面积")
        assert [item["name"] for item in (await draft_of(site, key))["items"]] == ["年份", "地区", "area"]


async def test_an_unticked_box_and_an_emptied_row_are_not_missing_ones(site: Site) -> None:
    key = await site.draft("去掉勾的数据集", open_class="GENERAL")
    here = f"/work/datasets/{key}"
    async with site.browser("cataloguer") as browser:
        data = form_of(await browser.open(here), here).sending(summary="", items__0__name="", items__0__title="")
        assert data["items-1-is_open"] == ["", "yes"]
        await browser.post(here, data | {"items-1-is_open": [""], "items-2-is_key": ["", "yes"]})
        left = await draft_of(site, key)
        assert left["metadata"]["summary"] == ""
        assert [(item["name"], item["is_open"], item["is_key"]) for item in left["items"]] == [
            ("地区", False, False),
            ("数值", True, True),
        ]
        renamed = form_of(await browser.open(here), here).sending(items__0__name="area")
        await browser.post(here, {name: value for name, value in renamed.items() if name != "items-0-title"})
    assert [(item["name"], item["title"]) for item in (await draft_of(site, key))["items"]] == [
        ("area", "地区"),
        ("数值", "数值"),
    ]


async def test_a_large_form_is_read_whole(site: Site) -> None:
    key = await site.draft("字段很多的数据集", open_class="GENERAL")
    here = f"/work/datasets/{key}"
    async with site.browser("cataloguer") as browser:
        page = await browser.open(here)
        lines = "\n".join(f"c{n}\t字段{n}" for n in range(400))
        await browser.send(page, here, paste=lines)
        page = await browser.open(here)
        await browser.send(page, here)
        assert 'name="items-402-name"' in (await browser.open(here)).text


async def test_a_change_of_what_is_public_is_reviewed_as_a_difference(site: Site) -> None:
    key = await site.draft("会改的数据集", open_class="GENERAL")
    await site.commands(key, ("cataloguer", "submit"), ("reviewer", "approve"), ("data-admin", "publish"))
    here = f"/work/datasets/{key}"
    async with site.browser("cataloguer") as browser:
        page = await browser.open(here)
        await browser.send(page, here, summary="改过以后的简介，说明范围和用途。", items__1__title="所在地区")
    async with site.browser("reviewer") as agency:
        page = await agency.open(f"/review/datasets/{key}")
    shown = text_of(page)
    assert "与已发布的第 1 版相比" in shown
    assert "改过以后的简介" in shown
    assert "信息项“地区”的名称" in shown


async def test_worklist_counts_by_state_with_few_statements(site: Site) -> None:
    async with site.browser("cataloguer") as browser:
        with site.counting() as sent:
            page = await browser.open("/work")
        published = await browser.open("/work?state=published")
        await browser.open("/work?state=lost", 400)
    assert OPEN in text_of(published)
    assert "新建数据集" in text_of(page)
    assert len(sent) <= 9


async def test_other_agencies_and_citizens_are_kept_out(site: Site) -> None:
    key = await site.draft("别人看不到的草稿", open_class="GENERAL")
    for role in ("other-cataloguer", "user", "auditor"):
        async with site.browser(role) as browser:
            await browser.open(f"/work/datasets/{key}", 404)
            await browser.open(f"/review/datasets/{key}", 404)
    async with site.browser("user") as browser:
        await browser.open("/work", 403)
        await browser.open("/work/datasets/new", 403)
    async with site.visitor() as browser:
        assert (await browser.open("/work", 303)).headers["location"].startswith("/login")
    async with site.browser("cataloguer") as browser:
        page = await browser.open(f"/work/datasets/{key}")
        forged = await browser.client.post(
            f"/work/datasets/{key}/file", files={"csrf_token": (None, "x"), "file": ("a.csv", CSV, "text/csv")}
        )
        broken = await browser.client.post(
            f"/work/datasets/{key}/file", content=b"--x", headers={"Content-Type": "multipart/form-data; boundary=x"}
        )
        await browser.send(page, f"/work/datasets/{key}/commands/submit")
        refused = await browser.client.post(
            f"/review/datasets/{key}/commands/approve",
            data=form_of(await browser.open("/"), "/logout").sending(version="9"),
        )
    assert forged.status_code == 401
    assert broken.status_code in {400, 401}
    assert refused.status_code in {303, 403}


async def test_who_may_not_edit_is_told_so_before_what_was_typed_is_looked_at(site: Site) -> None:
    key = await site.draft("只有编目员能改的草稿", open_class="GENERAL")
    here = f"/work/datasets/{key}"
    for role, status in (("reviewer", 403), ("cataloguer", 422)):
        async with site.browser(role) as browser:
            sent = form_of(await browser.open("/"), "/logout").sending(title="", version="x")
            await browser.post(here, sent, status)


async def test_who_may_not_register_for_an_organization_is_told_so_first(site: Site) -> None:
    async with site.browser("other-cataloguer") as browser:
        page = await browser.open("/work/datasets/new")
        new = form_of(page, "/work/datasets/new")
        await browser.post("/work/datasets/new", new.sending(title="", organization=AGENCY), 403)
        await browser.post("/work/datasets/new", new.sending(title="", organization=OTHER_AGENCY), 422)

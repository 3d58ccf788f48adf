"""The open story from inside: officials register, check and publish a dataset, and change it while people read it."""

from playwright.async_api import FilePayload, Page, expect

from tests.browser.browsing import Browsing, press, reload_until, tab_to
from tests.browser.officials import publish

TITLE, REVISED = "福建省养老服务设施名录", "福建省养老服务设施名录（修订）"
CSV = "设施名称,地区,床位数\n鼓楼养老院,福州,120\n思明养老院,厦门,80\n泉港养老院,泉州,60\n".encode("gb18030")
CHECK_SECONDS, SEARCH_SECONDS = 15.0, 5.0


async def test_a_dataset_is_registered_reviewed_published_and_changed(browsing: Browsing) -> None:
    async with browsing.person("cataloguer") as cataloguer, browsing.person("", 404) as visitor:
        await _registers(cataloguer)
        draft = cataloguer.url.split("?")[0]
        identity = draft.rsplit("/", 1)[1]
        public = f"/datasets/{identity}"
        await visitor.goto(public)
        await expect(visitor.get_by_role("heading", level=1)).to_have_text("找不到这个页面，或您无权查看")
        await _uploads(cataloguer)
        await publish(browsing, identity)
        await visitor.goto("/search?q=养老服务设施")
        await reload_until(visitor, TITLE, SEARCH_SECONDS)
        await visitor.goto(public)
        await expect(visitor.get_by_text("共 3 行")).to_be_visible()
        await _changes(cataloguer, draft)
        await _reads(visitor, public, TITLE)
        await publish(browsing, identity)
        await _reads(visitor, public, REVISED)
        await expect(visitor.get_by_text("当前为第 2 版")).to_be_visible()


async def _registers(page: Page) -> None:
    """The form from top to end with the keyboard alone."""
    await page.goto("/")
    await page.get_by_role("link", name="编目", exact=True).click()
    await page.get_by_role("link", name="新建数据集").first.click()
    keys = page.keyboard
    await tab_to(page, page.get_by_label("名称", exact=True))
    await keys.insert_text(TITLE)
    await _chooses(page, "提供单位", 1)
    await tab_to(page, page.get_by_label("摘要"))
    await keys.insert_text("全省养老服务设施的名称、所在地区和床位数，供家庭选择养老服务时查询。")
    for label, place in (("主题", 3), ("地区", 1), ("更新周期", 2)):
        await _chooses(page, label, place)
    await tab_to(page, page.get_by_label("数据来源"))
    await keys.insert_text("部门业务统计")
    await tab_to(page, page.get_by_label("联系方式"))
    await keys.insert_text("省民政部门区划地名处")
    await tab_to(page, page.get_by_role("radio", name="普遍开放"))
    await keys.press("Space")
    await _chooses(page, "共享属性", 1)
    await _chooses(page, "使用许可", 1)
    await tab_to(page, page.get_by_role("button", name="保存", exact=True))
    async with page.expect_navigation():
        await keys.press("Enter")
    await expect(page.get_by_text("已新建。")).to_be_visible()


async def _chooses(page: Page, label: str, place: int) -> None:
    """The option at ``place`` of a list, 1 the first after “请选择”."""
    await tab_to(page, page.get_by_label(label))
    for _ in range(place):
        await page.keyboard.press("ArrowDown")


async def _uploads(page: Page) -> None:
    """The file, the fields that were found in it, and the way to the reviewer."""
    await page.get_by_label("选择文件").set_input_files(
        FilePayload(name="养老设施.csv", mimeType="text/csv", buffer=CSV)
    )
    await press(page, "上传文件")
    await reload_until(page, "已就绪", CHECK_SECONDS)
    await expect(page.get_by_label("第 3 行列名")).to_have_value("床位数")
    await page.get_by_label("第 3 行说明").fill("核定床位，张")
    await press(page, "保存")
    await expect(page.get_by_text("必填项已齐")).to_be_visible()
    await press(page, "提交审核")
    await expect(page.get_by_text("已提交审核。")).to_be_visible()


async def _changes(page: Page, draft: str) -> None:
    await page.goto(draft)
    await page.get_by_label("名称", exact=True).fill(REVISED)
    await press(page, "保存")
    await press(page, "提交审核")


async def _reads(page: Page, address: str, title: str) -> None:
    await page.goto(address)
    await expect(page.get_by_role("heading", level=1)).to_have_text(title)

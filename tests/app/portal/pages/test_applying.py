"""Applying for data: from the form to the token, with every page between, and what each role is refused."""

import re
from datetime import UTC, datetime, timedelta

from tests.app.portal.pages.site import OPEN, RESTRICTED, Browser, Site, text_of

PURPOSE = "研究各地区公交站点数量的逐年变化，形成公开报告。"


def until() -> str:
    return (datetime.now(UTC) + timedelta(days=90)).date().isoformat()


async def hand_in(site: Site, browser: Browser, status: int = 303, **changes: str) -> str:
    """Fill in the form and send it; answers with where it leads."""
    address = f"/datasets/{site.ids[RESTRICTED]}/apply"
    page = await browser.open(address)
    given = {"purpose": PURPOSE, "use_until": until(), "safeguards": "存放在本单位机房", "promise": "yes"} | changes
    done = await browser.send(page, address, status, **{"fields": "地区", **given})
    return str(done.headers.get("location", "")).partition("?")[0]


async def test_visitor_is_led_to_sign_in_and_open_data_need_no_application(site: Site) -> None:
    async with site.visitor() as browser:
        turned = await browser.open(f"/datasets/{site.ids[RESTRICTED]}/apply", 303)
    async with site.browser("user") as browser:
        page = await browser.open(f"/datasets/{site.ids[OPEN]}/apply", 409)
    assert turned.headers["location"].startswith("/login?next=%2Fdatasets")
    assert "不用申请" in text_of(page)


async def test_bad_input_is_named_at_its_field_and_kept(site: Site) -> None:
    address = f"/datasets/{site.ids[RESTRICTED]}/apply"
    async with site.browser("user") as browser:
        page = await browser.open(address)
        short = await browser.send(page, address, 422, purpose="短", use_until=until(), promise="yes", fields="没有")
        undated = await browser.send(page, address, 422, purpose=PURPOSE, use_until="明天")
        long = await browser.send(page, address, 422, purpose="长" * 5000, use_until="2999-01-01", promise="yes")
    assert all(f'href="#f-{name}"' in short.text for name in ("purpose", "fields"))
    assert ">\n短</textarea>" in short.text
    assert all(f'href="#f-{name}"' in undated.text for name in ("use_until", "promise"))
    assert all(f'href="#f-{name}"' in long.text for name in ("purpose", "use_until", "fields"))


async def test_an_account_without_a_confirmed_name_is_told_so(site: Site) -> None:
    address = f"/datasets/{site.ids[RESTRICTED]}/apply"
    async with site.browser("unconfirmed") as browser:
        page = await browser.open(address)
        refused = await browser.send(
            page, address, 403, purpose=PURPOSE, use_until=until(), promise="yes", fields="地区"
        )
    assert "实名核验" in text_of(refused)
    assert PURPOSE in refused.text


async def test_from_application_to_token_and_revocation(site: Site) -> None:
    async with site.browser("user") as applicant, site.browser("data-admin") as admin:
        here = await hand_in(site, applicant)
        key = here.rsplit("/", 1)[1]
        review = f"/review/applications/{key}"
        assert "等数据管理部门" in text_of(await applicant.open(here))
        assert await hand_in_again(site, applicant) == here

        with site.counting() as sent:
            queue = await admin.open("/review")
        assert f'href="{review}"' in queue.text
        assert "规范性审查" in text_of(queue)
        assert len(sent) <= 14
        page = await admin.open(review)
        assert PURPOSE in page.text
        unsaid = await admin.send(page, f"{review}/commands/check_form", 303)
        assert unsaid.headers["location"].startswith(review)
        late = await admin.post(f"{review}/commands/check_form", form(page))
        assert "done=late" in late.headers["location"]

        async with site.browser("reviewer") as agency:
            page = await agency.open(review)
            bare = await agency.post(f"{review}/commands/reject", form(page), 422)
            assert all(f'href="#f-{name}"' in bare.text for name in ("reason", "basis"))
            await agency.post(f"{review}/commands/approve", form(page))

        page = await applicant.open(here)
        assert "请阅读并签署利用协议" in text_of(page)
        sign = f"{here}/commands/sign"
        refused = await applicant.send(page, sign, 422)
        assert "请阅读全文并勾选同意" in text_of(refused)
        signed = await applicant.send(page, sign, 200, agreed="yes")
        secret = re.search(r'class="secret"[^>]*>([^<]+)<', signed.text)
        call = re.search(r"/api/v1/data/[0-9a-f-]+/rows\?size=10", signed.text)
        assert secret is not None
        assert call is not None
        twice = await applicant.send(page, sign, 303, agreed="yes")
        assert "done=late" in twice.headers["location"]
        assert secret[1] not in (await applicant.open(here)).text
        reader = site.api(secret[1])
        rows = await reader.get(call[0])
        assert rows.json()["rows"][0] == {"地区": "福州"}

        again = await applicant.send(signed, f"{here}/tokens", 200)
        assert 'class="secret"' in again.text
        assert "您已获授权" in text_of(await applicant.open(f"/datasets/{site.ids[RESTRICTED]}"))
        page = await admin.open(review)
        await admin.send(page, f"{review}/commands/revoke", 422, reason="")
        await admin.send(page, f"{review}/commands/revoke", 303, reason="用途与约定不符")
        assert (await reader.get(call[0])).status_code in {401, 403}
        assert "用途与约定不符" in text_of(await applicant.open(here))
        await applicant.send(signed, f"{here}/tokens", 403)


async def hand_in_again(site: Site, browser: Browser) -> str:
    """Where the form leads somebody who has an application under way."""
    turned = await browser.open(f"/datasets/{site.ids[RESTRICTED]}/apply", 303)
    return turned.headers["location"].partition("?")[0]


def form(page: object, **changes: str) -> dict[str, list[str]]:
    """What the decision bar of a page sends."""
    text = page.text  # type: ignore[attr-defined]
    found = {name: re.search(rf'name="{name}" value="([^"]+)"', text) for name in ("csrf_token", "version")}
    return {name: [value[1]] for name, value in found.items() if value} | {k: [v] for k, v in changes.items()}


async def test_returned_application_comes_back_filled_in(site: Site) -> None:
    async with site.browser("second-data-admin") as admin, site.browser("auditor") as applicant:
        here = await hand_in(site, applicant)
        review = here.replace("/applications/", "/review/applications/")
        page = await admin.open(review)
        await admin.send(page, f"{review}/commands/return", 422, reason="")
        await admin.send(page, f"{review}/commands/return", 303, reason="请补充数据存放地点")
        page = await applicant.open(here)
        assert "请补充数据存放地点" in text_of(page)
        turned = await applicant.post(f"{here}/commands/resubmit", form(page))
        again = await applicant.open(turned.headers["location"])
        assert PURPOSE in again.text
        done = await applicant.send(again, turned.headers["location"], promise="yes", safeguards="存放在政务云")
        assert done.headers["location"].startswith(here)
        page = await applicant.open(here)
        await applicant.send(page, f"{here}/commands/cancel")
        assert "申请已撤回" in text_of(await applicant.open(here))
        listed = await applicant.open("/applications")
        assert here in listed.text


async def test_others_do_not_see_an_application(site: Site) -> None:
    async with site.browser("second-reviewer") as agency:
        here = await hand_in(site, agency)
        own = await agency.open(here.replace("/applications/", "/review/applications/"))
        for role in ("second-user", "other-reviewer", "cataloguer"):
            async with site.browser(role) as browser:
                await browser.open(here, 404)
                await browser.open(here.replace("/applications/", "/review/applications/"), 404)
        page = await agency.open(here)
        await agency.send(page, f"{here}/commands/cancel")
    assert "须由其他审核人办理" in text_of(own) or "没有需要您办理" in text_of(own)
    async with site.browser("user") as browser:
        await browser.open("/review", 403)
        await browser.open("/applications/none", 404)

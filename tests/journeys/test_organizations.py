"""Operators register organizations through the API; nobody else does."""

from typing import Any

from tests.factories.people import AUTHORITY
from tests.journeys.conftest import Platform

NEW: dict[str, Any] = {
    "code": "t-water",
    "name": "供水企业",
    "short_name": "供水企业",
    "kind": "utility-water",
    "tier": "350100",
    "region": "350100",
    "department": "009",
    "parent": AUTHORITY,
    "authority": AUTHORITY,
}
PATH = "/api/v1/organizations"


async def test_an_operator_registers_an_organization_once(stage: Platform) -> None:
    operator = await stage.by_token("operator")
    made = await operator.post(PATH, json=NEW)
    assert (made.status_code, made.headers["Location"]) == (201, f"{PATH}/t-water"), made.text
    shown = (await stage.client().get(f"{PATH}/t-water")).json()
    assert (shown["name"], shown["parent"]) == ("供水企业", AUTHORITY)
    again = await operator.post(PATH, json=NEW)
    assert (again.status_code, again.json()["errors"][0]["pointer"]) == (422, "/code")


async def test_wrong_codes_are_named_and_others_are_refused(stage: Platform) -> None:
    operator, cataloguer = await stage.by_token("operator"), await stage.by_token("cataloguer")
    wrong = await operator.post(PATH, json={**NEW, "code": "t-gas", "kind": "bank", "region": "999999", "uscc": "1"})
    assert {error["pointer"] for error in wrong.json()["errors"]} == {"/kind", "/region", "/uscc"}
    assert (await cataloguer.post(PATH, json={**NEW, "code": "t-gas"})).status_code == 403
    assert (await stage.client().post(PATH, json=NEW)).status_code == 401

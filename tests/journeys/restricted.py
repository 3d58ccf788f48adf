"""A restricted dataset and the whole way to a grant, through HTTP."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx

from tests.factories.datasets import RESTRICTED_CSV, restricted_metadata
from tests.journeys.conftest import Platform, publish, register

APPLICATIONS = "/api/v1/access/applications"
PURPOSE = "用于区域企业分布的统计分析，结果只发布汇总数。"


@dataclass(frozen=True)
class Restricted:
    """A published dataset that is open on request."""

    platform: Platform
    dataset: str
    distribution: str

    @property
    def rows(self) -> str:
        """Address of its rows."""
        return f"/api/v1/data/{self.distribution}/rows"

    @property
    def file(self) -> str:
        """Address of its original file."""
        return f"/api/v1/distributions/{self.distribution}/file"

    def export(self, form: str = "csv") -> str:
        """Address of an export."""
        return f"/api/v1/data/{self.distribution}/export.{form}"

    def form(self, *fields: str, **changes: Any) -> dict[str, Any]:
        """An application for ``fields``."""
        until = (self.platform.now() + timedelta(days=90)).date().isoformat()
        asked = list(fields) or ["企业名称", "地区"]
        return {"dataset": self.dataset, "purpose": PURPOSE, "fields": asked, "use_until": until, **changes}

    async def applied(self, *fields: str, by: str = "user", **changes: Any) -> str:
        """The identity of a new application."""
        caller = await self.platform.by_token(by)
        made = await caller.post(APPLICATIONS, json=self.form(*fields, **changes))
        assert made.status_code == 201, made.text
        return str(made.json()["id"])

    async def command(self, application: str, by: str, name: str, **content: Any) -> httpx.Response:
        """Give a command to an application."""
        caller = await self.platform.by_token(by)
        return await caller.post(f"{APPLICATIONS}/{application}/commands/{name}", json=content)

    async def granted(
        self, *fields: str, by: str = "user", terms: dict[str, Any] | None = None, **changes: Any
    ) -> "Granted":
        """The whole way: applied, checked, approved with ``terms``, signed."""
        application = await self.applied(*fields, by=by, **changes)
        checked = await self.command(application, "data-admin", "check_form")
        assert checked.status_code == 200, checked.text
        approved = await self.command(application, "reviewer", "approve", **(terms or {}))
        assert approved.status_code == 200, approved.text
        digest = approved.json()["agreement"]["digest"]
        signed = await self.command(application, by, "sign", digest=digest)
        assert signed.status_code == 200, signed.text
        outcome = signed.json()
        machine = self.platform.client(Authorization=f"Bearer {outcome['token']['secret']}")
        return Granted(self, application, outcome["grant"]["id"], outcome["grant"]["number"], machine)


@dataclass(frozen=True)
class Granted:
    """A grant, and a caller with its token."""

    of: Restricted
    application: str
    identity: str
    number: str
    machine: httpx.AsyncClient

    async def reads(self) -> list[dict[str, Any]]:
        """What the record holds of reads under this grant, the newest first."""
        auditor = await self.of.platform.by_token("auditor")
        found = await auditor.get("/api/v1/audit/entries", params={"grant": self.number, "size": 100})
        return [entry for entry in found.json()["items"] if entry["action"].startswith("delivery:")]


async def restricted(platform: Platform, content: bytes = RESTRICTED_CSV, **changes: Any) -> Restricted:
    """Register and publish a restricted dataset."""
    identity = await register(platform, restricted_metadata(**changes), content)
    await publish(platform, identity)
    (file,) = (await platform.client().get(f"/api/v1/datasets/{identity}/distributions")).json()
    return Restricted(platform, identity, str(file["id"]))

"""What is done at an installation before it is recorded: acts over HTTP, so that every state of everything is there.

Everything is synthetic. Whoever signs in has ``PASSWORD``.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from tests.waiting import until

PASSWORD = "a-password-for-recording-7"
NEW_PASSWORD = "another-password-for-recording-8"
SECONDS = 60.0
AGENCY = "fj-civil"
APPLICATIONS = "/api/v1/access/applications"
CSV = "名称,地区,备注\n合成甲,福州,一\n合成乙,厦门,二\n合成丙,泉州,\n"
CLIENTS = 11
"""Enough for a question to be kept in clear."""


def metadata(title: str, **changes: Any) -> dict[str, Any]:
    """A complete description; the dataset is open on request."""
    return {
        "title": f"{title}（合成数据）",
        "summary": f"{title}：为升级测试而造的合成数据，不含真实信息。",
        "theme": "20",
        "keywords": ["合成", "升级"],
        "region": "350000",
        "open_class": "ON_REQUEST",
        "open_condition": "说明用途",
        "share_type": "2",
        "cycle": "7",
        "licence": "AGREEMENT",
        "contact": "记录用办公室",
        "source": "合成",
        "items": [
            {"name": "名称", "title": "名称", "is_key": True},
            {"name": "地区", "title": "地区", "level": 2},
            {"name": "备注", "title": "备注", "is_open": False, "level": 3},
        ],
        **changes,
    }


@dataclass(frozen=True)
class Site:
    """The running installation at ``url``, and callers signed in at it as browsers are."""

    url: str

    def visitor(self, number: int = 1) -> httpx.Client:
        """A caller who is not signed in, from an address of its own."""
        return httpx.Client(base_url=self.url, headers={"X-Forwarded-For": f"203.0.113.{number}"}, timeout=30)

    def signed_in(self, name: str, password: str = PASSWORD) -> httpx.Client:
        """The account ``name`` of the demo catalogue."""
        caller = httpx.Client(base_url=self.url, timeout=30)
        opened = post(caller, "/api/v1/session", {"email": f"{name}@demo.invalid", "password": password})
        caller.headers["X-CSRF-Token"] = opened["csrf_token"]
        return caller

    def machine(self, secret: str) -> httpx.Client:
        """A caller with the token ``secret``."""
        return httpx.Client(base_url=self.url, headers={"Authorization": f"Bearer {secret}"}, timeout=30)


def done(answer: httpx.Response) -> Any:
    """The content of an answer that must be a success."""
    assert answer.is_success, f"{answer.request.method} {answer.request.url}: {answer.status_code} {answer.text}"
    return answer.json() if answer.content else None


def post(caller: httpx.Client, address: str, content: dict[str, Any] | None = None) -> Any:
    """Post ``content``; the answer."""
    return done(caller.post(address, json=content or {}))


@dataclass(frozen=True)
class Story:
    """The people, and what they do at ``site``."""

    site: Site
    cataloguer: httpx.Client
    reviewer: httpx.Client
    authority: httpx.Client
    operator: httpx.Client
    user: httpx.Client
    enterprise: httpx.Client

    @classmethod
    def at(cls, url: str) -> "Story":
        """Sign everybody in."""
        site = Site(url)
        names = ("cataloguer", "reviewer", "data-admin", "operator", "user", "enterprise")
        return cls(site, *(site.signed_in(name) for name in names))

    def registered(self, title: str, content: bytes = CSV.encode(), filename: str = "data.csv", **changes: Any) -> str:
        """A draft with its file, looked into by the worker."""
        made = self.cataloguer.post("/api/v1/datasets", json={"organization": AGENCY, **metadata(title, **changes)})
        identity = str(done(made)["id"])
        self.upload(identity, content, filename)
        until(lambda: self.copy(identity)["files"][0]["state"] != "received", SECONDS, "the file is looked into")
        return identity

    def copy(self, identity: str) -> Any:
        """The working copy."""
        return done(self.cataloguer.get(f"/api/v1/datasets/{identity}/draft"))

    def upload(self, identity: str, content: bytes, filename: str) -> None:
        """Send a file."""
        headers = {"If-Match": self._version(identity), "X-Content-SHA256": hashlib.sha256(content).hexdigest()}
        address = f"/api/v1/datasets/{identity}/file"
        done(self.cataloguer.put(address, params={"filename": filename}, content=content, headers=headers))

    def edit(self, identity: str, **changes: Any) -> None:
        """Change some fields of a working copy."""
        headers = {"If-Match": self._version(identity)}
        done(self.cataloguer.patch(f"/api/v1/datasets/{identity}", json=changes, headers=headers))

    def _version(self, identity: str) -> str:
        answer = self.cataloguer.get(f"/api/v1/datasets/{identity}/draft")
        return str(answer.headers["ETag"])

    def lead(self, identity: str, *commands: str) -> None:
        """Give ``commands`` one after the other, each by whoever may."""
        hands = {"submit": self.cataloguer, "approve": self.reviewer, "return": self.reviewer}
        for command in commands:
            caller = hands.get(command, self.authority)
            reason = {"reason": "合成的理由"} if command in {"return", "withdraw"} else {}
            post(caller, f"/api/v1/datasets/{identity}/commands/{command}", reason)

    def apply(self, dataset: str, by: httpx.Client, mode: str = "api") -> str:
        """The identity of a new application."""
        return str(post(by, APPLICATIONS, {"dataset": dataset, **form(mode)})["id"])

    def decide(self, application: str, by: httpx.Client, command: str, **content: Any) -> Any:
        """Give a command to an application."""
        return post(by, f"{APPLICATIONS}/{application}/commands/{command}", content)

    def granted(self, dataset: str, by: httpx.Client, mode: str = "api", **terms: Any) -> Any:
        """The whole way to a grant; what was answered when it was signed."""
        application = self.apply(dataset, by, mode)
        self.decide(application, self.authority, "check_form")
        offered = self.decide(application, self.reviewer, "approve", **terms)
        return self.decide(application, by, "sign", digest=offered["agreement"]["digest"])


def form(mode: str = "api") -> dict[str, Any]:
    """What an applicant asks for."""
    last = (datetime.now(UTC) + timedelta(days=90)).date().isoformat()
    return {"purpose": "为升级测试而写的合成用途。", "fields": ["名称", "地区"], "use_until": last, "mode": mode}


def datasets(story: Story) -> str:
    """Datasets in every state, with one, two and no revisions; answers one that is public and open on request."""
    story.registered("草稿", '名称,地区,备注\n"没有闭合的引号,福州,一\n'.encode())
    for title, commands in (
        ("待审", ("submit",)),
        ("待发布", ("submit", "approve")),
        ("已退回", ("submit", "return")),
        ("已撤回", ("submit", "approve", "publish", "withdraw")),
    ):
        story.lead(story.registered(title), *commands)
    twice = story.registered("两个版本", CSV.encode("gb18030"))
    story.lead(twice, "submit", "approve", "publish")
    story.edit(twice, summary="第二版的摘要，合成数据。", keywords=["合成", "第二版"])
    story.lead(twice, "submit", "approve", "publish")
    changing = story.registered("发布后又改", (CSV + "合成丁,莆田,三,多出的一栏\n").encode())
    story.lead(changing, "submit", "approve", "publish")
    story.edit(changing, contact="新的联系方式（合成）")
    return twice


def applications(story: Story, dataset: str) -> None:
    """Applications in every state, with agreements and grants that live and that were revoked."""
    user, enterprise = story.user, story.enterprise
    story.decide(story.apply(dataset, user), user, "cancel", reason="不再需要（合成）")
    rejected = story.apply(dataset, user)
    story.decide(rejected, story.authority, "return", reason="请写明用途（合成）")
    story.decide(rejected, user, "resubmit", form=form())
    story.decide(rejected, story.authority, "check_form", reason="齐全")
    story.decide(rejected, story.reviewer, "reject", reason="合成的理由", basis="第三条（合成）")
    revoked = story.granted(dataset, user, "download")
    use(story, dataset, revoked["token"]["secret"])
    story.decide(revoked["id"], story.authority, "revoke", reason="用途不符（合成）")
    story.granted(
        dataset,
        user,
        quota=5,
        fields=["名称", "地区"],
        row_filter=[{"field": "地区", "operator": "eq", "value": "福州"}],
        masks={"名称": "name"},
    )
    waiting = story.apply(dataset, enterprise)
    story.decide(waiting, story.authority, "check_form")
    story.decide(waiting, story.reviewer, "approve")
    other = story.registered("另一个依申请开放的")
    story.lead(other, "submit", "approve", "publish")
    story.decide(story.apply(other, user), story.authority, "return", reason="请补充（合成）")
    story.decide(story.apply(other, enterprise), story.authority, "check_form")


def use(story: Story, dataset: str, secret: str) -> None:
    """Data are read: under a grant, by a visitor, and in vain."""
    visitor, machine = story.site.visitor(), story.site.machine(secret)
    (file,) = done(visitor.get(f"/api/v1/datasets/{dataset}/distributions"))
    assert done(machine.get(f"/api/v1/data/{file['id']}/rows"))["rows"]
    assert visitor.get(f"/api/v1/data/{file['id']}/rows").is_client_error
    for public in done(visitor.get("/api/v1/datasets"))["items"]:
        for each in done(visitor.get(f"/api/v1/datasets/{public['id']}/distributions")):
            visitor.get(f"/api/v1/distributions/{each['id']}/file")
            visitor.get(f"/api/v1/data/{each['id']}/rows", params={"size": 1})


def accounts(story: Story) -> None:
    """Accounts of every kind: new, closed, with a code for a new password, with roles given and taken back."""
    made = {}
    for name in ("closed", "forgetful", "helper"):
        who = {"email": f"{name}@demo.invalid", "display_name": f"{name}（合成）", "kind": "person"}
        made[name] = post(story.site.visitor(), "/api/v1/accounts", {**who, "password": PASSWORD})["id"]
    ends = story.site.signed_in("closed")
    issued = {"name": "合成令牌", "scopes": ["own:applications:submit"]}
    kept, gone = (post(story.user, "/api/v1/me/tokens", issued)["token"]["id"] for _ in range(2))
    assert kept != gone
    done(story.user.delete(f"/api/v1/me/tokens/{gone}"))
    post(story.operator, f"/api/v1/accounts/{made['closed']}/commands/deactivate")
    assert ends.get("/api/v1/me").is_client_error
    for used in (True, False):
        code = post(story.operator, f"/api/v1/accounts/{made['forgetful']}/commands/issue-reset")["code"]
        if used:
            post(story.site.visitor(), "/api/v1/password-resets", {"code": code, "new_password": NEW_PASSWORD})
    helper = f"/api/v1/accounts/{made['helper']}"
    post(story.operator, f"{helper}/commands/confirm-real-name")
    post(story.operator, f"{helper}/memberships", {"role": "auditor"})
    role = post(story.operator, f"{helper}/memberships", {"role": "cataloguer", "organization": AGENCY})["id"]
    done(story.operator.delete(f"/api/v1/memberships/{role}"))
    wrong = {"email": "helper@demo.invalid", "password": "not the password"}
    assert story.site.visitor().post("/api/v1/session", json=wrong).is_client_error
    done(story.site.signed_in("helper").delete("/api/v1/session"))


def questions(story: Story) -> None:
    """Questions of enough clients, on pages and through the API, with and without an answer."""
    for number in range(1, CLIENTS + 1):
        caller = story.site.visitor(number)
        found = done(caller.get("/api/v1/search", params={"q": "区划"}))
        page = caller.get("/search", params={"q": "区划"})
        caller.get(f"/datasets/{found['hits'][0]['id']}", headers={"Referer": str(page.url)})
        caller.get("/search", params={"q": "无人登记的词"})


def synonyms(story: Story) -> None:
    """Synonyms in every state."""
    for word, commands in (
        ("甲词", ()),
        ("乙词", ("accept",)),
        ("丙词", ("decline",)),
        ("丁词", ("accept", "withdraw")),
    ):
        made = post(story.operator, "/api/v1/search/synonyms", {"word": word, "meaning": "区划"})
        for command in commands:
            post(story.operator, f"/api/v1/search/synonyms/{made['id']}/commands/{command}")


def first_day(url: str) -> None:
    """All that leaves something behind."""
    story = Story.at(url)
    dataset = datasets(story)
    applications(story, dataset)
    accounts(story)
    questions(story)
    synonyms(story)


def last_moment(url: str) -> None:
    """While the worker stands still: a publication and a file that wait for it."""
    story = Story.at(url)
    (changing,) = (
        each["id"]
        for each in done(story.cataloguer.get("/api/v1/datasets/drafts", params={"size": 100}))["items"]
        if each["title"].startswith("发布后又改")
    )
    story.lead(changing, "submit", "approve", "publish")
    made = story.cataloguer.post("/api/v1/datasets", json={"organization": AGENCY, **metadata("文件在等检查")})
    story.upload(str(done(made)["id"]), CSV.encode(), "waiting.csv")
    questions(story)

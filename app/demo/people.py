"""The organizations and accounts of the demo catalogue, named by role."""

from app.demo.content import DemoAccount, DemoOrganization
from catalog.acting.actor import Role
from catalog.identity.models import AccountKind
from catalog.organizations.uscc import check_character

PROVINCE, FUZHOU = "350000", "350100"
DATA_PROVINCE, DATA_FUZHOU = "fj-data", "fz-data"
REFORM, MARKET, CIVIL = "fj-reform", "fj-market", "fj-civil"
TRANSPORT, WATER = "fz-transport", "fz-water"
PROVINCIAL = (DATA_PROVINCE, REFORM, MARKET, CIVIL)
MUNICIPAL = (DATA_FUZHOU, TRANSPORT, WATER)


def _uscc(kind: str, region: str, number: int) -> str:
    # Synthetic: DEM stands where a real code has the number of the subject. The check character is right.
    body = f"{kind}{region}DEM{number:06d}"
    return body + check_character(body)


def _organization(
    code: str, name: str, kind: str, department: str, authority: str, office: str, parent: str | None
) -> DemoOrganization:
    region = PROVINCE if code in PROVINCIAL else FUZHOU
    return DemoOrganization(
        code=code,
        name=f"{name}（演示）",
        short_name=name,
        kind=kind,
        tier=region,
        region=region,
        department=department,
        uscc=_uscc("91" if kind.startswith("utility") else "11", region, int(department)),
        contact=f"{name}{office}，邮箱 {code}@demo.invalid（演示地址）",
        parent=parent,
        authority=authority,
    )


ORGANIZATIONS = (
    _organization(
        DATA_PROVINCE, "省级数据管理部门", "data-authority", "001", DATA_PROVINCE, "数据资源管理处", parent=None
    ),
    _organization(REFORM, "省发展改革部门", "department", "002", DATA_PROVINCE, "数字经济处", DATA_PROVINCE),
    _organization(MARKET, "省市场监管部门", "department", "003", DATA_PROVINCE, "登记注册处", DATA_PROVINCE),
    _organization(CIVIL, "省民政部门", "department", "004", DATA_PROVINCE, "区划地名处", DATA_PROVINCE),
    _organization(
        DATA_FUZHOU, "福州市数据管理部门", "data-authority", "001", DATA_FUZHOU, "数据资源管理科", DATA_PROVINCE
    ),
    _organization(TRANSPORT, "福州市交通运输部门", "department", "002", DATA_FUZHOU, "信息科", DATA_FUZHOU),
    _organization(WATER, "福州市供水企业", "utility-water", "003", DATA_FUZHOU, "客户服务部", DATA_FUZHOU),
)
"""The tree, parents and authorities first: two data authorities, three provincial and one city agency, one utility."""


def _person(name: str, label: str, *roles: tuple[Role, str | None], real_name: bool = True) -> DemoAccount:
    return DemoAccount(f"{name}@demo.invalid", label, AccountKind.PERSON, roles, real_name)


def _for(role: Role, organizations: tuple[str, ...]) -> tuple[tuple[Role, str | None], ...]:
    return tuple((role, code) for code in organizations)


OPERATOR = "operator@demo.invalid"
CATALOGUER = "cataloguer@demo.invalid"
REVIEWER = "reviewer@demo.invalid"
DATA_ADMIN = "data-admin@demo.invalid"
ENTERPRISE = "enterprise@demo.invalid"

ACCOUNTS = (
    _person("operator", "系统管理员", (Role.OPERATOR, None)),
    _person("cataloguer", "省直部门编目员", *_for(Role.CATALOGUER, PROVINCIAL)),
    _person("reviewer", "省直部门审核人", *_for(Role.AGENCY_REVIEWER, PROVINCIAL)),
    _person("data-admin", "省级数据管理部门", (Role.DATA_ADMIN, DATA_PROVINCE)),
    _person("city-cataloguer", "福州市部门编目员", *_for(Role.CATALOGUER, MUNICIPAL)),
    _person("city-reviewer", "福州市部门审核人", *_for(Role.AGENCY_REVIEWER, MUNICIPAL)),
    _person("city-data-admin", "福州市数据管理部门", (Role.DATA_ADMIN, DATA_FUZHOU)),
    _person("security", "安全审查员", (Role.SECURITY_OFFICER, DATA_PROVINCE)),
    _person("auditor", "审计员", (Role.AUDITOR, None)),
    _person("user", "个人用户"),
    DemoAccount(ENTERPRISE, "企业用户", AccountKind.ENTERPRISE),
    _person("new-user", "尚未实名的用户", real_name=False),
)
"""One account for each role, the operator first; everybody holds role ``user`` besides."""

"""Registering organizations and numbering their datasets."""

from dataclasses import asdict, dataclass

from sqlalchemy import update

from catalog.acting.act import Act
from catalog.acting.actor import Role
from catalog.acting.permissions import Permission, demand
from catalog.audit.actions import Action
from catalog.audit.entry import Basis, BasisType, Target
from catalog.audit.service import record
from catalog.base import WriteSession
from catalog.errors import FieldProblem, Forbidden, Invalid, Missing
from catalog.messages import message
from catalog.organizations.models import Organization
from catalog.organizations.queries import by_code, is_registered
from catalog.organizations.uscc import check as check_uscc
from catalog.vocabularies import service as vocabularies

XIAMEN = "350200"


@dataclass(frozen=True)
class OrganizationDraft:
    """What is told of a new organization; parent and authority by code."""

    code: str
    name: str
    short_name: str
    kind: str
    tier: str
    region: str
    department: str
    uscc: str | None = None
    contact: str = ""
    parent: str | None = None
    authority: str | None = None


async def register(session: WriteSession, act: Act, draft: OrganizationDraft) -> Organization:
    """Add an organization; operators only.

    Raises:
        Forbidden: not an operator. Invalid: a code is taken, unknown or malformed.
    """
    demand(act.actor, Permission.MANAGE_ORGANIZATIONS)
    if not act.person.holds(Role.OPERATOR):
        raise Forbidden(action=message("act.register-organization"), needs=(Role.OPERATOR.label,))
    await _check(session, draft)
    parent = await _related(session, draft.parent, "/parent")
    governs_itself = draft.authority == draft.code
    authority = None if governs_itself else await _related(session, draft.authority, "/authority")
    organization = Organization(
        code=draft.code,
        uscc=draft.uscc,
        name=draft.name,
        short_name=draft.short_name,
        kind=draft.kind,
        tier=draft.tier,
        region=draft.region,
        department=draft.department,
        contact=draft.contact,
        parent_id=parent and parent.id,
        authority_id=authority and authority.id,
        valid_from=act.today,
    )
    session.add(organization)
    await session.flush()
    if governs_itself:
        organization.authority_id = organization.id
    target = Target("organization", organization.id, 1)
    basis = Basis(BasisType.DUTY, str(act.person.account_id))
    given = [name for name, value in asdict(draft).items() if value]
    await record(session, act, Action.ORGANIZATION_REGISTER, target, basis, fields=given)
    return organization


async def _check(session: WriteSession, draft: OrganizationDraft) -> None:
    coded = {"kind": "organization-kinds", "tier": "tiers", "region": "regions"}
    found = [
        await vocabularies.problem(session, scheme, getattr(draft, name), f"/{name}") for name, scheme in coded.items()
    ]
    if draft.uscc is not None and check_uscc(draft.uscc).malformed:
        found.append(FieldProblem("/uscc", message("organization.uscc"), "malformed"))
    if await is_registered(session, draft.code):
        found.append(FieldProblem("/code", message("organization.code-taken", code=draft.code), "duplicate"))
    problems = [problem for problem in found if problem is not None]
    if problems:
        raise Invalid(problems)


async def _related(session: WriteSession, code: str | None, pointer: str) -> Organization | None:
    if code is None:
        return None
    try:
        return await by_code(session, code)
    except Missing:
        raise Invalid([FieldProblem(pointer, message("organization.unknown", code=code), "unknown_code")]) from None


async def next_dataset_code(session: WriteSession, organization: Organization) -> str:
    """The next code of a dataset of ``organization``; a number is never given twice.

    Form (standards.md §1.2, Fujian profile): 类 3, 项 07 (08 for Xiamen, a city with its own state plan), 目 the
    department, 细目 the region of the tier, then a slash and six digits.
    """
    statement = (
        update(Organization)
        .where(Organization.id == organization.id)
        .values(last_sequence=Organization.last_sequence + 1)
        .returning(Organization.last_sequence)
        .execution_options(synchronize_session=False)
    )
    sequence = (await session.execute(statement)).scalar_one()
    branch = "08" if organization.region.startswith(XIAMEN[:4]) else "07"
    return f"3{branch}{organization.department}{organization.region}/{sequence:06d}"

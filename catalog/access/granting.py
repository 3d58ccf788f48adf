"""What an approval and a signature leave: terms, agreement, grant and token."""

import base64
from datetime import date, datetime
from typing import Any
from uuid import UUID

from catalog.access import agreements, queries
from catalog.access.models import Agreement, Application, Grant
from catalog.access.queries import Detail, Offered
from catalog.access.workflow import Approve
from catalog.acting.act import Act
from catalog.acting.actor import Person
from catalog.acting.permissions import GRANT_SCOPES
from catalog.base import WriteSession, new_id
from catalog.china import end_of_day
from catalog.events import GrantIssued, GrantRevoked, emit
from catalog.identity.api_tokens import IssuedToken, TokenRequest, mint
from catalog.parameters import queries as parameters


async def offer_agreement(
    session: WriteSession, act: Act, found: Detail, offered: Offered, command: Approve, platform: str
) -> Agreement:
    """Fix the terms of the approval, and offer the agreement that says them, with its digest."""
    application = found.application
    calls = await parameters.integer(session, "access.grant_calls_per_day")
    hours = await parameters.integer(session, "access.incident_report_hours")
    application.terms = _terms(application, command, calls)
    written = agreements.text(_particulars(found, offered, hours, platform))
    agreement = Agreement(
        application_id=application.id, text=written, digest=agreements.digest(written), offered_at=act.at
    )
    session.add(agreement)
    return agreement


def _terms(application: Application, command: Approve, calls_a_day: int) -> dict[str, Any]:
    return {
        "until": (command.use_until or application.use_until).isoformat(),
        "fields": list(command.fields or application.fields),
        "row_filter": [dict(condition) for condition in command.row_filter],
        "masks": dict(command.masks),
        "quota": command.quota or calls_a_day,
    }


def _particulars(found: Detail, offered: Offered, report_hours: int, platform: str) -> agreements.Particulars:
    application, terms, document = found.application, found.application.terms, offered.revision.document
    titles = {item.name: agreements.named(item.title, item.name) for item in document.items}
    return agreements.Particulars(
        number=application.number,
        provider=found.organization.name,
        applicant=found.applicant,
        dataset=document.title,
        code=document.code,
        revision=application.revision,
        fields=[titles[name] for name in terms["fields"]],
        purpose=application.purpose,
        mode=application.mode,
        until=date.fromisoformat(terms["until"]),
        quota=terms["quota"],
        report_hours=report_hours,
        platform=platform,
        row_filter=[f"{c['field']} {c['operator']} {c['value']}" for c in terms["row_filter"]],
        masks=[titles[name] for name in terms["masks"]],
    )


async def sign(
    session: WriteSession, act: Act, application: Application, agreement: Agreement
) -> tuple[Grant, IssuedToken]:
    """The applicant's signature makes the grant, and the grant its first token."""
    terms = application.terms
    agreement.signed_at, agreement.signed_by = act.at, act.person.account_id
    key = new_id()
    grant = Grant(
        id=key,
        number=number("SQS", key, act.today),
        application_id=application.id,
        holder_id=application.applicant_id,
        dataset_id=application.dataset_id,
        fields=terms["fields"],
        row_filter=terms["row_filter"],
        masks=terms["masks"],
        mode=application.mode,
        quota=terms["quota"],
        used=0,
        valid_from=act.at,
        valid_until=end_of_day(date.fromisoformat(terms["until"])),
        basis=agreements.wording()["grant"]["basis"].format(number=application.number),
        issued_by=await queries.approver(session, application.id),
        issued_at=act.at,
    )
    session.add(grant)
    await session.flush()
    emit(session, GrantIssued(grant.id))
    return grant, await issue(session, act.person, grant, act.at)


async def issue(session: WriteSession, holder: Person, grant: Grant, now: datetime, name: str = "") -> IssuedToken:
    """A token of ``grant`` for its holder: for reading the granted data, and never beyond the end of the grant."""
    request = TokenRequest(
        name=name or agreements.wording()["grant"]["token"].format(number=grant.number),
        scopes=frozenset(GRANT_SCOPES),
        grant_id=grant.id,
        grant_until=grant.valid_until,
    )
    return await mint(session, holder, request, now)


def number(kind: str, key: UUID, day: date) -> str:
    """A number that people can read aloud: kind, day, and 40 random bits of the identity in base 32."""
    return f"{kind}-{day:%Y%m%d}-{base64.b32encode(key.bytes[-5:]).decode()}"


def revoke(session: WriteSession, act: Act, grant: Grant, reason: str) -> None:
    """Take a grant back: one row, seen by the next call."""
    grant.revoked_at, grant.revoked_by, grant.revoke_reason = act.at, act.person.account_id, reason
    emit(session, GrantRevoked(grant.id))

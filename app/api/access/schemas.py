"""What the endpoints of authorised access take and give."""

from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel

from app.words.language import CHINESE
from catalog.access.models import Agreement, Application, Grant
from catalog.access.queries import Detail, Listed, Step
from catalog.access.service import Outcome
from catalog.access.workflow import WORKFLOW, ApplicationState, Form, Submit
from catalog.identity.api_tokens import IssuedToken


class ApplicationIn(Form):
    """A new application: for which dataset, and the form."""

    dataset: UUID

    def form(self) -> Submit:
        """The form by itself."""
        return Submit.model_validate(self.model_dump(exclude={"dataset"}))


class ApplicationRow(BaseModel):
    """An application in a list."""

    id: UUID
    number: str
    dataset: UUID
    title: str
    organization: str
    state: ApplicationState
    state_label: str
    version: int
    deadline: date | None
    created_at: datetime

    @classmethod
    def of(cls, found: Listed) -> Self:
        """From a listed application."""
        return cls(**_row(found.application, found.title, found.organization.code))


class AgreementOut(BaseModel):
    """The text to be signed, with its SHA-256."""

    text: str
    digest: str
    offered_at: datetime
    signed_at: datetime | None

    @classmethod
    def of(cls, agreement: Agreement) -> Self:
        """From a row."""
        return cls.model_validate(agreement, from_attributes=True)


class GrantOut(BaseModel):
    """A grant: what may be read, from when until when, and whether it was revoked."""

    id: UUID
    number: str
    dataset_id: UUID
    fields: list[str]
    mode: str
    quota: int | None
    valid_from: datetime
    valid_until: datetime
    revoked_at: datetime | None
    revoke_reason: str

    @classmethod
    def of(cls, grant: Grant) -> Self:
        """From a row."""
        return cls.model_validate(grant, from_attributes=True)


class StepOut(BaseModel):
    """One step of the timeline."""

    command: str
    from_state: ApplicationState
    to_state: ApplicationState
    at: datetime
    actor: str
    reason: str

    @classmethod
    def of(cls, step: Step) -> Self:
        """From an event and the name of who acted."""
        event = step.event
        return cls(
            command=event.command,
            from_state=ApplicationState(event.from_state),
            to_state=ApplicationState(event.to_state),
            at=event.at,
            actor=step.actor,
            reason=event.reason,
        )


class ApplicationOut(ApplicationRow):
    """An application with its form, agreement, grant and timeline."""

    purpose: str
    fields: list[str]
    mode: str
    use_until: date
    answers: dict[str, Any]
    agreement: AgreementOut | None
    grant: GrantOut | None
    timeline: list[StepOut]

    @classmethod
    def of_detail(cls, found: Detail, steps: list[Step]) -> Self:
        """From a loaded application."""
        application = found.application
        return cls(
            **_row(application, found.title, found.organization.code),
            purpose=application.purpose,
            fields=application.fields,
            mode=application.mode,
            use_until=application.use_until,
            answers=application.answers,
            agreement=AgreementOut.of(found.agreement) if found.agreement else None,
            grant=GrantOut.of(found.grant) if found.grant else None,
            timeline=[StepOut.of(step) for step in steps],
        )


class TokenOut(BaseModel):
    """A token just issued; ``secret`` is in this answer and nowhere else."""

    secret: str
    prefix: str
    expires_at: datetime

    @classmethod
    def of(cls, issued: IssuedToken) -> Self:
        """From what was issued."""
        return cls(secret=issued.secret, prefix=issued.token.prefix, expires_at=issued.token.expires_at)


class OutcomeOut(BaseModel):
    """What a command led to."""

    id: UUID
    number: str
    state: ApplicationState
    state_label: str
    version: int
    agreement: AgreementOut | None
    grant: GrantOut | None
    token: TokenOut | None

    @classmethod
    def of(cls, outcome: Outcome) -> Self:
        """From an outcome."""
        state = ApplicationState(outcome.application.state)
        return cls(
            id=outcome.application.id,
            number=outcome.application.number,
            state=state,
            state_label=CHINESE.say(WORKFLOW.wording.state(state)),
            version=outcome.application.version,
            agreement=AgreementOut.of(outcome.agreement) if outcome.agreement else None,
            grant=GrantOut.of(outcome.grant) if outcome.grant else None,
            token=TokenOut.of(outcome.token) if outcome.token else None,
        )


class UsageOut(BaseModel):
    """What was read under a grant, from the record."""

    reads: int
    rows: int
    bytes: int
    last_at: datetime | None


def _row(application: Application, title: str, organization: str) -> dict[str, Any]:
    state = ApplicationState(application.state)
    return {
        "id": application.id,
        "number": application.number,
        "dataset": application.dataset_id,
        "title": title,
        "organization": organization,
        "state": state,
        "state_label": CHINESE.say(WORKFLOW.wording.state(state)),
        "version": application.version,
        "deadline": application.deadline,
        "created_at": application.created_at,
    }

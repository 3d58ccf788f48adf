"""An application as whoever deals with it sees it, and giving it a command."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.container import Services
from catalog.access import queries, service
from catalog.access.models import Application
from catalog.access.policies import party
from catalog.access.queries import Detail, Step
from catalog.access.service import Outcome
from catalog.access.workflow import ApplicationCommand, ApplicationRelation, ApplicationState
from catalog.acting.act import Act
from catalog.acting.actor import Person
from catalog.base import ReadSession
from catalog.delivery import terms
from catalog.parameters import queries as parameters
from catalog.parameters.working_days import Calendar
from catalog.workflow.commands import Payload
from catalog.workflow.table import Party


@dataclass(frozen=True)
class Case:
    """An application with its history, as the viewer stands to it."""

    detail: Detail
    events: Sequence[Step]
    party: Party[ApplicationRelation]
    calendar: Calendar

    @property
    def application(self) -> Application:
        """The row itself."""
        return self.detail.application

    @property
    def state(self) -> ApplicationState:
        """Where it stands."""
        return ApplicationState(self.application.state)

    @property
    def own(self) -> bool:
        """Whether the viewer is the applicant."""
        return self.party.own


async def case_of(session: ReadSession, person: Person, application_id: UUID) -> Case:
    """The application as ``person`` stands to it.

    Raises:
        Missing: there is none, or ``person`` may not see it.
    """
    detail = await queries.detail(session, person, application_id)
    held = party(person, detail.application.applicant_id, detail.organization)
    events = await queries.timeline(session, person, application_id)
    return Case(detail, events, held, await parameters.calendar(session))


async def command_application(
    parts: Services,
    act: Act,
    application_id: UUID,
    name: ApplicationCommand,
    carry: Callable[[], Payload],
    version: int,
) -> Outcome:
    """Give the command ``name`` in a transaction of its own: the rights first, then what it carries, then the decision.

    Args:
        parts: whose database it is.
        act: of whoever gives the command.
        application_id: to which application.
        name: the command.
        carry: makes what it carries; called once the rights are known.
        version: the version of the application that was looked at.

    Raises:
        Missing, Forbidden, Conflict, Stale, Invalid: as ``catalog.delivery.terms.handle``, or what ``carry`` raises.
    """
    async with parts.database.unit_of_work() as session:
        await service.require(session, act.actor, application_id, name)
        called = parts.settings.platform_name
        return await terms.handle(session, act, application_id, carry(), platform=called, expected_version=version)

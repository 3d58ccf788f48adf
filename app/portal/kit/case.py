"""An application as the viewer stands to it: what was asked for, where it stands, when the next step is due."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from app.portal.kit.formats import zh_date
from app.portal.kit.pieces import Deadline, Fact
from catalog.access.commands import ApplicationRelation, Mode
from catalog.access.forms import QUESTIONS
from catalog.access.models import Application
from catalog.access.queries import Detail, Step
from catalog.access.workflow import ApplicationState
from catalog.parameters.working_days import Calendar
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


def answers(application: Application) -> Iterable[Fact]:
    """What was asked for, in the words of the form."""
    yield Fact("用途", application.purpose)
    yield Fact("使用方式", Mode(application.mode).label)
    yield Fact("使用到", zh_date(application.use_until))
    for name, answer in application.answers.items():
        yield Fact(QUESTIONS.get(name, name), answer)


def deadline(application: Application, calendar: Calendar, today: date) -> Deadline | None:
    """The day by which the next step is due."""
    if application.deadline is None:
        return None
    return Deadline(application.deadline, calendar.between(today, application.deadline))

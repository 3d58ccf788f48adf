"""An application as pages show it: what was asked for, when the next step is due."""

from collections.abc import Iterable
from datetime import date

from app.portal.kit.formats import zh_date
from app.portal.kit.pieces import Deadline, Fact
from app.words.language import CHINESE
from app.words.sources import _
from catalog.access.forms import QUESTIONS, question
from catalog.access.models import Application
from catalog.access.workflow import Mode
from catalog.parameters.working_days import Calendar


def answers(application: Application) -> Iterable[Fact]:
    """What was asked for, in the words of the form."""
    yield Fact(_("用途"), application.purpose)
    yield Fact(_("使用方式"), CHINESE.say(Mode(application.mode).label))
    yield Fact(_("使用到"), zh_date(application.use_until))
    for name, answer in application.answers.items():
        yield Fact(CHINESE.say(question(name)) if name in QUESTIONS else name, answer)


def deadline(application: Application, calendar: Calendar, today: date) -> Deadline | None:
    """The day by which the next step is due."""
    if application.deadline is None:
        return None
    return Deadline(application.deadline, calendar.between(today, application.deadline))

"""How dates, numbers and sizes are written for people: pure functions, used as filters of the templates.

Times come in with a zone and are shown in China's, where the platform works; the present time is an argument.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime

from app.words.sources import Listing, _, counted, listed
from catalog.china import CHINA, china_day

_WAN = 10_000
_YI = 100_000_000
_UNITS = ("KB", "MB", "GB", "TB")
_STEP = 1024
_WEEK = 7
_MONTH = 30


def zh_date(value: date | datetime) -> str:
    """``2026年11月22日``; a time is first taken to China's zone."""
    day = china_day(value) if isinstance(value, datetime) else value
    return _("%(year)s年%(month)s月%(day)s日", year=day.year, month=day.month, day=day.day)


def zh_time(value: datetime) -> str:
    """``10:32``."""
    return f"{value.astimezone(CHINA):%H:%M}"


def zh_datetime(value: datetime) -> str:
    """``2026年11月22日 10:32``."""
    return _("%(day)s %(time)s", day=zh_date(value), time=zh_time(value))


def iso(value: date | datetime) -> str:
    """The machine's form, for the attribute of ``<time>``: times in UTC."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds")
    return value.isoformat()


def ago(value: datetime, now: datetime) -> str:
    """How long before ``now``, as said aloud: 刚刚, 5 分钟前, 3 小时前, 昨天, 3 天前; beyond a month the date."""
    seconds = max(0, int((now - value).total_seconds()))
    days = (china_day(now) - china_day(value)).days
    if seconds < 60:  # noqa: PLR2004 - seconds of a minute
        return _("刚刚")
    if seconds < 3600:  # noqa: PLR2004 - seconds of an hour
        return counted("%(count)s 分钟前", seconds // 60)
    if days <= 0:
        return counted("%(count)s 小时前", seconds // 3600)
    if days <= _MONTH:
        return _("昨天") if days == 1 else counted("%(count)s 天前", days)
    return zh_date(value)


def number(value: float) -> str:
    """``1,115``; an integer keeps no decimals."""
    return f"{value:,}"


def short(value: int) -> str:
    """A count at a glance: ``9,999``, ``1.2 万``, ``3.4 亿``."""
    if value >= _YI:
        return _("%(amount)s 亿", amount=_trimmed(value / _YI))
    return _("%(amount)s 万", amount=_trimmed(value / _WAN)) if value >= _WAN else number(value)


def size(value: int) -> str:
    """Bytes for people: ``812 字节``, ``1.2 MB`` (1 KB = 1024 bytes)."""
    if value < _STEP:
        return counted("%(count)s 字节", value)
    amount = value / _STEP
    for unit in _UNITS[:-1]:
        if amount < _STEP:
            return f"{_trimmed(amount)} {unit}"
        amount /= _STEP
    return f"{_trimmed(amount)} {_UNITS[-1]}"


def left(working_days: int) -> str:
    """Working days to a limit: ``剩 2 个工作日``, ``今天到期``, ``已逾期 3 个工作日``."""
    if working_days > 0:
        return counted("剩 %(count)s 个工作日", working_days)
    return counted("已逾期 %(count)s 个工作日", -working_days) if working_days else _("今天到期")


def urgency(working_days: int) -> str:
    """The tone that goes with :func:`left`: overdue, due soon, or in time."""
    if working_days < 0:
        return "danxia"
    return "amber" if working_days <= 2 else "neutral"  # noqa: PLR2004 - two working days is "soon" on every page


def clauses(values: Iterable[str]) -> Listing:
    """Texts in a row that are lists themselves."""
    return listed(values, _("，"))


def _trimmed(value: float) -> str:
    """One decimal, dropped where it is zero."""
    return f"{value:.1f}".removesuffix(".0")

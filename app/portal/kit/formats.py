"""How dates, numbers and sizes are written for people: pure functions, used as filters of the templates.

Times come in with a zone and are shown in China's, where the platform works; the present time is an argument.
"""

from datetime import UTC, date, datetime

from catalog.china import CHINA, china_day

_WAN = 10_000
_YI = 100_000_000
_UNITS = ("字节", "KB", "MB", "GB", "TB")
_STEP = 1024
_WEEK = 7
_MONTH = 30


def zh_date(value: date | datetime) -> str:
    """``2026年11月22日``; a time is first taken to China's zone."""
    day = china_day(value) if isinstance(value, datetime) else value
    return f"{day.year}年{day.month}月{day.day}日"


def zh_time(value: datetime) -> str:
    """``10:32``."""
    return f"{value.astimezone(CHINA):%H:%M}"


def zh_datetime(value: datetime) -> str:
    """``2026年11月22日 10:32``."""
    return f"{zh_date(value)} {zh_time(value)}"


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
        return "刚刚"
    if seconds < 3600:  # noqa: PLR2004 - seconds of an hour
        return f"{seconds // 60} 分钟前"
    if days <= 0:
        return f"{seconds // 3600} 小时前"
    if days <= _MONTH:
        return "昨天" if days == 1 else f"{days} 天前"
    return zh_date(value)


def number(value: float) -> str:
    """``1,115``; an integer keeps no decimals."""
    return f"{value:,}"


def short(value: int) -> str:
    """A count at a glance: ``9,999``, ``1.2 万``, ``3.4 亿``."""
    for limit, unit in ((_YI, "亿"), (_WAN, "万")):
        if value >= limit:
            return f"{_trimmed(value / limit)} {unit}"
    return number(value)


def size(value: int) -> str:
    """Bytes for people: ``812 字节``, ``1.2 MB`` (1 KB = 1024 bytes)."""
    amount = float(value)
    for unit in _UNITS[:-1]:
        if amount < _STEP:
            return f"{_trimmed(amount)} {unit}"
        amount /= _STEP
    return f"{_trimmed(amount)} {_UNITS[-1]}"


def left(working_days: int) -> str:
    """Working days to a limit: ``剩 2 个工作日``, ``今天到期``, ``已逾期 3 个工作日``."""
    if working_days > 0:
        return f"剩 {working_days} 个工作日"
    return "今天到期" if working_days == 0 else f"已逾期 {-working_days} 个工作日"


def urgency(working_days: int) -> str:
    """The tone that goes with :func:`left`: overdue, due soon, or in time."""
    if working_days < 0:
        return "danxia"
    return "amber" if working_days <= 2 else "neutral"  # noqa: PLR2004 - two working days is "soon" on every page


def _trimmed(value: float) -> str:
    """One decimal, dropped where it is zero."""
    return f"{value:.1f}".removesuffix(".0")

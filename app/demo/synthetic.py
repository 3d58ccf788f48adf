"""The synthetic enterprise register: 20,000 invented enterprises, the same bytes at every run.

Nothing here is a real enterprise or person. Each row says so in its last column, names carry the mark 合成, the codes
keep the form of GB 32100 but hold the mark HC where real ones hold the subject's number, telephone numbers cannot be
dialled.
"""

import csv
import io
import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from catalog.organizations.uscc import check_character

ROWS = 20_000
SEED = 350_000
MARK = "合成数据"
COLUMNS = (
    "统一社会信用代码",
    "企业名称",
    "企业类型",
    "注册资本_万元",
    "成立日期",
    "行政区划代码",
    "行业门类",
    "法定代表人",
    "联系电话",
    "经营状态",
    "备注",
)
FIRST_DAY = date(1995, 1, 1)
LAST_DAY = date(2025, 12, 31)

_COUNTIES = {
    "350102": "鼓楼",
    "350104": "仓山",
    "350128": "平潭",
    "350181": "福清",
    "350203": "思明",
    "350206": "湖里",
    "350302": "城厢",
    "350404": "三元",
    "350503": "丰泽",
    "350582": "晋江",
    "350602": "芗城",
    "350702": "延平",
    "350802": "新罗",
    "350902": "蕉城",
}
_WORDS = ("榕海", "闽江", "武夷", "鹭岛", "东岳", "清源", "木兰", "九龙", "太姥", "土楼", "茉莉", "红树")
_TRADES = {
    "A": "农业",
    "C": "制造",
    "E": "建设工程",
    "F": "商贸",
    "G": "物流",
    "H": "餐饮",
    "I": "软件",
    "L": "商务服务",
    "M": "科技",
    "R": "文化传播",
}
_TRADE_WEIGHTS = (6, 18, 8, 30, 5, 6, 9, 8, 7, 3)
_KINDS = ("有限责任公司", "个人独资企业", "合伙企业", "股份有限公司", "农民专业合作社")
_KIND_WEIGHTS = (78, 9, 6, 3, 4)
_CAPITALS = (10, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000)
_CAPITAL_WEIGHTS = (12, 18, 26, 14, 13, 10, 4, 2, 1)
_STATES = ("存续", "注销", "迁出", "吊销")
_STATE_WEIGHTS = (82, 13, 2, 3)


def rows(count: int = ROWS) -> Iterator[Sequence[str]]:
    """The first ``count`` rows, in the order of ``COLUMNS``."""
    chance = random.Random(SEED)  # noqa: S311 - the same at every run on purpose; these values protect nothing
    span = (LAST_DAY - FIRST_DAY).days
    for number in range(1, count + 1):
        county = chance.choice(tuple(_COUNTIES))
        trade = chance.choices(tuple(_TRADES), _TRADE_WEIGHTS)[0]
        kind = chance.choices(_KINDS, _KIND_WEIGHTS)[0]
        yield (
            _code(county, number),
            f"{_COUNTIES[county]}{chance.choice(_WORDS)}{_TRADES[trade]}{number:05d}号（合成）",
            kind,
            str(chance.choices(_CAPITALS, _CAPITAL_WEIGHTS)[0]),
            (FIRST_DAY + timedelta(days=chance.randint(0, span))).isoformat(),
            county,
            trade,
            f"合成人员{number:05d}",
            f"000-{number:08d}",
            chance.choices(_STATES, _STATE_WEIGHTS)[0],
            MARK,
        )


def lines(count: int = ROWS) -> Iterator[bytes]:
    """The register as CSV in UTF-8, line by line, the header first."""
    yield _line(COLUMNS)
    for row in rows(count):
        yield _line(row)


def _line(row: Sequence[str]) -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\n").writerow(row)
    return buffer.getvalue().encode()


def _code(county: str, number: int) -> str:
    body = f"91{county}HC{number:07d}"
    return body + check_character(body)

import csv
import io
import json
from collections.abc import AsyncIterator
from datetime import date, datetime
from typing import Any

from catalog.tables.export import csv_chunks, json_chunks
from catalog.tables.schema import Column
from catalog.tables.schema import ColumnType as T

COLUMNS = (Column("name", T.STRING, "名称，全"), Column("day", T.DATE, "日期"), Column("open", T.BOOLEAN, "公开"))
ROWS: list[tuple[Any, ...]] = [
    ('=1+1,"x"\n', date(2024, 1, 5), True),
    (None, None, None),
    ("@cmd", datetime(2024, 1, 5, 8), False),  # noqa: DTZ001 - local times carry no zone
]


async def batches(*sizes: int) -> AsyncIterator[list[tuple[Any, ...]]]:
    begin = 0
    for size in sizes:
        yield ROWS[begin : begin + size]
        begin += size


async def test_csv_holds_the_values_exactly() -> None:
    data = b"".join([chunk async for chunk in csv_chunks(COLUMNS, batches(2, 1))])
    text = data.decode("utf-8")
    assert text.startswith("\ufeff名称，全,日期,公开\r\n")
    assert list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))[1:] == [
        ['=1+1,"x"\n', "2024-01-05", "true"],
        ["", "", ""],
        ["@cmd", "2024-01-05T08:00:00", "false"],
    ]


async def test_csv_without_mark_and_with_names() -> None:
    chunks = [chunk async for chunk in csv_chunks(COLUMNS, batches(), bom=False, titles=False)]
    assert chunks == [b"name,day,open\r\n"]


async def test_json_is_one_array_however_it_is_cut() -> None:
    for sizes in ((), (3,), (1, 1, 1)):
        data = b"".join([chunk async for chunk in json_chunks(COLUMNS, batches(*sizes))])
        assert len(json.loads(data)) == sum(sizes)
    assert json.loads(data)[0] == {"name": '=1+1,"x"\n', "day": "2024-01-05", "open": True}

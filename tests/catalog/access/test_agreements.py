"""The text of agreements: it is signed by its digest, so no byte of it may change unnoticed."""

import dataclasses
from datetime import date

import pytest

from catalog.access import agreements
from catalog.access.agreements import Particulars
from catalog.access.workflow import Mode

WHOLE = Particulars(
    number="SQ-20261122-AAAAAAAA",
    provider="福州市交通局",
    applicant="某公司",
    dataset="公交线路",
    code="350100-1",
    revision=3,
    fields=["名称（name）", "起点（start）"],
    purpose="研究 {date} 线路",
    mode=Mode.API,
    until=date(2027, 6, 30),
    quota=1000,
    report_hours=24,
    platform="闽数",
    row_filter=["city eq 福州市", "n gt 3"],
    masks=["名称（name）"],
)
BARE = Particulars(
    "SQ-1", "甲", "乙", "丙", "", 1, ["名称（name）"], "用", Mode.DOWNLOAD, date(2027, 1, 1), 5, 48, "闽数"
)


@pytest.mark.parametrize(
    ("facts", "digest"),
    [
        (WHOLE, "c8fe703ea9efbcdb560b414525f6637242bb8cd52fb180cbf805b3b690fa2f97"),
        (BARE, "bafcf76f96c867cb8286090e69ee545fe261b95bfedc989e7050d42174b251c4"),
    ],
    ids=["whole", "bare"],
)
def test_the_text_is_the_one_that_was_always_signed(facts: Particulars, digest: str) -> None:
    assert agreements.digest(agreements.text(facts)) == digest


def test_what_people_write_is_never_taken_for_a_place_of_the_text() -> None:
    written = agreements.text(dataclasses.replace(WHOLE, purpose="{0} {purpose} {x.y}"))
    assert "仅用于：{0} {purpose} {x.y}\n" in written


def test_every_mode_has_its_words() -> None:
    assert set(agreements.wording()["modes"]) == set(Mode)

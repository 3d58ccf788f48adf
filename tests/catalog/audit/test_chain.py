"""The chain as plain arithmetic: the vector of standards.md §2.8, and that no part of an entry escapes the hash."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.words.language import LANGUAGES
from catalog.audit import checkpoints, seals, verification
from catalog.audit.entry import Basis
from catalog.audit.models import AuditEntry, AuditSeal
from catalog.audit.verification import Fault
from catalog.errors import Invalid

AT = datetime(2026, 3, 2, 1, 2, 3, tzinfo=UTC)
KEY = bytes(range(32))


def entry(**changes: object) -> AuditEntry:
    values = {
        "id": UUID(int=7),
        "at": AT,
        "actor_type": "person",
        "actor_id": "a",
        "token_id": None,
        "ip": "127.0.0.1",
        "action": "delivery:rows:read",
        "object_type": "dataset",
        "object_id": "d",
        "object_version": "3",
        "basis_type": "授权",
        "basis_id": "SQS-1",
        "fields": ["name", "city"],
        "rows": 100,
        "bytes": 5,
        "result": "ok",
        "request_id": "r",
        "detail": {"format": "csv"},
    }
    return AuditEntry(**(values | changes))


def sealed(count: int) -> list[tuple[AuditSeal, AuditEntry]]:
    previous, rows = seals.GENESIS, []
    for number in range(1, count + 1):
        one = entry(id=UUID(int=number), rows=number)
        own = seals.hash_of(previous, number, one)
        seal = AuditSeal(sequence=number, entry_id=one.id, previous_hash=previous, hash=own, sealed_at=AT)
        rows.append((seal, one))
        previous = own
    return rows


def walk(rows: Sequence[tuple[AuditSeal, AuditEntry | None]]) -> tuple[int, Fault | None]:
    previous, expected = seals.GENESIS, 1
    for seal, one in rows:
        fault = verification.check(expected, previous, seal, one)
        if fault:
            return expected, fault
        previous, expected = seal.hash, expected + 1
    return expected - 1, None


def test_the_vector_of_the_standard_holds() -> None:
    first = {
        "seq": 1,
        "actor": "u001",
        "action": "dataset.download",
        "object": "35-0001",
        "ts": "2025-09-29T09:00:00+08:00",
    }
    second = {
        "seq": 2,
        "actor": "u002",
        "action": "apply.approve",
        "object": "A-0001",
        "ts": "2025-09-29T09:05:00+08:00",
    }
    one = seals.chain(seals.GENESIS, first)
    two = seals.chain(one, second)
    assert one.hex() == "395e909c4b3e97871384ef6d7662840142eb9527221480677e18bdd3f57da4a7"
    assert two.hex() == "029432b32d6a3eb37378354a5e90b677b5537bc3c5ae968369ee0494cf233e5d"


def test_canonical_json_is_sorted_tight_and_utf8() -> None:
    assert seals.canonical({"b": 1, "a": "闽"}) == '{"a":"闽","b":1}'.encode()


@given(st.dictionaries(st.text(), st.one_of(st.text(), st.integers(), st.booleans(), st.none()), max_size=8))
def test_the_order_of_keys_never_matters(document: dict[str, object]) -> None:
    turned = dict(reversed(document.items()))
    assert seals.canonical(turned) == seals.canonical(document)
    assert json.loads(seals.canonical(document)) == document


CHANGED = {
    "id": UUID(int=8),
    "at": AT + timedelta(microseconds=1),
    "actor_type": "machine",
    "actor_id": "b",
    "token_id": "t",
    "ip": "127.0.0.2",
    "action": "delivery:file:read",
    "object_type": "grant",
    "object_id": "e",
    "object_version": "4",
    "basis_type": "目录公开",
    "basis_id": "SQS-2",
    "fields": ["city", "name"],
    "rows": 99,
    "bytes": None,
    "result": "refused",
    "request_id": "s",
    "detail": {"format": "json"},
}


def test_every_column_has_a_change_that_is_tried() -> None:
    assert set(CHANGED) == set(AuditEntry.__table__.columns.keys())


@pytest.mark.parametrize("column", sorted(CHANGED))
def test_no_column_escapes_the_hash(column: str) -> None:
    before = seals.hash_of(seals.GENESIS, 1, entry())
    assert seals.hash_of(seals.GENESIS, 1, entry(**{column: CHANGED[column]})) != before


def test_the_zone_of_a_time_does_not_change_the_hash() -> None:
    shanghai = AT.astimezone(timezone(timedelta(hours=8)))
    assert seals.hash_of(seals.GENESIS, 1, entry(at=shanghai)) == seals.hash_of(seals.GENESIS, 1, entry())


def test_a_whole_chain_is_found_right() -> None:
    assert walk(sealed(5)) == (5, None)


def test_a_changed_entry_is_found() -> None:
    rows = sealed(5)
    rows[2][1].rows = 1_000_000
    assert walk(rows) == (3, Fault.ENTRY_CHANGED)


def test_a_changed_hash_is_found() -> None:
    rows = sealed(5)
    rows[2][0].hash = bytes(32)
    assert walk(rows) == (3, Fault.ENTRY_CHANGED)


def test_an_entry_changed_together_with_its_seal_breaks_the_next_link() -> None:
    rows = sealed(5)
    rows[2][1].rows = 1_000_000
    rows[2][0].hash = seals.hash_of(rows[2][0].previous_hash, 3, rows[2][1])
    assert walk(rows) == (4, Fault.SEAL_CHANGED)


def test_a_changed_previous_hash_is_found() -> None:
    rows = sealed(5)
    rows[2][0].previous_hash = bytes(32)
    assert walk(rows) == (3, Fault.SEAL_CHANGED)


def test_a_gap_is_found() -> None:
    rows = sealed(5)
    assert walk(rows[:2] + rows[3:]) == (3, Fault.GAP)


def test_a_missing_entry_is_found() -> None:
    rows: list[tuple[AuditSeal, AuditEntry | None]] = list(sealed(5))
    rows[2] = (rows[2][0], None)
    assert walk(rows) == (3, Fault.ENTRY_MISSING)


def test_two_entries_exchanged_are_found() -> None:
    rows = sealed(5)
    rows[1], rows[2] = (rows[1][0], rows[2][1]), (rows[2][0], rows[1][1])
    assert walk(rows) == (2, Fault.ENTRY_CHANGED)


@pytest.mark.parametrize(("kind", "number"), [("", "1"), ("授权", ""), ("  ", "1"), ("授权", "\t")])
def test_an_empty_basis_is_refused(kind: str, number: str) -> None:
    with pytest.raises(Invalid) as caught:
        Basis(kind, number)  # type: ignore[arg-type]  # what comes from outside is no member of the enumeration
    assert caught.value.problems[0].code == "basis_required"


def test_a_checkpoint_verifies_and_every_change_of_it_does_not() -> None:
    made = checkpoints.sign(KEY, 5, b"h" * 32, AT)
    assert checkpoints.verify(made)
    assert checkpoints.verify(made, made.public_key)
    assert not checkpoints.verify(made, b"k" * 32)
    for name, value in {
        "sequence": 6,
        "hash": b"i" * 32,
        "at": AT + timedelta(seconds=1),
        "signature": b"s" * 64,
    }.items():
        changed = checkpoints.sign(KEY, 5, b"h" * 32, AT)
        setattr(changed, name, value)
        assert not checkpoints.verify(changed), name


def test_a_public_key_that_is_none_is_refused_not_raised() -> None:
    made = checkpoints.sign(KEY, 5, b"h" * 32, AT)
    made.public_key = b"short"
    assert not checkpoints.verify(made)


def test_every_fault_is_told_in_chinese() -> None:
    assert len({language.say(fault.label) for fault in Fault for language in LANGUAGES}) == 2 * len(Fault)

"""The demo catalogue's content: complete, true to its files, named by role, and marked where it is synthetic."""

import csv
import hashlib
import itertools
import os
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from app.demo import synthetic
from app.demo.content import DemoDataset, DemoItem
from app.demo.datasets import APPLICATION, DATASETS
from app.demo.people import ACCOUNTS, ENTERPRISE, ORGANIZATIONS
from catalog.access.forms import Limits, Offer, form_problems
from catalog.access.workflow import Form, Mode
from catalog.acting.actor import Role
from catalog.datasets.drafts import DatasetDraft, ItemDraft
from catalog.datasets.elements import VOCABULARY_FIELDS
from catalog.datasets.grading import Facts, FileFacts, ItemFacts, problems
from catalog.identity.models import AccountKind
from catalog.organizations.uscc import Verdict, check
from catalog.tables.naming import names
from catalog.vocabularies import shipped

BY_KEY = {dataset.key: dataset for dataset in DATASETS}
CODES = {scheme: {code for found, code in shipped.terms() if found == scheme} for scheme in shipped.SCHEMES}
READ: dict[str, Callable[[str], object]] = {
    "string": str,
    "text": str,
    "integer": int,
    "number": Decimal,
    "date": date.fromisoformat,
}


def table(dataset: DemoDataset) -> list[dict[str, str]]:
    return list(csv.DictReader(b"".join(dataset.lines()).decode().splitlines()))


@pytest.fixture(params=DATASETS, ids=lambda dataset: dataset.key)
def dataset(request: pytest.FixtureRequest) -> DemoDataset:
    found = request.param
    assert isinstance(found, DemoDataset)
    return found


def test_there_are_the_six_datasets_with_their_records() -> None:
    assert {key: found.records for key, found in BY_KEY.items()} == {
        "plan-13-projects": 101,
        "plan-14-indicators": 18,
        "pilot-zone-tasks": 22,
        "pilot-zone-results": 32,
        "fujian-divisions": 94,
        "enterprise-register": 20_000,
    }


def test_the_file_has_the_items_and_the_records(dataset: DemoDataset) -> None:
    rows = table(dataset)
    assert len(rows) == dataset.records
    assert list(rows[0]) == [item.name for item in dataset.items]
    assert names(list(rows[0])) == tuple(rows[0]), "a query must be able to name each column as the file does"
    assert all(None not in row and None not in row.values() for row in rows)


def fits(item: DemoItem, value: str) -> bool:
    return not value or (bool(str(READ[item.data_type](value))) and len(value) <= item.length)


def test_every_value_is_of_its_items_type_and_length(dataset: DemoDataset) -> None:
    for row in table(dataset):
        for item in dataset.items:
            assert fits(item, row[item.name]), (item.name, row[item.name])


def test_keys_are_given_and_unique(dataset: DemoDataset) -> None:
    [key] = [item.name for item in dataset.items if item.is_key]
    values = [row[key] for row in table(dataset)]
    assert all(values)
    assert len(set(values)) == len(values)


def test_the_metadata_pass_every_gate_of_publication(dataset: DemoDataset) -> None:
    items = [
        ItemDraft(
            name=item.name,
            title=item.title,
            data_type=item.data_type,
            length=item.length,
            is_key=item.is_key,
            is_open=item.is_open,
            level=item.level,
            description=item.description,
        )
        for item in dataset.items
    ]
    draft = DatasetDraft(**dataset.metadata, items=items)
    facts = Facts(
        metadata=draft.model_dump(exclude={"items"}),
        items=tuple(ItemFacts(item.name, item.is_open, item.level) for item in draft.items),
        file=FileFacts("ready", tuple(item.name for item in draft.items)),
    )
    assert problems(facts) == []


def test_every_code_is_a_term(dataset: DemoDataset) -> None:
    for name in VOCABULARY_FIELDS.keys() & dataset.metadata:
        assert dataset.metadata[name] in CODES[VOCABULARY_FIELDS[name]], name
    assert all(item.data_type in CODES["item-types"] for item in dataset.items)
    assert all(item.description.endswith("。") for item in dataset.items)


def test_the_investments_add_up_as_the_source_note_says() -> None:
    rows = table(BY_KEY["plan-13-projects"])
    fourth = [Decimal(row["投资估算_亿元"]) for row in rows if row["类别"] == "政务信息化及信息惠民类"]
    assert sum(fourth) == 244
    assert "244" in BY_KEY["plan-13-projects"].source


def test_the_divisions_are_those_of_the_vocabulary() -> None:
    rows = table(BY_KEY["fujian-divisions"])
    terms = {code: term for (scheme, code), term in shipped.terms().items() if scheme == "regions"}
    assert {row["区划代码"]: row["名称"] for row in rows} == {code: term["label_zh"] for code, term in terms.items()}
    assert all((row["上级代码"] or None) == terms[row["区划代码"]]["broader"] for row in rows)


def test_the_organizations_form_a_tree_under_their_authorities() -> None:
    seen: set[str] = set()
    for organization in ORGANIZATIONS:
        assert organization.parent is None or organization.parent in seen
        assert organization.authority in seen | {organization.code}
        assert organization.kind in CODES["organization-kinds"]
        assert organization.tier in CODES["tiers"]
        assert organization.region in CODES["regions"]
        assert re.fullmatch(r"\d{3}", organization.department)
        seen.add(organization.code)
    assert {dataset.organization for dataset in DATASETS} <= seen
    kinds = [organization.kind for organization in ORGANIZATIONS]
    assert kinds.count("data-authority") == 2
    assert "utility-water" in kinds


def test_the_codes_of_organizations_are_well_formed_and_marked() -> None:
    codes = [organization.uscc for organization in ORGANIZATIONS]
    assert len(set(codes)) == len(codes)
    assert all(check(code) is Verdict.VALID and code[8:11] == "DEM" for code in codes)


def test_there_is_an_account_for_each_role() -> None:
    held = {role for account in ACCOUNTS for role, _ in account.roles}
    assert held == set(Role) - {Role.USER}
    assert {account.kind for account in ACCOUNTS} == set(AccountKind)
    assert ACCOUNTS[0].roles == ((Role.OPERATOR, None),)
    assert any(not account.real_name for account in ACCOUNTS)
    codes = {organization.code for organization in ORGANIZATIONS}
    for account in ACCOUNTS:
        assert account.email.endswith("@demo.invalid")
        assert {code for _, code in account.roles if code} <= codes
    assert len({account.email for account in ACCOUNTS}) == len(ACCOUNTS)


def test_nobody_both_compiles_and_reviews_for_one_organization() -> None:
    for account in ACCOUNTS:
        pairs = list(account.roles)
        codes = [code for _, code in pairs if code]
        assert len(codes) == len(set(codes)), account.email


def test_every_dataset_has_somebody_to_compile_review_and_publish_it(dataset: DemoDataset) -> None:
    [organization] = [found for found in ORGANIZATIONS if found.code == dataset.organization]
    held = {pair for account in ACCOUNTS for pair in account.roles}
    assert (Role.CATALOGUER, organization.code) in held
    assert (Role.AGENCY_REVIEWER, organization.code) in held
    assert (Role.DATA_ADMIN, organization.authority) in held


def test_the_waiting_application_asks_for_open_fields_of_the_restricted_dataset() -> None:
    wanted = BY_KEY[APPLICATION.dataset]
    assert wanted.open_class == "ON_REQUEST"
    assert set(APPLICATION.fields) < {item.name for item in wanted.items if item.is_open}
    today = date(2026, 11, 22)
    form = Form(
        purpose=APPLICATION.purpose,
        fields=APPLICATION.fields,
        use_until=today + timedelta(days=APPLICATION.use_days),
        mode=Mode(APPLICATION.mode),
        answers=dict(APPLICATION.answers),
    )
    names = tuple(item.name for item in wanted.items)
    offer = Offer(on_request=True, open_fields=tuple(i.name for i in wanted.items if i.is_open), all_fields=names)
    assert form_problems(form, offer, Limits(10, 2000, 1000, 365), today) == []
    [applicant] = [account for account in ACCOUNTS if account.email == APPLICATION.applicant]
    assert applicant.email == ENTERPRISE
    assert applicant.real_name


def test_the_register_is_marked_as_synthetic_everywhere() -> None:
    register = BY_KEY["enterprise-register"]
    assert "合成数据" in register.title
    for row in synthetic.rows():
        value = dict(zip(synthetic.COLUMNS, row, strict=True))
        assert value["备注"] == "合成数据"
        assert value["企业名称"].endswith("（合成）")
        assert value["法定代表人"].startswith("合成人员")
        assert value["联系电话"].startswith("000-")
        assert value["统一社会信用代码"][8:10] == "HC"


def test_the_registers_codes_are_valid_and_belong_to_real_divisions() -> None:
    for row in itertools.islice(synthetic.rows(), 2000):
        assert check(row[0]) is Verdict.VALID
        assert row[5] in CODES["regions"]
        assert row[0][2:8] == row[5]
        assert synthetic.FIRST_DAY <= date.fromisoformat(row[4]) <= synthetic.LAST_DAY


@pytest.mark.usefixtures("processes")
def test_the_register_is_the_same_at_every_run_of_every_process() -> None:
    here = hashlib.sha256(b"".join(synthetic.lines())).hexdigest()
    assert here == hashlib.sha256(b"".join(synthetic.lines())).hexdigest()
    script = (
        "import hashlib; from app.demo import synthetic; print(hashlib.sha256(b''.join(synthetic.lines())).hexdigest())"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": str(Path.cwd())},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.strip() == here


def test_the_register_streams_line_by_line() -> None:
    assert len(list(itertools.islice(synthetic.lines(), 3))) == 3
    assert max(len(line) for line in synthetic.lines(500)) < 400

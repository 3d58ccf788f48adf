"""What codes are called: as the vocabularies say, read once a minute."""

import pytest

from app.projections.code_names import FRESH_SECONDS, CodeNames
from catalog.base import WriteSession
from catalog.datasets.elements import VOCABULARY_FIELDS
from catalog.vocabularies import service as vocabularies
from catalog.vocabularies import shipped
from catalog.vocabularies.models import Term
from tests.factories.documents import document

SHIPPED = shipped.terms()
CODES = {
    name: next(code for named, code in SHIPPED if named == scheme) for name, scheme in VOCABULARY_FIELDS.items()
} | {"theme": "6"}
LABELS = {name: SHIPPED[VOCABULARY_FIELDS[name], code]["label_zh"] for name, code in CODES.items()}


@pytest.fixture
async def loaded(session: WriteSession) -> WriteSession:
    """A session in which the shipped vocabularies can be read."""
    await vocabularies.load(session)
    return session


async def test_every_coded_member_is_called_by_its_name(loaded: WriteSession) -> None:
    assert await CodeNames().of(loaded, document(**CODES)) == LABELS


async def test_what_is_empty_or_in_no_vocabulary_has_no_name(loaded: WriteSession) -> None:
    found = await CodeNames().of(loaded, document(theme="6", region="999999"))
    assert found == {"theme": LABELS["theme"]}


async def test_a_name_that_an_operator_changes_is_seen_after_a_while(loaded: WriteSession) -> None:
    seconds = [0.0]
    names, shown = CodeNames(lambda: seconds[0]), document(theme="6")
    assert await names.of(loaded, shown) == {"theme": LABELS["theme"]}
    (await loaded.get_one(Term, ("themes", "6"))).label_zh = "另一种说法"
    await loaded.flush()
    seconds[0] = FRESH_SECONDS - 1
    assert await names.of(loaded, shown) == {"theme": LABELS["theme"]}
    seconds[0] = FRESH_SECONDS
    assert await names.of(loaded, shown) == {"theme": "另一种说法"}

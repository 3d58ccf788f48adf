"""What the upgrade test would say of an upgrade that loses something."""

import pytest

from tests.migrations.installation import Content, columns_gone, rows_gone

BEFORE: Content = {"leaflets": [{"id": 1, "title": "甲"}, {"id": 2, "title": "甲"}], "empty": []}


@pytest.mark.parametrize(
    ("after", "columns", "rows"),
    [
        ({"empty": []}, {"leaflets"}, 0),
        ({"leaflets": [], "empty": []}, {"leaflets.id", "leaflets.title"}, 2),
        ({"leaflets": [{"id": 1}, {"id": 2}], "empty": []}, {"leaflets.title"}, 0),
        ({"leaflets": [{"id": 1}, {"id": 3}], "empty": []}, {"leaflets.title"}, 1),
        ({"leaflets": [{"id": 1, "title": "甲"}], "empty": []}, set(), 1),
        ({"leaflets": [{"id": 1, "title": "甲"}, {"id": 2, "title": None}], "empty": []}, set(), 1),
    ],
)
def test_what_is_lost_is_told(after: Content, columns: set[str], rows: int) -> None:
    assert columns_gone(BEFORE, after) == columns
    assert len(rows_gone(BEFORE, after)) == rows


def test_what_is_added_is_no_loss() -> None:
    more = [{"id": number, "title": "甲", "copies": 0} for number in (3, 2, 1)]
    after: Content = {"leaflets": more, "empty": [{"id": 1}], "new": [{"id": 1}]}
    assert columns_gone(BEFORE, after) == set()
    assert rows_gone(BEFORE, after) == []

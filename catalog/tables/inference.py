"""Types of columns from all their values: whoever reads the whole file is never surprised by its last line."""

from catalog.tables import values
from catalog.tables.recognised import pattern
from catalog.tables.schema import ColumnType

_CODE = pattern("headers", "code")
_DATE = pattern("headers", "date")

_ORDER = (
    ColumnType.BOOLEAN,
    ColumnType.INTEGER,
    ColumnType.NUMBER,
    ColumnType.DATE,
    ColumnType.DATETIME,
)
"""From the narrowest to the widest; a string is what remains."""


class Inference:
    """Finds the type of one column: feed every value to ``observe``, then read ``type``.

    A column whose title speaks of codes or telephone numbers is text whatever its digits, for a code is never
    added up and its leading zeros count. 是 and 否 stay text unless the dictionary says otherwise, so that what was
    published is what is read; ``true`` and ``false`` are flags.
    """

    def __init__(self, title: str) -> None:
        self._dated = bool(_DATE.search(title))
        self._left: tuple[ColumnType, ...] = () if _CODE.search(title.strip()) else _ORDER
        self._seen = False

    def observe(self, text: str) -> bool:
        """Take one value (not an empty one); False once only text is possible and no more values are needed."""
        if self._left:
            self._seen = True
            self._left = tuple(kind for kind in self._left if _fits(text, kind))
        return bool(self._left)

    @property
    def is_text(self) -> bool:
        """Only text is possible: no further value changes the type."""
        return not self._left

    @property
    def type(self) -> ColumnType:
        """The narrowest type that holds every value seen; text where there was none."""
        if not (self._seen and self._left):
            return ColumnType.STRING
        dates = [kind for kind in self._left if kind in {ColumnType.DATE, ColumnType.DATETIME}]
        return dates[0] if dates and self._dated else self._left[0]


def _fits(text: str, kind: ColumnType) -> bool:
    if kind is ColumnType.BOOLEAN and not text.isascii():
        return False
    return values.canonical(text, kind) is not None

"""What the demo catalogue consists of, as plain data: the kinds of records, and the whole in one place.

The loader feeds these records to the same services that the API calls. Organizations and accounts are named by their
role; addresses end in ``.invalid``, which no mail server ever serves (RFC 2606).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from app.demo import synthetic
from catalog.acting.actor import Role
from catalog.datasets.elements import METADATA_FIELDS
from catalog.identity.models import AccountKind

_CHUNK = 1 << 16


@dataclass(frozen=True)
class DemoOrganization:
    """An organization; ``parent`` and ``authority`` are codes of organizations listed before it, or its own."""

    code: str
    name: str
    short_name: str
    kind: str
    tier: str
    region: str
    department: str
    uscc: str
    contact: str
    parent: str | None
    authority: str


@dataclass(frozen=True)
class DemoAccount:
    """An account; ``roles`` are pairs of role and organization code, None where the role is for the whole system."""

    email: str
    display_name: str
    kind: AccountKind
    roles: tuple[tuple[Role, str | None], ...] = ()
    real_name: bool = True


@dataclass(frozen=True)
class DemoItem:
    """A data item (信息项): ``name`` is the column in the file, ``title`` its label, ``length`` in characters."""

    name: str
    title: str
    data_type: str
    length: int
    description: str
    is_key: bool = False
    is_open: bool = True
    level: int = 1


@dataclass(frozen=True)
class DemoDataset:
    """A dataset with complete metadata; coded fields are codes of the vocabularies."""

    key: str
    organization: str
    title: str
    summary: str
    theme: str
    keywords: tuple[str, ...]
    region: str
    open_class: str
    share_type: str
    cycle: str
    licence: str
    contact: str
    source: str
    filename: str
    records: int
    items: tuple[DemoItem, ...]
    open_condition: str = ""

    @property
    def metadata(self) -> dict[str, Any]:
        """What it tells of the metadata elements, by name."""
        return {name: getattr(self, name) for name in METADATA_FIELDS if hasattr(self, name)}

    def lines(self) -> Iterator[bytes]:
        """The bytes of its CSV file in pieces; the synthetic register is made while it is read."""
        if self.filename == REGISTER_FILE:
            yield from synthetic.lines()
            return
        with files("app.demo").joinpath("data", self.filename).open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                yield chunk


@dataclass(frozen=True)
class DemoApplication:
    """A request for access that already waits for review; ``use_days`` is how long the use shall last."""

    dataset: str
    applicant: str
    purpose: str
    fields: tuple[str, ...]
    mode: str
    use_days: int
    answers: dict[str, str] = field(default_factory=dict)


REGISTER_FILE = "enterprise-register-synthetic.csv"

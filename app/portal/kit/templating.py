"""From a page's context to HTML: one strict Jinja environment, and assets addressed by their content."""

import json
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, ClassVar, Protocol

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.portal.kit import formats
from app.portal.kit.chrome import Chrome

ROOT = Path(__file__).parent.parent
ASSETS = ROOT / "assets"
MANIFEST = ASSETS / "vendor" / "manifest.json"
_FILTERS = (
    formats.zh_date,
    formats.zh_time,
    formats.zh_datetime,
    formats.iso,
    formats.ago,
    formats.number,
    formats.short,
    formats.size,
    formats.left,
    formats.urgency,
)
_DIGEST = 12


class Page(Protocol):
    """A context: the template it belongs to and the surroundings of the page."""

    template: ClassVar[str]

    @property
    def chrome(self) -> Chrome:
        """What stands around the page's own content."""
        ...


@dataclass(frozen=True)
class AssetUrls:
    """Addresses of assets with a digest of their content, so that they may be cached for ever."""

    digests: dict[str, str]

    def __call__(self, name: str) -> str:
        """The address of ``name`` (a path below ``assets/``).

        Raises:
            KeyError: there is no such asset: it is misspelt, or ``docker/build_assets.py`` has not run.
        """
        return f"/assets/{name}?v={self.digests[name]}"


def read_assets(folder: Path = ASSETS, manifest: Path = MANIFEST) -> AssetUrls:
    """Digest our own assets and add the vendor manifest, which is absent until the assets are built."""
    own = {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()[:_DIGEST]
        for path in sorted(folder.iterdir())
        if path.is_file()
    }
    vendor = json.loads(manifest.read_text(encoding="utf-8")) if manifest.exists() else {}
    return AssetUrls(own | {f"vendor/{name}": digest[:_DIGEST] for name, digest in vendor.items()})


def make_environment(assets: AssetUrls) -> Environment:
    """The environment of all pages: escapes everything, refuses every name that does not exist."""
    environment = Environment(
        loader=FileSystemLoader(ROOT),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {function.__name__: function for function in _FILTERS}
    globals_: dict[str, Any] = {"asset": assets}
    environment.globals.update(globals_)
    return environment


def render(environment: Environment, page: Page) -> str:
    """The whole page as HTML: templates see ``page`` and ``chrome``, nothing else."""
    return environment.get_template(page.template).render(page=page, chrome=page.chrome)

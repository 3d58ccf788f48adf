"""From a page's context to HTML: one strict Jinja environment, and assets addressed by their content."""

import json
from dataclasses import dataclass
from functools import cache
from gettext import NullTranslations
from hashlib import sha256
from pathlib import Path
from typing import Any, ClassVar, Protocol

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from app.portal.kit import formats
from app.portal.kit.chrome import Chrome
from app.words.sources import AS_WRITTEN, SOURCE, Text, listed, said

ROOT = Path(__file__).parent.parent
ASSETS = ROOT / "assets"
MANIFEST = ASSETS / "vendor" / "manifest.json"
_FILTERS = (
    formats.zh_date,
    formats.zh_time,
    formats.zh_datetime,
    formats.iso,
    formats.ago,
    formats.clauses,
    formats.number,
    formats.short,
    formats.size,
    formats.left,
    formats.urgency,
    listed,
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


class _Environment(Environment):
    """An environment whose messages are handed over with their parameters (read by ``jinja2.ext.i18n``)."""

    newstyle_gettext = True


def make_environment(assets: AssetUrls, words: NullTranslations = AS_WRITTEN) -> Environment:
    """The environment of all pages of one language: escapes everything, refuses every name that does not exist."""
    environment = _Environment(
        loader=FileSystemLoader(ROOT),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
        finalize=lambda value: value.say(words) if isinstance(value, Text) else value,
    )
    environment.filters |= {function.__name__: function for function in _FILTERS}
    language = words.info().get("language", SOURCE).replace("_", "-")
    environment.globals.update({"asset": assets, "language": language, **_markers(words)})
    return environment


def _markers(words: NullTranslations) -> dict[str, Any]:
    """What marks a text in a template: it is said as HTML of ours, and its parameters are escaped."""

    @cache
    def alone(source: str) -> Markup:
        return Markup(words.gettext(source)) % ()  # noqa: S704 - catalogues are ours

    def gettext(source: str, /, **parameters: object) -> Markup:
        if not parameters:
            return alone(source)
        return Markup(words.gettext(source)) % _said(parameters)  # noqa: S704 - as above

    def counted(source: str, count: int, /, **parameters: object) -> Markup:
        form = words.ngettext(source, source, count)
        return Markup(form) % _said({"count": count, **parameters})  # noqa: S704 - as above

    def _said(parameters: dict[str, object]) -> dict[str, object]:
        return {name: said(value, words) for name, value in parameters.items()}

    return {"_": gettext, "gettext": gettext, "counted": counted}


def render(environment: Environment, page: Page) -> str:
    """The whole page as HTML: templates see ``page`` and ``chrome``, and what the environment gives to all."""
    return environment.get_template(page.template).render(page=page, chrome=page.chrome)

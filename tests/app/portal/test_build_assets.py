"""The vendor folder: whole, described by its manifest, made again when something is amiss, reachable by its digest."""

import json
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

from app.portal.kit.templating import ASSETS, ROOT, read_assets

REPOSITORY = ROOT.parent.parent


@pytest.fixture(scope="module")
def build() -> ModuleType:
    spec = spec_from_file_location("build_assets", REPOSITORY / "docker" / "build_assets.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def packages(tmp_path: Path, build: ModuleType) -> Path:
    """A folder of packages that holds the files wanted, with bytes of their own."""
    for source in build.FILES.values():
        file = tmp_path / "node_modules" / source
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(source, encoding="utf-8")
    return tmp_path / "node_modules"


def test_built_folder_is_current(build: ModuleType) -> None:
    assert build.is_current()
    assert set(json.loads((ASSETS / "vendor" / "manifest.json").read_text())) == set(build.FILES)


def test_folder_is_replaced_whole_and_damage_is_seen(build: ModuleType, packages: Path, tmp_path: Path) -> None:
    vendor, fresh = tmp_path / "vendor", tmp_path / "fresh"
    vendor.mkdir()
    (vendor / "left-over.js").write_text("old")
    fresh.mkdir()
    assert not build.is_current(vendor)
    build.fill(fresh, packages)
    build.swap(fresh, vendor)
    assert build.is_current(vendor)
    assert not (vendor / "left-over.js").exists()
    (vendor / "htmx.min.js").write_text("damaged")
    assert not build.is_current(vendor)


def test_addresses_carry_the_digest_of_the_content(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("a{}")
    before = read_assets(tmp_path, tmp_path / "none.json")("a.css")
    (tmp_path / "a.css").write_text("b{}")
    after = read_assets(tmp_path, tmp_path / "none.json")("a.css")
    assert before.startswith("/assets/a.css?v=")
    assert before != after
    with pytest.raises(KeyError):
        read_assets(tmp_path, tmp_path / "none.json")("missing.css")


def test_lock_names_no_registry() -> None:
    lock = (REPOSITORY / "package-lock.json").read_text(encoding="utf-8")
    assert "resolved" not in lock
    assert "http" not in lock.replace("https://opencollective", "").replace("https://github.com/sponsors", "")

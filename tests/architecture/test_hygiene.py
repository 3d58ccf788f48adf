from pathlib import Path

import pytest

from tests.architecture import hygiene
from tests.architecture.sources import ROOT, repository_files, text_files

pytestmark = pytest.mark.usefixtures("tools")

REPOSITORY = list(text_files(ROOT))
PYTHON_LOCKS = [(path, text) for path, text in REPOSITORY if path.endswith("requirements.lock")]
NPM_LOCKS = [(path, text) for path, text in REPOSITORY if path.endswith("package-lock.json")]


def test_no_file_names_a_machine_or_a_registry() -> None:
    # the planted examples of this file are what the guard looks for
    files = [(path, text) for path, text in REPOSITORY if path != "tests/architecture/test_hygiene.py"]
    assert len(files) > 50
    assert [found for path, text in files for found in hygiene.addresses(path, text)] == []


def test_the_python_locks_carry_hashes_and_no_address() -> None:
    assert {path for path, _ in PYTHON_LOCKS} == {"requirements.lock", "tests/requirements.lock"}
    assert [found for path, text in PYTHON_LOCKS for found in hygiene.python_lock(path, text)] == []


def test_the_npm_locks_carry_hashes_and_no_address() -> None:
    assert len(NPM_LOCKS) == 1
    assert [found for path, text in NPM_LOCKS for found in hygiene.npm_lock(path, text)] == []


def test_no_file_is_large() -> None:
    assert [path.relative_to(ROOT).as_posix() for path in repository_files(ROOT) if hygiene.too_large(path)] == []


def test_nothing_that_a_build_makes_is_committed() -> None:
    made = ("node_modules/", "app/portal/assets/vendor/", ".minshu/", "__pycache__/", ".egg-info/")
    paths = [path.relative_to(ROOT).as_posix() for path in repository_files(ROOT)]
    assert [path for path in paths if any(part in f"{path}/" for part in made)] == []


# In pieces, so that the guard does not find its own examples.
WORK = "work"
PYPI, NPM, MAVEN = (host.replace("-", ".") for host in ("pypi-org", "registry-npmjs-org", "repo1-maven-org"))


@pytest.mark.parametrize(
    "text",
    [
        f"see /{WORK}/main/app",
        'DATA = "/root/.minshu"',
        "cd /home/somebody/minshu",
        "open('/Users/somebody/x')",
        "pip install --index-url x",
        "--extra-index-url x",
        f"https://{PYPI}/simple",
        f"https://{NPM}/htmx.org",
        f"https://{MAVEN}/maven2",
        "UV_INDEX=x",
    ],
)
def test_a_planted_address_is_found(text: str) -> None:
    assert [found.line for found in hygiene.addresses("a.py", f"first\n{text}\n")] == [2]


@pytest.mark.parametrize(
    "text", ["frame/work/", "GET /api/v1/work", "docs/root/x", "/srv/minshu/data", "${HOME}/minshu"]
)
def test_a_harmless_path_is_let_through(text: str) -> None:
    assert list(hygiene.addresses("a.py", text)) == []


def test_a_planted_lock_without_hash_or_with_an_index_is_found() -> None:
    good = "a==1 \\\n    --hash=sha256:00\n    # via b\n"
    assert list(hygiene.python_lock("requirements.lock", good)) == []
    for bad in ("a==1\n", "a>=1 \\\n    --hash=sha256:00\n", "a==1 \\\n    --pre\n", "-i x\n", "a @ https://x/a.whl\n"):
        assert len(list(hygiene.python_lock("requirements.lock", good + bad))) == 1


def test_a_planted_npm_lock_without_hash_or_with_an_address_is_found() -> None:
    good = '{"packages": {"": {"name": "x"}, "node_modules/a": {"version": "1", "integrity": "sha512-0"}}}'
    assert list(hygiene.npm_lock("package-lock.json", good)) == []
    assert len(list(hygiene.npm_lock("package-lock.json", good.replace('"integrity"', '"resolved"')))) == 2


def test_a_planted_large_file_is_found(tmp_path: Path) -> None:
    (tmp_path / "small").write_bytes(b"x" * 1_000_000)
    (tmp_path / "large").write_bytes(b"x" * 1_000_001)
    assert not hygiene.too_large(tmp_path / "small")
    assert hygiene.too_large(tmp_path / "large")

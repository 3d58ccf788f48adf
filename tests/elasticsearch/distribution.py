"""The search node's distribution: jars by exact version from Maven Central and two small classes of our own.

Built once into ``build/`` of the checkout, in some 15 s, and anew when the recipe changes. Needs a JDK of at least
17 and Maven (Debian: ``default-jdk-headless maven``), or a finished distribution of the same recipe.

    python -m tests.elasticsearch.distribution      builds it, or finds it built; prints its folder
"""

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

FOLDER = Path(__file__).parent
BUILD = FOLDER.parents[1] / "build"
POM = FOLDER / "pom.xml"
JAVA_RELEASE = "17"
NETTY = ("netty-*.jar", "transport-netty4-*.jar")
MODULES = {
    "transport-netty4": "org.elasticsearch.transport.netty4.Netty4Plugin",
    "root": "minshu.root.RootPlugin",
}
"""Folder of a module to the class of its plugin."""


def elasticsearch_version() -> str:
    """The server's version, from the one place that states it."""
    found = re.search(r"<elasticsearch.version>([\d.]+)<", POM.read_text(encoding="utf-8"))
    assert found, "pom.xml names no version"
    return found[1]


def recipe() -> str:
    """What decides the content of a distribution, in short."""
    sources = [POM, Path(__file__), *sorted(FOLDER.glob("java/*/*.java"))]
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in sources)).hexdigest()[:12]


def distribution() -> Path:
    """The folder of the distribution, built where it is not there yet; several processes may ask at once.

    Raises:
        subprocess.CalledProcessError: Maven or the compiler failed; it has said why.
        FileNotFoundError: there is no Maven or no JDK.
    """
    wanted = BUILD / f"elasticsearch-{elasticsearch_version()}-{recipe()}"
    BUILD.mkdir(exist_ok=True)
    with (BUILD / "elasticsearch.lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not wanted.exists():
            for old in BUILD.glob("elasticsearch-*"):
                shutil.rmtree(old)
            with tempfile.TemporaryDirectory(dir=BUILD) as draft:
                _build(Path(draft) / "made")
                (Path(draft) / "made").rename(wanted)
    return wanted


def _build(target: Path) -> None:
    """Lay the distribution out: `lib` for the launcher, one folder a module.

    No jar may be both in `lib` and in a module: the server refuses to start over classes that are there twice.
    """
    libraries = target / "lib"
    _run("mvn", "-B", "-q", "-f", str(POM), "dependency:copy-dependencies", f"-DoutputDirectory={libraries}")
    for name, plugin in MODULES.items():
        module = target / "modules" / name
        module.mkdir(parents=True)
        (module / "plugin-descriptor.properties").write_text(_descriptor(name, plugin), encoding="ascii")
    for path in [path for pattern in NETTY for path in libraries.glob(pattern)]:
        path.rename(target / "modules" / "transport-netty4" / path.name)
    (target / "plugins").mkdir()
    _compile("root", libraries, target / "modules" / "root" / "root.jar")
    _compile("node", libraries, libraries / "node.jar")


def _compile(name: str, libraries: Path, jar: Path) -> None:
    sources = [str(path) for path in (FOLDER / "java" / name).glob("*.java")]
    with tempfile.TemporaryDirectory() as classes:
        _run("javac", "-nowarn", "--release", JAVA_RELEASE, "-cp", f"{libraries}/*", "-d", classes, *sources)
        _run("jar", "--create", "--file", str(jar), "-C", classes, ".")


def _descriptor(name: str, plugin: str) -> str:
    version = elasticsearch_version()
    lines = {
        "name": name,
        "description": name,
        "version": version,
        "elasticsearch.version": version,
        "java.version": JAVA_RELEASE,
        "classname": plugin,
    }
    return "".join(f"{key}={value}\n" for key, value in lines.items())


def _run(*command: str) -> None:
    """Run a build step; what it prints goes to standard error, which is where progress belongs."""
    subprocess.run(command, check=True, stdout=sys.stderr, env={**os.environ, "MAVEN_OPTS": "-Xmx256m"})


if __name__ == "__main__":
    sys.stdout.write(f"{distribution()}\n")

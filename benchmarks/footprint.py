"""The footprint of the idle stack: seconds from ``minshu serve`` on a fresh folder to ready, and memory in all.

Memory is the proportional set size of all parts, as ``minshu status`` tells it, once nothing happens any more. There
is no engine underneath to compare with, so ``raw`` and ``ratio`` are empty and the target is absolute.
"""

import json
import statistics
import sys
import tempfile
from pathlib import Path

from harness.served import product

ROUNDS = 5
MEMORY_TARGET, READY_TARGET = 1024.0, 15.0
MIB = 2**20


def round_() -> tuple[float, float]:
    """Seconds to ready and MiB of one fresh start."""
    with tempfile.TemporaryDirectory(prefix="bench-footprint-") as folder, product(Path(folder, "data")) as stack:
        stack.settle()
        return stack.ready_seconds, stack.status()["pss_bytes"] / MIB


def say(workload: str, ours: float, unit: str, target: float) -> bool:
    """Print the line of one measure; answers whether it kept its target."""
    line = {"workload": workload, "ours": round(ours, 1), "raw": None, "unit": unit, "ratio": None, "target": target}
    print(json.dumps({**line, "ok": ours <= target}), flush=True)
    return ours <= target


def main() -> int:
    """Start it some times; the exit code says whether both targets were met."""
    seconds, memory = zip(*(round_() for _ in range(ROUNDS)), strict=True)
    ready = say("footprint: time to ready", statistics.median(seconds), "s", READY_TARGET)
    idle = say("footprint: idle memory of all parts", statistics.median(memory), "MiB (PSS)", MEMORY_TARGET)
    return 0 if ready and idle else 1


if __name__ == "__main__":
    sys.exit(main())

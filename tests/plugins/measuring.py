"""Notes which branches of the domain a run takes, in the folder that ``MEASURE_BRANCHES`` names.

The domain is measured from its import on, so this is the first of the plugins. Processes of the product are not
reached: what counts is what the tests call.
"""

import json
import os
from pathlib import Path

from slipcover import Slipcover
from slipcover.importer import FileMatcher, ImportManager

MEASURED = "catalog"
_FOLDER = os.environ.get("MEASURE_BRANCHES", "")
_domain = Slipcover(branch=True, source=[MEASURED])
if _FOLDER:
    ImportManager(_domain, FileMatcher(sources=[MEASURED])).__enter__()


def pytest_unconfigure() -> None:
    """Write down what was seen."""
    if _FOLDER:
        (Path(_FOLDER) / f"{os.getpid()}.json").write_text(json.dumps(_domain.get_coverage()), "utf-8")

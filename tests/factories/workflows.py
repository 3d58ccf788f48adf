"""The workflows of the product: each rule of the kit holds for every one of them."""

from typing import Any

from catalog.access.workflow import WORKFLOW
from catalog.datasets.lifecycle import LIFECYCLE
from catalog.discovery.synonyms import SYNONYMS
from catalog.workflow.table import Workflow

WORKFLOWS: dict[str, Workflow[Any, Any, Any]] = {
    "dataset": LIFECYCLE,
    "application": WORKFLOW,
    "synonym": SYNONYMS,
}

"""What the elements of datasets and items are called, and what is said beside their inputs, for faces in Chinese."""

from app.words.language import CHINESE
from catalog.datasets.elements import KEYS, FormGroup, element_label
from catalog.messages import Message, message


def label(key: str) -> str:
    """What an element is called; its name where it has no words, so that no page fails of it."""
    return _said(element_label(key), key.rpartition(".")[2])


def hint(key: str) -> str:
    """What is said beside the input of an element; empty where nothing need be said."""
    return _said(message(f"element.{key}.hint"), "")


def section(group: FormGroup) -> str:
    """What a section of the form is called."""
    return CHINESE.say(message(f"form-group.{group}"))


def labels() -> dict[str, str]:
    """What elements are called, by their names alone; those of items win over those of the dataset."""
    return {key.rpartition(".")[2]: label(key) for key in KEYS}


def _said(wanted: Message, otherwise: str) -> str:
    return CHINESE.say(wanted) if CHINESE.knows(wanted) else otherwise

"""The slices of the portal, and what each of them brings."""

from importlib import import_module

from app.portal import account, applications, cataloguing, dataset, operators, platform, reviewing, search
from app.portal.kit.templating import Page

SLICES = (platform, search, dataset, applications, account, cataloguing, reviewing, operators)


def samples() -> dict[str, Page]:
    """Every page in every state worth looking at, by the name of the sample; what they show is synthetic.

    Raises:
        ValueError: two samples have one name.
    """
    made: dict[str, Page] = {}
    for found in SLICES:
        for name, page in import_module(f"{found.__name__}.samples").samples():
            if name in made:
                raise ValueError(f"two samples are called {name}")
            made[name] = page
    return made

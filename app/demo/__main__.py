"""``python -m app.demo``: load the demo catalogue beside a running worker, as the settings say where."""

import asyncio
import sys

from app.container import running
from app.demo.loader import DemoRefused, load, refuse_public
from app.logging import configure
from app.settings import Settings
from app.words.language import CHINESE, tagged
from catalog.errors import CatalogError
from catalog.messages import message


async def main(settings: Settings) -> None:
    """Load what is missing; where it must not be loaded nothing is connected to."""
    configure(settings.log_level)
    refuse_public(settings)
    async with running(settings) as services:
        await load(services)


def run() -> None:
    """Load the demo catalogue; what hinders it is told in the language of the settings.

    Raises:
        SystemExit: it could not be loaded, or not whole.
    """
    settings = Settings()
    language = tagged(settings.language) or CHINESE
    try:
        asyncio.run(main(settings))
    except DemoRefused as refusal:
        sys.exit(language.say(refusal.said))
    except CatalogError as error:
        sys.exit(language.say(message("demo.stopped", reason=error.detail)))


if __name__ == "__main__":
    run()

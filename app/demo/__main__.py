"""``python -m app.demo``: load the demo catalogue beside a running worker, as the settings say where."""

import asyncio
import sys

from app.container import running
from app.demo.loader import DemoRefused, load, refuse_public
from app.logging import configure
from app.settings import Settings
from app.words.language import CHINESE
from catalog.errors import CatalogError


async def main() -> None:
    """Load what is missing; where it must not be loaded nothing is connected to."""
    settings = Settings()
    configure(settings.log_level)
    refuse_public(settings)
    async with running(settings) as services:
        await load(services)


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except DemoRefused as refusal:
        sys.exit(str(refusal))
    except CatalogError as error:
        sys.exit(f"演示目录未能全部载入：{CHINESE.say(error.detail)}")

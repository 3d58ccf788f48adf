"""The portal as part of the application: its routes, its assets, its pages of errors."""

from fastapi import FastAPI

from app.portal.errors import render_error, to_elsewhere
from app.portal.kit.templating import make_environment, read_assets
from app.portal.kit.visit import Elsewhere
from app.portal.slices import notices, routers


def install_portal(app: FastAPI) -> None:
    """Add the pages to ``app``; none of them stands in the OpenAPI document.

    Raises:
        KeyError: at the first page, where the vendor assets were not built (``docker/build_assets.py``).
    """
    app.state.assets = read_assets()
    app.state.portal = make_environment(app.state.assets)
    app.state.notices = notices()
    app.state.render_error = render_error
    app.add_exception_handler(Elsewhere, to_elsewhere)
    for router in routers():
        app.include_router(router, include_in_schema=False)

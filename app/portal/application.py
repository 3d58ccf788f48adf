"""The portal as part of the application: its routes, its assets, its pages of errors."""

from fastapi import FastAPI

from app.portal.account import page as account
from app.portal.applications import page as applications
from app.portal.cataloguing import page as cataloguing
from app.portal.cataloguing import upload_page
from app.portal.dataset import page as dataset
from app.portal.errors import render_error, to_elsewhere
from app.portal.kit.templating import make_environment, read_assets
from app.portal.kit.visit import Elsewhere
from app.portal.operators import page as operators
from app.portal.platform import page as platform
from app.portal.reviewing import application_page
from app.portal.reviewing import page as reviewing
from app.portal.search import page as search

ROUTERS = (
    platform.router,
    search.router,
    dataset.router,
    applications.router,
    account.router,
    cataloguing.router,
    upload_page.router,
    reviewing.router,
    application_page.router,
    operators.router,
)


def install_portal(app: FastAPI) -> None:
    """Add the pages to ``app``; none of them stands in the OpenAPI document.

    Raises:
        KeyError: at the first page, where the vendor assets were not built (``docker/build_assets.py``).
    """
    app.state.assets = read_assets()
    app.state.portal = make_environment(app.state.assets)
    app.state.render_error = render_error
    app.add_exception_handler(Elsewhere, to_elsewhere)
    for router in ROUTERS:
        app.include_router(router, include_in_schema=False)
    app.include_router(platform.negotiated, include_in_schema=False)
    app.router.routes.insert(0, app.router.routes.pop())

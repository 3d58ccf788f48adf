"""Every router of the API, in the order in which they are asked: each one passed over costs the request a little."""

from fastapi import APIRouter

from app.api.access import endpoints as access
from app.api.audit import endpoints as audit
from app.api.data import endpoints as data
from app.api.datasets import endpoints as datasets
from app.api.datasets import files
from app.api.distributions import endpoints as distributions
from app.api.health import endpoints as health
from app.api.identity import endpoints as identity
from app.api.identity import operators
from app.api.organizations import endpoints as organizations
from app.api.problems import endpoints as problems
from app.api.search import endpoints as search
from app.api.search import learning, similar
from app.api.vocabularies import endpoints as vocabularies


def routers() -> tuple[APIRouter, ...]:
    """What stands under ``/api/v1``, those that are asked most first; included before the pages."""
    return (
        data.router,
        search.router,
        datasets.router,
        files.router,
        distributions.router,
        similar.router,
        access.router,
        audit.router,
        organizations.router,
        vocabularies.router,
        learning.router,
        identity.router,
        operators.router,
    )


def outer_routers() -> tuple[APIRouter, ...]:
    """What stands outside ``/api/v1``; included after the pages, some of which answer browsers at the same address."""
    return (problems.router, health.router)

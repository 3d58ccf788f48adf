"""Every mapped table in one place, so that migrations and tests see the whole schema."""

from sqlalchemy import MetaData

from catalog.access import models as access
from catalog.audit import models as audit
from catalog.base import Base
from catalog.datasets import models as datasets
from catalog.discovery import models as discovery
from catalog.identity import models as identity
from catalog.organizations import models as organizations
from catalog.parameters import models as parameters
from catalog.tables import models as tables
from catalog.use import models as use
from catalog.vocabularies import models as vocabularies

SLICES = (access, audit, datasets, discovery, identity, organizations, parameters, tables, use, vocabularies)
"""The modules whose import registers the tables."""

metadata: MetaData = Base.metadata

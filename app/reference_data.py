"""The rows every database needs before anybody works with it: parameters, holidays and vocabularies of the release."""

from app.database import Database
from catalog.parameters import service as parameters
from catalog.vocabularies import service as vocabularies


async def load(database: Database) -> int:
    """Bring the rules and code tables up to the release; answers the number of rows written, none on a second run."""
    async with database.unit_of_work() as session:
        return await parameters.load(session) + await vocabularies.load(session)

"""Loads the demo catalogue through the services that the API calls, step by step, each in its own transaction.

What is there already is left as it is, so a second run changes nothing, and a run after a kill completes what is
missing. Only the first operator has no predecessor: the platform itself opens that account and gives it its role;
everything after it is done by somebody who holds the role for it.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from uuid import UUID

from app import reference_data
from app.container import Services
from app.demo import accounts, queries
from app.demo.content import DemoAccount, DemoDataset
from app.demo.datasets import APPLICATION, DATASETS
from app.demo.people import ACCOUNTS, CATALOGUER, DATA_ADMIN, OPERATOR, ORGANIZATIONS, REVIEWER
from app.demo.place import accounts_file
from app.settings import Settings, is_loopback
from app.usecases.reviewing import command_dataset
from app.usecases.roles import give_role
from app.usecases.uploading import take_file
from catalog.access import service as access
from catalog.access.workflow import Submit
from catalog.acting.act import Act
from catalog.acting.actor import Actor, Person, Platform, Role
from catalog.datasets import service as datasets
from catalog.datasets.drafts import DatasetDraft
from catalog.datasets.lifecycle import DatasetCommand, DatasetState
from catalog.datasets.queries import WorkingCopy, working_copy
from catalog.errors import Missing
from catalog.identity import service as identity
from catalog.identity.queries import person_by_id
from catalog.identity.service import Registration
from catalog.messages import Message, message
from catalog.organizations import service as organizations

FILE_SECONDS = 60
_POLL_SECONDS = 0.1
_PIECE = 1 << 16


class DemoRefused(Exception):
    """The demo catalogue must not be loaded here, or cannot be completed; ``said`` tells why."""

    def __init__(self, said: Message) -> None:
        super().__init__(said)
        self.said = said


def refuse_public(settings: Settings) -> None:
    """Demo accounts are for one's own machine.

    Raises:
        DemoRefused: the host can be reached from elsewhere, or this is production.
    """
    if settings.is_production or not is_loopback(settings.host):
        raise DemoRefused(message("demo.public", host=settings.host))


async def load(services: Services) -> None:
    """Load what is missing of the demo catalogue.

    Raises:
        DemoRefused: not a loopback host, production, or a file that the worker did not make a table of.
    """
    refuse_public(services.settings)
    await reference_data.load(services.database)
    await _load_people(services)
    loader = _Loader(services, await _people(services))
    found = {dataset.key: await loader.register(dataset) for dataset in DATASETS}
    for dataset in DATASETS:
        await loader.publish(dataset, found[dataset.key])
    await loader.apply(found[APPLICATION.dataset])


async def _load_people(services: Services) -> None:
    emails = [account.email for account in ACCOUNTS]
    async with services.database.reading() as session:
        existing = await queries.account_ids(session, emails)
    file = accounts_file(services.settings.data_dir)
    known = await asyncio.to_thread(accounts.read, file)
    planned = accounts.plan(ACCOUNTS, known, existing)
    # Before any account is opened, so that a kill leaves none whose password nobody knows.
    await asyncio.to_thread(accounts.write, file, ACCOUNTS, planned)
    missing = [account for account in ACCOUNTS if account.email not in existing]
    for account in missing:
        if account.email == OPERATOR:
            await _open_first_operator(services, account, planned[OPERATOR])
    operator = (await _people(services))[OPERATOR]
    await _register_organizations(services, operator)
    for account in missing:
        if account.email != OPERATOR:
            await _open_account(services, operator, account, planned[account.email])


async def _open_first_operator(services: Services, account: DemoAccount, password: str) -> None:
    act = _act(services, Platform())
    async with services.database.unit_of_work() as session:
        made = await identity.register(session, act, _registration(account, password))
        await identity.grant_membership(session, act, made.id, Role.OPERATOR, None)


async def _open_account(services: Services, operator: Person, account: DemoAccount, password: str) -> None:
    """Account, confirmed name and roles in one transaction: an account that exists is complete."""
    act = _act(services, operator)
    async with services.database.unit_of_work() as session:
        made = await identity.register(session, replace(act, actor=Platform()), _registration(account, password))
        if account.real_name:
            await identity.confirm_real_name(session, act, made.id)
        for role, code in account.roles:
            await give_role(session, act, made.id, role, code)


def _registration(account: DemoAccount, password: str) -> Registration:
    return Registration(account.email, account.display_name, account.kind, password)


async def _register_organizations(services: Services, operator: Person) -> None:
    """Parents and authorities come first in the list, so all can be registered in its order."""
    async with services.database.unit_of_work() as session:
        existing = await queries.organization_codes(session, [each.code for each in ORGANIZATIONS])
        for each in ORGANIZATIONS:
            if each.code not in existing:
                draft = organizations.OrganizationDraft(**asdict(each))
                await organizations.register(session, _act(services, operator), draft)


def _act(services: Services, actor: Actor) -> Act:
    """What ``actor`` does now."""
    return Act.outside(actor, services.clock.now())


async def _people(services: Services) -> dict[str, Person]:
    """The demo accounts that can act, by e-mail address."""
    async with services.database.reading() as session:
        ids = await queries.account_ids(session, [account.email for account in ACCOUNTS])
        found = {email: await person_by_id(session, identity) for email, identity in ids.items()}
    return {email: person for email, person in found.items() if person is not None}


@dataclass(frozen=True)
class _Loader:
    """Leads datasets through their life, each step by the person whose hand may take it."""

    services: Services
    people: dict[str, Person]

    async def register(self, dataset: DemoDataset) -> UUID:
        """The dataset with its file, registered by the cataloguer; its check goes on in the worker."""
        cataloguer = self._person(CATALOGUER)
        async with self.services.database.reading() as session:
            found = await queries.dataset(session, dataset.organization, dataset.title, dataset.filename)
        if found is not None and found.last_revision:
            return found.id
        if found is None:
            async with self.services.database.unit_of_work() as session:
                act = _act(self.services, cataloguer)
                found = await datasets.create(session, act, dataset.organization, _draft(dataset))
        if not (await self._copy(found.id)).files:
            act = _act(self.services, cataloguer)
            await take_file(self.services, act, found.id, _pieces(dataset), dataset.filename)
        return found.id

    async def publish(self, dataset: DemoDataset, dataset_id: UUID) -> None:
        """Submitted by the cataloguer, approved by the reviewer, published by the data authority; once."""
        copy = await self._copy(dataset_id)
        if copy.dataset.last_revision:
            return
        await self._await_table(dataset, dataset_id)
        state = DatasetState(copy.dataset.state)
        if state in {DatasetState.DRAFT, DatasetState.RETURNED}:
            await self._command(dataset_id, CATALOGUER, DatasetCommand.SUBMIT)
        if state is not DatasetState.APPROVED:
            await self._command(dataset_id, REVIEWER, DatasetCommand.APPROVE)
        await self._command(dataset_id, DATA_ADMIN, DatasetCommand.PUBLISH)

    async def apply(self, dataset_id: UUID) -> None:
        """The enterprise applies for the restricted dataset; the data authority's check of the form is left to do."""
        applicant = self._person(APPLICATION.applicant)
        act = _act(self.services, applicant)
        form = Submit(
            purpose=APPLICATION.purpose,
            fields=APPLICATION.fields,
            use_until=act.today + timedelta(days=APPLICATION.use_days),
            mode=APPLICATION.mode,
            answers=dict(APPLICATION.answers),
        )
        async with self.services.database.unit_of_work() as session:
            if not await queries.has_applied(session, applicant.account_id, dataset_id):
                await access.submit(session, act, dataset_id, form)

    async def _command(self, dataset_id: UUID, email: str, command: DatasetCommand) -> None:
        await command_dataset(self.services, _act(self.services, self._person(email)), dataset_id, command)

    async def _await_table(self, dataset: DemoDataset, dataset_id: UUID) -> None:
        deadline = time.monotonic() + FILE_SECONDS
        while (state := (await self._copy(dataset_id)).files[0].state) != "ready":
            if state == "failed":
                raise DemoRefused(message("demo.file-failed", title=dataset.title))
            if time.monotonic() > deadline:
                raise DemoRefused(message("demo.file-late", title=dataset.title, seconds=FILE_SECONDS))
            await asyncio.sleep(_POLL_SECONDS)

    async def _copy(self, dataset_id: UUID) -> WorkingCopy:
        async with self.services.database.reading() as session:
            return await working_copy(session, self._person(CATALOGUER), dataset_id)

    def _person(self, email: str) -> Person:
        try:
            return self.people[email]
        except KeyError:
            raise Missing("account", email) from None


def _draft(dataset: DemoDataset) -> DatasetDraft:
    return DatasetDraft.model_validate(dataset.metadata | {"items": [asdict(item) for item in dataset.items]})


async def _pieces(dataset: DemoDataset) -> AsyncIterator[bytes]:
    """The bytes of the file in pieces of about ``_PIECE`` bytes; its lines alone would be many small ones."""
    piece = bytearray()
    for part in dataset.lines():
        piece += part
        if len(piece) >= _PIECE:
            yield bytes(piece)
            piece.clear()
    if piece:
        yield bytes(piece)

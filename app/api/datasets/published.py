"""The document of a revision as the API gives it: with what its codes are called, and where everything leads."""

from collections.abc import Iterator
from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.projections.code_names import Labels
from catalog.datasets.document import FileShown, RevisionDocument
from catalog.datasets.grading import WITH_FILE

Links = dict[str, str]
"""Addresses on this platform by what they lead to, without its host."""


class FilePublished(FileShown):
    """A file of a revision; ``sha256`` names its bytes, which never change."""

    links: Annotated[
        Links, Field(description="file：文件原样的字节；rows：数据行；schema：列的说明。取不到的不列，以前的版本都不列")
    ]


class DatasetDocument(RevisionDocument):
    """What was published of a dataset, in the present form of documents whatever the form in which it was stored."""

    distributions: tuple[FilePublished, ...]
    labels: Annotated[dict[str, str], Field(description="代码现在的中文名称，以代码所在的成员为名")]
    links: Annotated[Links, Field(description="page：这一版的网页；revision：这一版；organization：提供单位")]

    @classmethod
    def of(cls, document: RevisionDocument, labels: Labels, *, live: bool) -> "DatasetDocument":
        """From a document that was read, so that nothing is checked again.

        Args:
            document: as published.
            labels: what its codes are called.
            live: whether it is what the public reads; the data of earlier revisions cannot be fetched.
        """
        fetched = live and document.open_class in WITH_FILE
        files = (_file(file, fetched=fetched) for file in document.distributions)
        told = {"distributions": tuple(files), "labels": labels, "links": dict(_links(document))}
        return cls.model_construct(**{**dict(document), **told})


def _file(file: FileShown, *, fetched: bool) -> FilePublished:
    links = dict(_file_links(file.id, table=file.rows is not None)) if fetched else {}
    return FilePublished.model_construct(**dict(file), links=links)


def _file_links(file: UUID, *, table: bool) -> Iterator[tuple[str, str]]:
    yield "file", f"/api/v1/distributions/{file}/file"
    if table:
        yield "rows", f"/api/v1/data/{file}/rows"
        yield "schema", f"/api/v1/data/{file}/schema"


def _links(document: RevisionDocument) -> Iterator[tuple[str, str]]:
    yield "page", f"/datasets/{document.id}?revision={document.revision}"
    yield "revision", f"/api/v1/datasets/{document.id}/revisions/{document.revision}"
    yield "organization", f"/api/v1/organizations/{document.organization.code}"

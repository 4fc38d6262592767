"""One exception for each way in which the archive cannot be built or exported."""

from __future__ import annotations


class PublishError(Exception):
    """Base of all that stops a build or an export; the message is one line for the user."""

    exit_status = 40


class BuildLocked(PublishError):
    """Another process builds the same archive: raised before anything is read."""

    exit_status = 41


class ArchiveDamaged(PublishError):
    """The new archive fails SQLite's integrity or foreign key check: raised before the swap, the
    old one stays.
    """

    exit_status = 42


class RowsLost(PublishError):
    """The new archive has far fewer rows than the one it would replace: raised before the swap, the
    old one stays.
    """

    exit_status = 43


class RegistryUnreadable(PublishError):
    """The folder of portal descriptions or its regions.csv cannot be used: raised before anything
    is read.
    """

    exit_status = 44


class SchemaInvalid(PublishError):
    """tables.yml, views.yml or archive.yml says something the schema cannot be made of."""

    exit_status = 45


class ArchiveUnreadable(PublishError):
    """The archive to export is missing, or is no archive of this program: raised before a file is
    written.
    """

    exit_status = 46


class OutputUnwritable(PublishError):
    """The archive or an export cannot be written: no space, no permission, no such folder."""

    exit_status = 47


class CapturesUnreadable(PublishError):
    """The log of a portal's captures is damaged, or written by another version: raised before
    anything is built.
    """

    exit_status = 49


class MetadataStale(PublishError):
    """metadata.yml differs from what the schema gives: raised by `python -m publish.schema.metadata
    --check`.
    """

    exit_status = 48


class EvidenceDamaged(PublishError):
    """Something between a figure and the bytes that it was read from does not hold: raised by
    `gongkai verify` when all is told.
    """

    exit_status = 50

"""One exception for each way in which the command line itself cannot go on."""

from __future__ import annotations


class CommandError(Exception):
    """Base of all that stops a command before its work begins; the message is one line for the
    user.
    """

    exit_status = 80


class FileMissing(CommandError):
    """A file named on the command line is not there."""

    exit_status = 81


class SitePortTaken(CommandError):
    """The port of the site is in use: another program, or another `gongkai serve`, listens
    there.
    """

    exit_status = 82


class ArchiveMissing(CommandError):
    """There is no archive.db to serve, or it was asked for where none has been built."""

    exit_status = 83


class CrawlUnfinished(CommandError):
    """At least one portal ended with a verdict other than ok; what was captured is kept, and the
    next run goes on.
    """

    exit_status = 84


class PortalNotRegistered(CommandError):
    """No portal of the registry has the name that was given."""

    exit_status = 85


class NothingCrawled(CommandError):
    """The state folder holds no captures to build from."""

    exit_status = 86


class DocumentsStale(CommandError):
    """A generated page of docs/ is not what the code gives: raised by `python -m gongkai.reference
    --check`.
    """

    exit_status = 87


class DemonstrationShort(CommandError):
    """The demonstration did not bring back every practice report and change: crawl or extractor is
    broken here.
    """

    exit_status = 88


class FolderGiven(CommandError):
    """A folder is named on the command line where a file is meant."""

    exit_status = 89


class FileForbidden(CommandError):
    """A file named on the command line may not be read by this user."""

    exit_status = 90


class PortalRefuses(CommandError):
    """The site that was probed answers with a challenge, or refuses: a crawl of it would end as
    blocked.
    """

    exit_status = 94


class PortalUnreachable(CommandError):
    """The site that was probed gives no answer, or its robots.txt cannot be asked for."""

    exit_status = 95


class NoListFound(CommandError):
    """The site that was probed can be reached, but no list of annual reports was found from its
    home page.
    """

    exit_status = 96


class PortalRegistered(CommandError):
    """The portal to be added is in the registry already, or a file stands where its own would."""

    exit_status = 97


class RegionUnknown(CommandError):
    """A division code belongs to no division: neither a packaged one nor one of the registry's
    regions.csv.
    """

    exit_status = 98


class TableUnreadable(CommandError):
    """A table that was to be imported is none, or lacks the columns that are needed."""

    exit_status = 99


class AddressUnknown(CommandError):
    """The site is to listen on every address of the machine, and its public address is not said."""

    exit_status = 101


class NewlyBroken(CommandError):
    """A portal that was whole when last reported is broken: raised at the end of `gongkai update`,
    when all else is done.
    """

    exit_status = 91


class NewlyDamaged(CommandError):
    """The capture log of a portal can no longer be read: raised at the end of `gongkai update`,
    when all else is done.
    """

    exit_status = 92


class NoticeUndelivered(CommandError):
    """The report of a night could not be handed over to the webhook, the mail command or the file
    that it is for; the night itself ended well.
    """

    exit_status = 93


class PortalDiffers(CommandError):
    """A portal that was verified is not what its file says, or could not be reached to be
    compared.
    """

    exit_status = 100

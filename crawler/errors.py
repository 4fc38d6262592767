"""One exception for each way in which a crawl, its registry or its archive can fail."""

from __future__ import annotations

from collections.abc import Sequence


class CrawlerError(Exception):
    """Base of all that stops a crawl; the message is one line for the user."""

    exit_status = 20


class InvalidPortal(CrawlerError):
    """A portal file breaks the rules of the registry: raised while the registry is loaded, names
    file and line.
    """

    exit_status = 21


class DuplicateHost(CrawlerError):
    """Two portals claim one host: raised while the registry is loaded, because politeness is kept
    per portal.
    """

    exit_status = 22


class UnknownPortal(CrawlerError):
    """Nothing was ever captured under this portal id: raised when a capture store is opened for
    reading.
    """

    exit_status = 23


class ContactMissing(CrawlerError):
    """A portal beyond this machine was to be crawled by nobody: raised before the first request."""

    exit_status = 24


class ContactInvalid(CrawlerError):
    """The contact is neither an e-mail address nor a web address: raised before the first
    request.
    """

    exit_status = 25


class PortalLocked(CrawlerError):
    """Another process is crawling the portal: raised when its capture store is opened for
    writing.
    """

    exit_status = 26


class DiskFull(CrawlerError):
    """Free space fell under the floor or ran out: raised before a capture is written; the archive
    stays whole.
    """

    exit_status = 27


class DigestMismatch(CrawlerError):
    """An archived payload is not what was captured: raised when a capture is read back."""

    exit_status = 28


class MissingRecord(CrawlerError):
    """The log names a WARC record that is not there: raised when a capture is read back."""

    exit_status = 29


class CrawlCrashed(CrawlerError):
    """The process of a portal ended without a verdict: raised after the other portals have
    finished.
    """

    exit_status = 30


class BrowserNeeded(CrawlerError):
    """The portal says `render: true` and no browser can be driven: its run ends at once, the others
    go on.
    """

    exit_status = 31


class OutsideHours(CrawlerError):
    """It is not the time of the day in which the portal may be crawled (`hours`): its run is not
    begun.
    """

    exit_status = 33


class LogUnreadable(CrawlerError):
    """The log of a portal's captures is damaged, or its disk is in trouble: raised when it is read,
    costs that portal and no other.
    """

    exit_status = 36


class LogOfAnotherVersion(LogUnreadable):
    """A later version of the program wrote the log of a portal's captures: raised when it is
    opened, nothing is changed.
    """

    exit_status = 35


class SeveralFailed(CrawlerError):
    """Several portals could not be crawled, each for a reason of its own: raised after the others
    have finished. `errors` are those reasons.
    """

    exit_status = 34

    def __init__(self, message: str, errors: Sequence[CrawlerError] = ()) -> None:
        super().__init__(message)
        self.errors = tuple(errors)


class SavedPagesUnreadable(CrawlerError):
    """A folder of saved pages holds none, or one that does not say where it is from."""

    exit_status = 32

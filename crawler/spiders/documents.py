"""Reports and what belongs to them: asked for once, followed where they moved to, and looked at
when they are there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response

from crawler.absences import Absence, Absent
from crawler.context import Context
from crawler.middlewares import unexpected_answers
from crawler.middlewares.capture import CAPTURE
from crawler.middlewares.revisits import LEFT_ITS_LIST
from crawler.pages.attachments import body_links, find_attachments, is_file
from crawler.pages.contents import headline, is_look_alike, reads_like_a_report
from crawler.pages.forwarding import leads_to_itself, moved_to
from crawler.pages.impostors import is_html
from crawler.pages.page import Link, Page, identity, is_twin, page_of
from crawler.pages.parts import further_pages
from crawler.pages.titles import judge, names_agency_too, names_another_place, year_of
from crawler.registry.hosts import host_and_port
from crawler.spiders.absent import absence_of
from crawler.spiders.known_before import KnownBefore
from crawler.spiders.missing import is_missing
from crawler.spiders.same_bodies import PROBLEM, SameBodies
from crawler.store.captures import Capture
from crawler.store.preparing import Fetched

ATTACHMENT_PRIORITY = 5
# How often a page that only leads on is followed to the next.
_MOST_MOVES = 5
# What the request for where a page moved to takes over: what the spider said, not what the
# downloader noted.
_CARRIED = ("page_url", "link_text", "listed_on", unexpected_answers.WANTED)
# Request.meta: the address that a list names a report by today, where it is asked for by that which
# it had before.
_NAMED_TODAY = "named_today"
# How deep frames inside frames are looked into for attachments.
_DEEPEST_FRAME = 2


class DocumentSpider(Spider):
    """The half of a portal's spider that fetches documents. `survey`: name them, and fetch none."""

    def __init__(self, context: Context, survey: bool = False, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.context = context
        self.portal = context.portal
        self.evidence = context.evidence
        self.survey = survey
        self._asked: set[str] = set()
        self._bodies = SameBodies()
        self._before = KnownBefore(context.writer)

    @classmethod
    def update_settings(cls, settings: Any) -> None:
        """Have reports judged before they are archived, and pages that lead on followed here;
        Scrapy calls this.
        """
        super().update_settings(settings)
        unexpected_answers.use(settings)
        settings["METAREFRESH_ENABLED"] = False

    def _is_own(self, url: str) -> bool:
        if self.portal.owns(url) or self.portal.adopt(url):
            return True
        self.evidence.off_list_hosts.setdefault(host_and_port(url)[0], url)
        return False

    def _ask(self, items: list[Link], page: Page) -> Iterator[Request]:
        """Ask for reports that were not asked for before: of twins on one page the one that is not
        for phones.
        """
        before = self._before.addresses(items)
        for item in sorted(items, key=lambda item: is_twin(item.url)):
            if identity(item.url) in self._asked:
                continue
            known = before.get(item.url, ())
            self._asked.update(map(identity, [item.url, *known]))
            if self._is_own(item.url):
                yield from self._asked_for(item, page, known)
            elif not names_another_place(item.text, self.portal.name):
                # What another government publishes on its own site is none of this portal's.
                self.evidence.reports_listed[item.url] = item.text
                self._note_elsewhere(item, page)

    def _note_elsewhere(self, link: Link, page: Page) -> None:
        self.evidence.absent[link.url] = Absent(Absence.ELSEWHERE, link.text, page.url)

    def _asked_for(self, item: Link, page: Page, known: Sequence[str]) -> Iterator[Request]:
        """Ask for a listed report; by the address that it had before where today's is but another
        spelling of that.
        """
        named = replace(item, url=known[-1]) if known else item
        self.evidence.reports_listed[named.url] = named.text
        if not self.survey:
            request = self._report_request(named, page)
            if known:
                request.meta[_NAMED_TODAY] = item.url
                request = request.replace(errback=self.gone_under_old_name)
            yield request

    def gone_under_old_name(self, failure: Any) -> Iterator[Request]:
        """Ask for a report by the address that the list names today, where that which it had
        before brings nothing any more.
        """
        request, item = failure.request, failure.request.cb_kwargs["item"]
        self.evidence.reports_listed.pop(item.url, None)
        today = replace(item, url=request.meta[_NAMED_TODAY])
        self.evidence.reports_listed[today.url] = today.text
        yield self._report_request(today, Page(request.meta["page_url"], b""))

    def _report_request(self, item: Link, page: Page) -> Request:
        said = {
            "kind": "report",
            "page_url": page.url,
            "link_text": item.text,
            "listed_on": item.date,
        }
        meta = {**said, unexpected_answers.WANTED: _is_no_stand_in}
        return Request(
            item.url, self.parse_report, errback=self.failed, meta=meta, cb_kwargs={"item": item}
        )

    def unlisted_reports(self) -> Iterator[Request]:
        """Ask for the reports of earlier runs that no list names any more: nothing else tells
        whether they are gone.
        """
        if self.survey or not self.evidence.lists_are_whole:
            return
        for capture in self.context.writer.reports_of_earlier_runs():
            if identity(capture.url) not in self._asked and self.portal.owns(capture.url):
                self._asked.add(identity(capture.url))
                item = Link(capture.url, capture.link_text or "", capture.listed_on)
                self.evidence.unlisted[item.url] = item.text
                request = self._report_request(item, Page(capture.page_url or "", b""))
                request.meta[LEFT_ITS_LIST] = True
                yield request.replace(errback=self.unlisted_failed)

    def unlisted_failed(self, failure: Any) -> Iterator[Request]:
        """Note that a report which left the lists is gone, or that nobody could tell."""
        url = failure.request.url
        if is_missing(failure):
            self.evidence.gone[url] = self.evidence.unlisted.pop(url, "")
        else:
            yield from self.failed(failure)

    def parse_report(self, response: Response, item: Link) -> Iterator[Request]:
        """Note a report as fetched and ask for what belongs to it."""
        self._asked.add(identity(response.url))
        if not is_html(response.body) and is_file(item.url):
            self._note_report(response, item)
            return
        page = page_of(response.url, response.body)
        moved = self._moved(page, response.request)
        if moved is not None:
            yield moved
        elif is_look_alike(page):
            self._note_look_alike(response, item)
        elif self._note_report(response, item):
            yield from self._parts(page, response, item)

    def _note_look_alike(self, response: Response, item: Link) -> None:
        """Note a page of something else: what a short name meant, or, where the link names a report
        in full, what stands in the place of that.
        """
        if judge(item.text).report:
            self._note_in_its_place(item, response.request)
        else:
            self.evidence.look_alikes_fetched[item.url] = item.text

    def _note_in_its_place(self, item: Link, request: Request | None) -> None:
        named_on = request.meta.get("page_url") if request else None
        self.evidence.failures[item.url] = str(Absence.OTHER)
        self.evidence.absent[item.url] = Absent(Absence.OTHER, item.text, named_on)

    def _note_report(self, response: Response, item: Link) -> bool:
        """Note a report as fetched where the log holds it; what is nowhere in the log is none."""
        self._keep_as_report(response, item)
        if not _is_kept(response):
            told = "no document: it leads on without end, or to another site"
            self.evidence.failures[item.url] = told
            self._note_that_it_leads_on(response, item)
            return False
        self.evidence.reports_fetched[item.url] = item.text
        return not self._stands_for_others(response, item)

    def _stands_for_others(self, response: Response, item: Link) -> bool:
        """Take back the reports whose body is that of this one, where their titles are others'. One
        that calls itself a report is that of whom it names, and none of the others.
        """
        assert response.request is not None
        capture: Capture = response.request.meta[CAPTURE]
        own = headline(page_of(response.url, response.body)) if is_html(response.body) else ""
        if judge(own).report:
            return self._stands_for_its_own(capture, item, own)
        same = self._bodies.add(capture.sha256, item.url, item.text)
        if same:
            self.context.writer.withdraw(capture.sha256, PROBLEM)
        for url in same:
            self.evidence.failures[url] = PROBLEM
            self.evidence.same_bodies[url] = self.evidence.reports_fetched.pop(url, item.text)
        return bool(same)

    def _stands_for_its_own(self, capture: Capture, item: Link, own: str) -> bool:
        """Take back what a report stands for beside itself; return whether this is such a place."""
        strangers = self._bodies.strangers(capture.sha256, item, own)
        for stranger in strangers:
            self.evidence.reports_fetched.pop(stranger.url, None)
            self.context.writer.withdraw(capture.sha256, PROBLEM, stranger.url)
            self._note_in_its_place(stranger, None)
        return item in strangers

    def _note_that_it_leads_on(self, response: Response, item: Link) -> None:
        page = page_of(response.url, response.body)
        target = moved_to(page)
        if target is not None or leads_to_itself(page):
            away = target is not None and not self.portal.owns(target)
            reason = Absence.ELSEWHERE if away else Absence.CIRCLE
            assert response.request is not None
            named_on = response.request.meta.get("page_url")
            self.evidence.absent[item.url] = Absent(reason, item.text, named_on)

    def note_absence(self, failure: Any) -> None:
        """Note what the portal itself has not got: documents, lists that a link names, and what is
        over a limit.
        """
        reason, request = absence_of(failure), failure.request
        named = request.cb_kwargs.get("link") or request.cb_kwargs.get("item")
        candidate = request.cb_kwargs.get("candidate")
        if reason is None or request.cb_kwargs.get("channel") is not None:
            # A further page of a list may name reports, so that nothing explains its absence.
            return
        if named is not None:
            told = Absent(reason, named.text, request.meta.get("page_url"))
            self.evidence.absent[named.url] = told
        elif reason == Absence.LIMIT or (candidate is not None and candidate.annual):
            name = candidate.name if candidate is not None else ""
            self.evidence.absent[request.url] = Absent(reason, name)

    def _moved(self, page: Page, request: Request | None) -> Request | None:
        """Return the request for where a page that only leads on leads to, as if that had been
        asked for.
        """
        url = moved_to(page)
        moves = request.meta.get("moves", 0) if request else _MOST_MOVES
        if url is None or request is None or moves >= _MOST_MOVES or not self._is_own(url):
            return None
        carried = {name: request.meta[name] for name in _CARRIED if name in request.meta}
        # An answer that was not wanted changes the kind of its request; the next one asks for the
        # same thing again.
        kind = "report" if unexpected_answers.WANTED in carried else request.meta["kind"]
        return request.replace(
            url=url, dont_filter=True, meta={**carried, "kind": kind, "moves": moves + 1}
        )

    def _parts(self, page: Page, response: Response, item: Link) -> Iterator[Request]:
        if not reads_like_a_report(page):
            # Some pages under a report's name list the reports of others.
            named = [link for link in body_links(page) if _names_a_report(link)]
            yield from self._ask(named, page)
        yield from self._attachments(page, response, item)

    def _attachments(
        self, page: Page, response: Response, item: Link, depth: int = 0
    ) -> Iterator[Request]:
        # A further page may be the only one that leads to the next, however many there are.
        depths = dict.fromkeys(find_attachments(page), depth)
        depths |= dict.fromkeys(further_pages(page), 0)
        for link, deep in depths.items():
            if identity(link.url) in self._asked:
                continue
            if not self._is_own(link.url):
                self._note_attachment_elsewhere(link, page)
                continue
            self._asked.add(identity(link.url))
            self.evidence.attachments_linked[link.url] = link.text
            request = self._attachment_request(link, response, item)
            request.cb_kwargs.update(item=item, depth=deep)
            yield request

    def _note_attachment_elsewhere(self, link: Link, page: Page) -> None:
        """Note a file on another host, where the report is that and not its page."""
        if not reads_like_a_report(page):
            self.evidence.attachments_linked[link.url] = link.text
            self._note_elsewhere(link, page)

    def _attachment_request(self, link: Link, response: Response, item: Link) -> Request:
        meta = {
            "kind": "attachment",
            "page_url": response.url,
            "link_text": link.text,
            "listed_on": item.date,
        }
        return Request(
            link.url,
            self.parse_attachment,
            errback=self.failed,
            priority=ATTACHMENT_PRIORITY,
            headers={"Referer": response.url},
            meta=meta,
            cb_kwargs={"link": link},
        )

    def parse_attachment(
        self, response: Response, link: Link, item: Link | None = None, depth: int = _DEEPEST_FRAME
    ) -> Iterator[Request]:
        """Note an attachment as fetched; a framed page may hold attachments of its own."""
        if is_html(response.body) and is_file(link.url):
            self.evidence.failures[link.url] = "not a document: an HTML page in place of a file"
            return
        if not _is_kept(response):
            self.evidence.failures[link.url] = "not in the log as an attachment"
            return
        self.evidence.attachments_fetched[link.url] = link.text
        if is_html(response.body) and item is not None and depth < _DEEPEST_FRAME:
            yield from self._attachments(
                page_of(response.url, response.body), response, item, depth + 1
            )

    def _promote(self, response: Response, page: Page, item: Link) -> Iterator[Request]:
        """Keep a page that was opened as a list as the report that it is."""
        if identity(item.url) in self._asked:
            return
        self._asked.add(identity(item.url))
        self.evidence.reports_listed[item.url] = item.text
        if not self.survey and self._note_report(response, item):
            yield from self._parts(page, response, item)

    def _keep_as_report(self, response: Response, item: Link) -> None:
        """Keep as a report what was archived as a step of the search, by this spider or by the one
        before it.
        """
        assert response.request is not None
        fingerprint = self.crawler.request_fingerprinter.fingerprint(response.request).hex()
        known = next(reversed(self.context.writer.captured(fingerprint)), None)
        if known is None or known.kind not in ("home", "list"):
            return
        answer = self.context.writer.response(known)
        named_on = response.request.meta.get("page_url")
        again = Fetched(
            known.url, known.method, fingerprint, answer, "report", named_on, item.text, item.date
        )
        response.request.meta[CAPTURE] = self.context.writer.append(again, original=known)

    def failed(self, failure: Any) -> Iterator[Request]:
        """Note why a request brought nothing; the families' base says more."""
        raise NotImplementedError


def _names_a_report(link: Link) -> bool:
    """Tell whether a link leads to one report: the name of the column that lists them, in a menu or
    a path, says neither whose nor of which year.
    """
    if is_file(link.url) or not judge(link.text).report:
        return False
    return year_of(link.text) is not None or names_agency_too(link.text)


def _is_kept(response: Response) -> bool:
    """Tell whether the log holds an answer as a report or an attachment, whole and good."""
    capture: Capture | None = response.request.meta.get(CAPTURE) if response.request else None
    return capture is not None and capture.is_document


def _is_no_stand_in(url: str, body: bytes) -> bool:
    """Tell whether a body may be the report: no page that only leads on, nor one that calls itself
    something else.
    """
    if not is_html(body):
        return True
    page = page_of(url, body)
    leads_on = moved_to(page) is not None or leads_to_itself(page)
    return not leads_on and not is_look_alike(page)

"""Assessments: for every report and indicator a typed result, a value and the evidence it rests
on.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from extract.contract import ReadingRecord
from publish.assess.indicators import Indicator, indicators
from publish.assess.measures import MEASURES
from publish.assess.measuring import Subject
from publish.assess.reuse import Reused
from publish.collect.collection import AgencyRecord, Collection
from publish.collect.coverage import Coverage
from publish.collect.reports import Report
from publish.schema.row import Row, clean


class Assessor:
    """Assesses the reports of a collection."""

    def __init__(self, collection: Collection, reused: dict[str, Reused]) -> None:
        self._readings = collection.readings
        self._histories = {history.portal.id: history for history in collection.histories}
        self._reused = reused

    def rows(
        self,
        report: Report,
        agency: AgencyRecord,
        coverage: Coverage,
        checks: Sequence[Row],
        changed_figures: int,
    ) -> Iterator[Row]:
        """The rows of one report, an indicator each. `checks` are the rows of its checks, those
        across years too.
        """
        channel, declared = self._channel(report)
        subject = Subject(
            report=report,
            agency=agency,
            coverage=coverage,
            readings=self._current(report),
            versions=self._versions(report),
            checks=[(check["rule"], check["subject"], check["result"]) for check in checks],
            changed_figures=changed_figures,
            reused=self._reused[report.id],
            channel=channel,
            channel_is_declared=declared,
        )
        return (_row(subject, indicator) for indicator in indicators())

    def reuse_rows(self, report: Report) -> Iterator[Row]:
        """The rows of `text_reuse` for one report."""
        for pair in self._reused[report.id].pairs:
            yield {
                "report": pair.report,
                "relation": pair.relation,
                "compared_report": pair.compared,
                "similarity": pair.similarity,
                "shared": pair.shared,
                "passage": pair.passage,
                "passage_length": len(pair.passage),
            }

    def _current(self, report: Report) -> list[ReadingRecord]:
        """The readings of the current documents, that of the chosen one first."""
        others = [document for document in report.current if document is not report.chosen]
        return [self._readings.load(document.sha256) for document in (report.chosen, *others)]

    def _versions(self, report: Report) -> list[ReadingRecord]:
        same = {document.sha256 for document in report.documents}
        return [
            self._readings.load(version.sha256)
            for version in report.chosen.location.versions
            if version.sha256 in same
        ]

    def _channel(self, report: Report) -> tuple[str | None, bool]:
        """The name of the list that named the report, and whether the portal's description declares
        that list.
        """
        page = report.page.location
        history = self._histories[page.portal]
        channel = history.channels.get(page.page_url or "")
        return (channel.name, channel.url in history.portal.channels) if channel else (None, False)


def _row(subject: Subject, indicator: Indicator) -> Row:
    measured = MEASURES[indicator.measure](subject, indicator.settings)
    return {
        "report": subject.report.id,
        "indicator": indicator.id,
        "result": indicator.result(measured.value),
        "value": measured.value,
        "evidence": clean(json.dumps(measured.evidence, ensure_ascii=False, separators=(",", ":"))),
    }

"""How a document becomes a reading: shaped, told who and when, its tables read and checked."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from itertools import chain

from extract import checks, formats, forms
from extract.codes import issue_meanings
from extract.document import Document, Member
from extract.errors import ExtractError
from extract.forms import Form
from extract.forms.statutory import NUMBERED, Statutory
from extract.identity import prose, sections
from extract.identity import who as identity
from extract.identity.earlier import earlier_form
from extract.identity.outline import with_whole_text
from extract.identity.refusal import refusal
from extract.media_types import media_type
from extract.overlooked import overlooked
from extract.quality import is_blank_form, quality_of
from extract.reading import Reading
from extract.shaping import cell_paragraphs, row_paragraphs
from extract.tables import extraneous, stream
from extract.tables.blank_forms import without_blank_forms
from extract.tables.figures import Check, Figure, Issue
from extract.tables.form2014.read import read_statistics
from extract.tables.form2014.sums import check_statistics
from extract.tables.table2.captions import captions
from extract.tables.table2.header import form_of
from extract.tables.table2.read import read_disclosures
from extract.tables.table3 import read as requests
from extract.tables.table4.read import read_disputes


def read(data: bytes, name: str = "") -> Reading:
    """Read one document: bytes in, a Reading out; the same bytes and version give the same reading.

    `name` is what the reading calls the file, and nothing else is taken from it. A file that cannot
    be read, or is no annual report, gives a reading of quality `unparsed` with the reason in its
    issues; nothing is raised.
    """
    return read_with_document(data, name)[0]


def read_with_document(data: bytes, name: str = "") -> tuple[Reading, Document | None]:
    """Read as `read` does, and give the document whose grids the figures' sources count; None where
    there is none.
    """
    reading = Reading(
        file=name, sha256=hashlib.sha256(data).hexdigest(), media_type=media_type(data)
    )
    try:
        found = formats.read_document(data)
        document = _shaped(found)
    except ExtractError as error:
        reading.issues.append(Issue(_code(error), str(error)))
        return reading, None
    _understand(document, reading)
    reading.further = [_of_member(member, name) for member in found.further]
    return reading, document


def _shaped(document: Document) -> Document:
    return cell_paragraphs.gather(row_paragraphs.with_tables(document))


def _of_member(member: Member, archive: str) -> Reading:
    """The reading of a further report in an archive, named as `archive!member`."""
    reading = Reading(f"{archive}!{member.name}", member.sha256, member.document.media_type)
    _understand(_shaped(member.document), reading)
    return reading


def _code(error: ExtractError) -> str:
    return "".join(
        "_" + char.lower() if char.isupper() else char for char in type(error).__name__
    ).lstrip("_")


def _understand(document: Document, reading: Reading) -> None:
    """Identity, sections, tables, checks and quality of a document, into its reading."""
    reading.issues += [Issue(code, message) for code, message in document.issues]
    reading.sections, section_issues = sections.read_sections(document)
    reading.identity = identity.read_identity(document, reading.sections)
    reason = refusal(document, reading.identity)
    if reason is not None:
        reading.issues = [*reading.issues, *reading.identity.issues, reason]
        return
    _read_tables(document, reading)
    if is_blank_form(reading.tables):
        reading.tables = []
        blank = Issue("blank_form", "the tables of the form hold no figure")
        reading.issues = [*reading.issues, *reading.identity.issues, blank]
        return
    reading.checks = _checks(reading)
    missing = set(NUMBERED) - {table.statutory for table in reading.tables}
    reading.overlooked = (
        overlooked(document, reading.sections, missing, reading.identity.year)
        if missing and reading.has_statutory_tables
        else []
    )
    if reading.earlier_form:
        # The reports before 2019 have an outline of their own (regulations of 2008, article 32).
        section_issues = []
    reading.issues += [
        *reading.identity.issues,
        *section_issues,
        *_table_issues(reading),
        *_issues_of_checks(reading),
    ]
    if reading.identity.title is not None or reading.tables:
        reading.sections = with_whole_text(document, reading.sections, reading.has_statutory_tables)
    reading.quality = quality_of(reading)
    if reading.quality == "unparsed":
        reading.issues.append(Issue("no_table", "none of the statutory tables could be read"))


def _read_tables(document: Document, reading: Reading) -> None:
    rows = list(stream.statutory_rows(document))
    of = {table: [row for row in rows if row.statutory is table] for table in Statutory}
    asides = extraneous.asides(document, reading.identity.year)
    for table in of:
        of[table] = extraneous.own_rows(
            table, without_blank_forms(of[table]), asides, reading.issues
        )
    reading.form = form_of(of[Statutory.DISCLOSURES])
    found = [
        read_disclosures(of[Statutory.DISCLOSURES], reading.form, captions(document))
        if reading.form
        else None,
        requests.read_requests(of[Statutory.REQUESTS]),
        read_disputes(of[Statutory.DISPUTES]),
        read_statistics(of[Statutory.STATISTICS]),
    ]
    reading.tables = [table for table in found if table is not None]
    if reading.form is None:
        reading.form = _form_by_requests(reading)
    if not reading.has_statutory_tables:
        reading.earlier_form = earlier_form(document, reading.identity, reading.statistics)


def _form_by_requests(reading: Reading) -> Form | None:
    """Without table 2, the items of （六） tell form 2021; one merged row is printed under both and
    tells none.
    """
    rows = reading.printed_rows(Statutory.REQUESTS)
    return forms.form("2021") if "other_overdue_correction" in rows else None


def _checks(reading: Reading) -> list[Check]:
    found: list[Check] = []
    for table in reading.tables:
        found += checks.check_table(table)
        if table.statutory is Statutory.REQUESTS:
            stated = prose.stated_new_received(
                reading.sections, reading.identity.year, reading.identity.agency
            )
            found += checks.check_prose(stated, table)
    if reading.statistics is not None:
        found += check_statistics(reading.statistics)
    return found + checks.check_period(reading.identity)


def _table_issues(reading: Reading) -> list[Issue]:
    """What was odd about tables and cells."""
    issues = list(chain.from_iterable(table.issues for table in reading.tables))
    if reading.has_statutory_tables:
        issues += _tables_not_read(reading)
    issues += _odd_figures(reading.figures)
    is_latest = reading.form is not None and reading.form.name == "2021"
    if is_latest and "other_total" in reading.printed_rows(Statutory.REQUESTS):
        merged = "（六）其他处理 is printed as one row, without its three items"
        issues.append(Issue("other_merged", merged))
    return issues


def _tables_not_read(reading: Reading) -> Iterator[Issue]:
    missing = set(NUMBERED) - {table.statutory for table in reading.tables}
    for table in sorted(missing):
        yield Issue("table_missing", f"{table.in_words} was not found")
    for table in reading.overlooked:
        yield Issue("table_overlooked", f"the document shows figures of {table.in_words}")


def _odd_figures(figures: Iterable[Figure]) -> list[Issue]:
    """The issues of figures; those of one oddity share an issue."""
    odd: dict[str, list[str]] = {}
    for figure in figures:
        name = f"{figure.row}.{figure.column}" if figure.column else figure.row
        for code in figure.value.issues:
            odd.setdefault(code, []).append(name)
    meanings = issue_meanings()
    return [Issue(code, f"{meanings[code].en}: {', '.join(names)}") for code, names in odd.items()]


# The issues of failed checks that stand beside the tables, by rule and subject.
_ISSUES_OF_CHECKS = {
    ("period", "stated_period"): "period_differs",
    ("period", "signed_on"): "signed_before_period_end",
    ("period", "published_on"): "published_before_period_end",
    ("prose", "new_received"): "prose_differs",
}


def _issues_of_checks(reading: Reading) -> list[Issue]:
    failed = [check for check in reading.checks if check.result == "fail"]
    return [
        Issue(code, f"{check.left} against {check.right}")
        for check in failed
        if (code := _ISSUES_OF_CHECKS.get((check.rule, check.subject)))
    ]

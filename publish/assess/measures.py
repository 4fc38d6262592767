"""The measures that assessments.yml names: each makes a value between 0 and 1 of a report, with its
evidence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from itertools import pairwise
from typing import Any

from extract.contract import ReadingRecord
from extract.forms.statutory import NUMBERED
from foundation.json_values import JsonObject
from publish.assess.measuring import Measured, Subject, cannot_tell
from publish.assess.problems import concreteness
from publish.assess.wording import prose, wording
from publish.collect.figures import tables

Settings = dict[str, Any]
SECTIONS = range(1, 7)
NAMED = 5  # how many failed checks the evidence names


def on_time(subject: Subject, _: Settings) -> Measured:
    """Whether the report was published by its deadline, by its date or because it was seen
    before.
    """
    state = subject.coverage
    evidence: JsonObject = {
        "deadline": state.deadline,
        "published_on": state.published_on,
        "days_late": state.days_late,
    }
    if state.published_on is not None and state.published_on < _window_opens(subject):
        return cannot_tell("published_before_the_year_ended", **evidence)
    if state.published_on is not None:
        return Measured(0.0 if state.days_late else 1.0, evidence)
    if state.seen_in_time:
        return Measured(1.0, {**evidence, "first_seen": subject.report.first_seen})
    return cannot_tell("date_unknown", **evidence)


def early(subject: Subject, _: Settings) -> Measured:
    """Which share of the window for publication was left."""
    state, opens = subject.coverage, _window_opens(subject)
    evidence: JsonObject = {
        "window": [opens, state.deadline],
        "published_on": state.published_on,
    }
    if state.published_on is None:
        return cannot_tell("date_unknown", **evidence)
    if state.published_on < opens:
        return cannot_tell("published_before_the_year_ended", **evidence)
    last, day = date.fromisoformat(state.deadline), date.fromisoformat(state.published_on)
    left = (last - day) / (last - date.fromisoformat(opens))
    return Measured(round(max(0.0, left), 4), {**evidence, "days_left": (last - day).days})


def elements(subject: Subject, settings: Settings) -> Measured:
    """How many of the statutory sections and tables the report's documents have."""
    if subject.report.year < settings["from_year"]:
        return cannot_tell("not_prescribed")
    if subject.reading["form"] is None:
        return cannot_tell("unreadable")
    numbers = {section["number"] for reading in subject.readings for section in reading["sections"]}
    found = {table for reading in subject.readings for table in tables(reading)}
    missing = [f"section {number}" for number in SECTIONS if number not in numbers]
    missing += [table.in_words for table in NUMBERED if table not in found]
    wanted = len(SECTIONS) + len(NUMBERED)
    return Measured(round(1 - len(missing) / wanted, 4), {"wanted": wanted, "missing": missing})


def form(subject: Subject, settings: Settings) -> Measured:
    """Whether the report follows the form that was in force."""
    since = [year for year in settings["forms"] if year <= subject.report.year]
    if not since:
        return cannot_tell("not_prescribed")
    in_force, followed = settings["forms"][max(since)], subject.reading["form"]
    if followed is None:
        return cannot_tell("unreadable", in_force=in_force)
    return Measured(float(followed == in_force), {"form": followed, "in_force": in_force})


def checks(subject: Subject, settings: Settings) -> Measured:
    """Which share of the checks of some rules pass."""
    if subject.report.chosen.quality == "doubtful":
        return cannot_tell("reading_is_doubtful")
    made = [
        (rule, about, result) for rule, about, result in subject.checks if rule in settings["rules"]
    ]
    counted = Counter(result for _, _, result in made)
    computed = counted["pass"] + counted["fail"]
    if not computed:
        return cannot_tell("nothing_to_check")
    failed = [f"{rule}: {about}" for rule, about, result in made if result == "fail"]
    evidence: JsonObject = {
        "pass": counted["pass"],
        "fail": counted["fail"],
        "failed": failed[:NAMED],
    }
    return Measured(round(counted["pass"] / computed, 4), evidence)


def unchanged(subject: Subject, _: Settings) -> Measured:
    """Whether the contents seen at the report's address stayed the same."""
    contents = subject.report.chosen.location.versions
    first, last = (
        min(one.capture.fetched_at for one in contents),
        max(one.last_seen for one in contents),
    )
    texts = [wording(prose(reading), ()) for reading in subject.versions]
    rewritten = sum(before != after for before, after in pairwise(texts))
    evidence: JsonObject = {"first_seen": first, "last_seen": last, "versions": len(texts)}
    if first == last and len(texts) == 1:
        return cannot_tell("seen_once", **evidence)
    value = 0.0 if subject.changed_figures else 0.5 if rewritten else 1.0
    return Measured(
        value, {**evidence, "changed_figures": subject.changed_figures, "changed_texts": rewritten}
    )


def still_published(subject: Subject, _: Settings) -> Measured:
    """Whether the report is still where it was."""
    gone = subject.report.gone_since
    return Measured(
        float(gone is None), {"gone_since": gone, "last_seen": subject.report.last_seen}
    )


def own_wording(subject: Subject, settings: Settings) -> Measured:
    """How far the wording is from that of the report it is nearest to."""
    reused, relation = subject.reused, settings["relation"]
    if reused.neighbours is None:
        return cannot_tell("text_too_short")
    pair = reused.pair(relation)
    if pair is not None:
        evidence: JsonObject = {
            "report": pair.compared,
            "similarity": pair.similarity,
            "shared": pair.shared,
        }
        return Measured(round(1 - pair.similarity, 4), evidence)
    if relation == "neighbour" and reused.neighbours:
        return Measured(1.0, {"neighbours": reused.neighbours})
    return cannot_tell("nothing_to_compare")


def problems(subject: Subject, settings: Settings) -> Measured:
    """How concrete the section on problems is."""
    texts = [
        text for reading in subject.readings for text in _section(reading, settings["section"])
    ]
    return concreteness(max(texts, key=len), settings) if texts else cannot_tell("section_missing")


def channel(subject: Subject, settings: Settings) -> Measured:
    """Whether the channel that lists the report is one for annual reports."""
    name = subject.channel
    page = subject.report.page.location
    evidence: JsonObject = {"channel": name, "list": page.page_url}
    if name is not None and any(word in name for word in settings["words"]):
        return Measured(1.0, evidence)
    # A channel that the registry declares may go by the portal's name, which says nothing of the
    # channel.
    if name is None or subject.channel_is_declared:
        return cannot_tell("channel_name_unknown", **evidence)
    return Measured(0.0, evidence)


def machine_readable(subject: Subject, settings: Settings) -> Measured:
    """How easily a machine reads the document that the figures come from."""
    media_type = subject.reading["media_type"]
    scanned = sorted(
        {issue["code"] for issue in subject.reading["issues"]} & set(settings["scanned"])
    )
    evidence: JsonObject = {"media_type": media_type, "scanned": scanned}
    if scanned:
        return Measured(0.0, evidence)
    for group in settings["formats"]:
        if media_type.startswith(tuple(group["prefixes"])):
            return Measured(float(group["value"]), evidence)
    return cannot_tell("format_unknown", **evidence)


def _section(reading: ReadingRecord, number: int) -> Iterator[str]:
    return (section["text"] for section in reading["sections"] if section["number"] == number)


def _window_opens(subject: Subject) -> str:
    return date(subject.report.year + 1, 1, 1).isoformat()


MEASURES: dict[str, Callable[[Subject, Settings], Measured]] = {
    "on_time": on_time,
    "early": early,
    "elements": elements,
    "form": form,
    "checks": checks,
    "unchanged": unchanged,
    "still_published": still_published,
    "wording": own_wording,
    "problems": problems,
    "channel": channel,
    "machine_readable": machine_readable,
}
"""The measures by the names that assessments.yml calls them."""

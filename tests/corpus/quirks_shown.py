"""Quirks of sight (S): a figure that is shown is not the one that is stored."""

from __future__ import annotations

from tests.corpus import html
from tests.corpus.model import Draft, Ref
from tests.corpus.quirk import HTML, quirk


def _some(draft: Draft) -> list[Ref]:
    """A few figures of tables 2 and 3 that are plain numbers."""
    plain = [*draft.refs(2), *draft.refs(3)]
    plain = [ref for ref in plain if draft.figures[ref].text.isdigit()]
    return draft.random.sample(plain, k=min(3, len(plain)))


def _marked(draft: Draft, mark: str) -> list[Ref]:
    """Put a mark behind or before some figures, and the rules of the marks into the page."""
    draft.page["sheet"] = html.SHEET
    chosen = _some(draft)
    for ref in chosen:
        figure = draft.figures[ref]
        figure.text = draft.random.choice([mark + figure.text, figure.text + mark])
    return chosen


def _doubtful(draft: Draft, mark: str) -> bool:
    """Figures with a mark that leaves them open: they may be read as nothing, never otherwise."""
    chosen = _marked(draft, mark)
    draft.lost |= set(chosen)
    draft.open_quality = True
    return bool(chosen)


@quirk("S1 hidden digit", "figures", formats=HTML)
def hidden_digit(draft: Draft) -> bool:
    """A digit that a rule of the page, a style or an attribute hides."""
    return bool(_marked(draft, html.HIDDEN))


@quirk("S2 struck digit", "figures", formats=HTML)
def struck_digit(draft: Draft) -> bool:
    """A digit that is struck through."""
    return bool(_marked(draft, html.STRUCK))


@quirk("S3 raised by a rule", "figures", formats=HTML)
def raised_by_a_rule(draft: Draft) -> bool:
    """The mark of a footnote that a class raises."""
    chosen = _marked(draft, html.RAISED)
    for ref in chosen:
        figure = draft.figures[ref]
        figure.text = figure.text.replace(html.RAISED, "") + html.RAISED
    draft.lost |= set(chosen)
    draft.open_quality = True
    return bool(chosen)


@quirk("S4 picture in a figure", "figures", formats=HTML)
def picture_in_a_figure(draft: Draft) -> bool:
    """A digit that is a picture."""
    return _doubtful(draft, html.PICTURE)


@quirk("S5 faint digit", "figures", formats=HTML)
def faint_digit(draft: Draft) -> bool:
    """A digit in the colour of the page."""
    return _doubtful(draft, html.FAINT)


@quirk("S6 generated digit", "figures", formats=HTML)
def generated_digit(draft: Draft) -> bool:
    """A digit that stands in the style sheet only."""
    return _doubtful(draft, html.GENERATED)


@quirk("S7 control in a figure", "figures", formats=HTML)
def control_in_a_figure(draft: Draft) -> bool:
    """A digit in a control of a form."""
    return _doubtful(draft, html.CONTROL)


@quirk("S8 moved digit", "figures", formats=HTML)
def moved_digit(draft: Draft) -> bool:
    """A digit that is moved up or to the side."""
    return _doubtful(draft, html.MOVED)


@quirk("S10 hidden elsewhere", "figures", formats=HTML)
def hidden_elsewhere(draft: Draft) -> bool:
    """A digit whose class says that a sheet of the site hides it."""
    is_done = _doubtful(draft, html.NAMED)
    draft.page["sheet"] = '@import "site.css";' + html.SHEET
    return is_done


@quirk("S9 digits turned round", "figures", formats=frozenset({"html", "text"}))
def digits_turned_round(draft: Draft) -> bool:
    """Digits in reversed order behind a control that turns them round again."""
    chosen = [ref for ref in _some(draft) if len(draft.figures[ref].text) > 1]
    for ref in chosen:
        figure = draft.figures[ref]
        figure.text = f"\u202e{figure.text[::-1]}\u202c"
    draft.lost |= set(chosen)
    draft.open_quality = True
    return bool(chosen)

"""Quirks of what is painted (W14 to W16): figures that a page of an OFD or PDF shows otherwise than
its file holds them (painted.show).
"""

from __future__ import annotations

from tests.corpus.model import Draft, Ref
from tests.corpus.quirk import quirk

PAINTED = frozenset({"ofd", "drawn"})
DRAWN, OFD = frozenset({"drawn"}), frozenset({"ofd"})
# What leaves the figure as it is, seen beside nothing else; what leaves it open.
_SURE = ("white", "clear", "invisible", "tiny", "covered", "bold")
_OPEN = (
    *("clipped", "overprinted", "partly covered", "struck", "raised", "mirrored", "on its head"),
    "over the border",
)


def _show(draft: Draft, way: str, is_lost: bool) -> bool:
    """Show one to three figures of tables 2 and 3 in a way; those that are lost may be null."""
    found = [
        ref
        for ref, figure in draft.figures.items()
        if ref[0] in (2, 3) and len(figure.text) > 1 and figure.text.isdigit() and not figure.shown
    ]
    if way == "over the border":
        # Into the label beside it: what it runs into is not to be a figure.
        found = [ref for ref in found if ref[2] == "natural_person"]
    chosen: list[Ref] = draft.random.sample(found, k=min(len(found), draft.random.randint(1, 3)))
    for ref in chosen:
        draft.figures[ref].shown = way
        if is_lost:
            draft.lost.add(ref)
            draft.open_quality = True
    return bool(chosen)


def _enter(way: str, formats: frozenset[str], is_lost: bool) -> None:
    @quirk(f"W14 {way}", "figures", formats=formats)
    def change(draft: Draft) -> bool:
        return _show(draft, way, is_lost)


for _way in _SURE:
    _enter(_way, PAINTED, is_lost=False)
for _way in _OPEN:
    _enter(_way, PAINTED, is_lost=True)
for _way in ("field", "freetext", "other meaning", "no meaning"):
    _enter(_way, DRAWN, is_lost=True)
_enter("layer off", DRAWN, is_lost=False)
for _way in ("template", "note", "note off"):
    _enter(_way, OFD, is_lost=False)


@quirk("W16 form in the template", "report", formats=OFD)
def form_in_the_template(draft: Draft) -> None:
    """Rules and labels of the tables lie in the template under the page, figures on the page."""
    draft.page["form"] = "template"

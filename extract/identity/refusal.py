"""Look-alikes: documents that stand in the same channels and are no annual reports of this kind."""

from __future__ import annotations

import re

from extract.document import Document, Grid
from extract.identity.who import Identity
from extract.tables.figures import Issue
from foundation.normalise import squash

# A title that names one of these is about something else, however much the body may resemble a
# report.
_OTHER_KINDS = (
    (
        "website_report",
        re.compile(r"政府网站(?:年度)?工作(?:年度)?报表|网站(?:年度)?工作年度(?:报表|报告)"),
    ),
    ("rule_of_law_report", re.compile(r"法治政府建设")),
    ("infographic", re.compile(r"图解|一图(?:读懂|看懂)|解读")),
    ("notice", re.compile(r"(?:关于|的)(?:做好|印发|报送|编制|开展).*通知|通知$")),
    ("work_report", re.compile(r"^(?:.{2,20})?政府工作报告")),
)


def refusal(document: Document, identity: Identity) -> Issue | None:
    """Why a document is no annual report, judged by its title; None where nothing speaks against
    it.
    """
    title = squash(identity.title or document.metadata.get("articletitle", "") or document.title)
    for kind, pattern in _OTHER_KINDS:
        if pattern.search(title) and not _has_request_table(document):
            return Issue("look_alike", f"{kind}: the title is “{title[:60]}”")
    return None


def _has_request_table(document: Document) -> bool:
    """A report with its table of requests is one, whatever a page calls it (a title may add 图解 or
    解读).
    """
    text = "".join(
        squash(cell.text)
        for block in document.blocks
        if isinstance(block, Grid)
        for cell in block.cells
    )
    return "本年新收政府信息公开申请" in text and "结转下年度" in text

"""How Sphinx makes the book out of the pages of this folder: `make book`."""

import sys
from pathlib import Path
from typing import Any

from pygments.lexers.special import TextLexer
from sphinx.application import Sphinx

sys.path.insert(0, str(Path(__file__).parent))

from search_language import ChineseAndEnglish

project = "gongkai 公开"
author = "gongkai"
language = "en"
extensions = ["myst_parser"]
myst_heading_anchors = 4
exclude_patterns = ["images"]

html_theme = "furo"
html_title = project
html_search_language = ChineseAndEnglish.lang
html_copy_source = False
html_show_copyright = False
html_show_sphinx = False

UNKNOWN_TO_PYGMENTS = ("cron", "csv")
CHINESE = ".zh"


def _tell_language(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object
) -> None:
    """Let a Chinese page say that it is Chinese, for fonts and screen readers."""
    if page.endswith(CHINESE):
        context["language"] = "zh"


def setup(app: Sphinx) -> None:
    """Called by Sphinx before it reads the pages."""
    app.add_search_language(ChineseAndEnglish)
    for name in UNKNOWN_TO_PYGMENTS:
        app.add_lexer(name, TextLexer)
    app.connect("html-page-context", _tell_language)

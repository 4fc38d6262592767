"""What the site says, in the language the reader chose: Chinese with English beneath, or one of the
two.

The texts stand in words/*.yml, one file a page or concern: groups of names, each with its `zh` and
`en`; {name} is filled in by the page. Labels of tables, columns and values stand in
publish/schema/tables.yml, labels of the statutory form in extract/forms; only what is neither
stands there.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

from jinja2 import Environment, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from foundation.rules import load
from publish.errors import SchemaInvalid
from publish.schema.tables import Text

COOKIE: Final = "gongkai_language"
LANGUAGES: Final = {"both": "中文 + English", "zh": "中文", "en": "English"}
DEFAULT: Final = "both"

Texts = dict[str, Text]
_Groups = dict[str, dict[str, Text]]


@cache
def texts() -> Texts:
    """Every text by its dotted name. Raises SchemaInvalid for a name that stands twice."""
    return collected(_FILES)


def collected(contents: Mapping[str, _Groups]) -> Texts:
    """The texts of several files by their dotted names. Raises SchemaInvalid for a name that stands
    in two of them.
    """
    found: Texts = {}
    for file, groups in contents.items():
        named = {
            f"{group}.{name}": text
            for group, entries in groups.items()
            for name, text in entries.items()
        }
        if twice := sorted(found.keys() & named.keys()):
            raise SchemaInvalid(f"{file}: {twice[0]} stands in another file too: rename one")
        found |= named
    return found


def _names() -> list[str]:
    folder = files("publish.site").joinpath("words")
    return sorted(file.name for file in folder.iterdir() if file.name.endswith(".yml"))


_FILES: Final = {name: load("publish.site", f"words/{name}", _Groups) for name in _names()}


class Words:
    """Texts in one language setting: "both", "zh" or "en". Another setting counts as "both"."""

    def __init__(self, language: str = DEFAULT) -> None:
        self.language = language if language in LANGUAGES else DEFAULT

    @property
    def html_language(self) -> str:
        """Value of the page's lang attribute."""
        return "en" if self.language == "en" else "zh-CN"

    def __call__(self, name: str, **values: object) -> Markup:
        """The text called `name` as HTML, its values filled in and escaped. Raises KeyError for an
        unknown name.
        """
        text = texts()[name]
        return self.pair(text.zh.format(**values), text.en.format(**values))

    def pair(self, zh: str, en: str) -> Markup:
        """A label that comes in both languages from elsewhere (the form, the schema), as HTML."""
        return _marked(zh, en, self.language)

    def plain(self, name: str, **values: object) -> str:
        """The text called `name` without markup, for attributes and page titles."""
        text = texts()[name]
        return self.plain_pair(text.zh.format(**values), text.en.format(**values))

    def plain_pair(self, zh: str, en: str) -> str:
        """A label from elsewhere without markup."""
        return {"zh": zh, "en": en}.get(self.language, zh if zh == en else f"{zh} / {en}")


def register(env: Environment) -> None:
    """Give templates the words, and what depends on nothing but them.

    `w` are those of who has chosen no language; a page for a reader has its own (`words_of`).
    """
    env.globals.update(w=Words(), languages=LANGUAGES, operator=operator)


def words_of(context: Context) -> Words:
    """The words of the page that is rendered."""
    words: Words = context["w"]
    return words


@pass_context
def operator(context: Context, key: str, symbol: str) -> str:
    """A way of comparing in the filters of a table, by its name in addresses; Datasette writes it
    as `symbol`.
    """
    text = texts().get(f"operator.{key}")
    return words_of(context).plain_pair(text.zh, text.en) if text else symbol


@lru_cache(maxsize=4096)
def _marked(zh: str, en: str, language: str) -> Markup:
    """Both texts, or one, as HTML; a page shows hundreds, most of them on every page."""
    chinese = Markup(f'<span class="zh" lang="zh-CN">{escape(zh)}</span>')
    english = Markup(f'<span class="en" lang="en">{escape(en)}</span>')
    if zh == en:
        return english if language == "en" else chinese
    return {"zh": chinese, "en": english}.get(language, chinese + " " + english)

"""What the site says, in the language the reader chose: Chinese with English beneath, or one of the
two.

The texts stand in words/*.yml, one file a page or concern: groups of names, each with its `zh` and
`en`; {name} is filled in by the page. Labels of tables, columns and values stand in
publish/schema/tables.yml, labels of the statutory form in extract/forms; only what is neither
stands there.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final

import yaml
from markupsafe import Markup, escape

from publish.errors import SchemaInvalid

COOKIE: Final = "gongkai_language"
LANGUAGES: Final = {"both": "中文 + English", "zh": "中文", "en": "English"}
DEFAULT: Final = "both"

Texts = dict[str, dict[str, str]]


@cache
def texts() -> Texts:
    """Every text by its dotted name. Raises SchemaInvalid for a name that stands twice."""
    folder = files("publish.site").joinpath("words")
    sources = sorted(
        (file for file in folder.iterdir() if file.name.endswith(".yml")),
        key=lambda file: file.name,
    )
    return collected((file.name, file.read_text(encoding="utf-8")) for file in sources)


def collected(sources: Iterator[tuple[str, str]]) -> Texts:
    """The texts of several files, given by name and content. Raises SchemaInvalid for a name that
    stands twice.
    """
    found: Texts = {}
    for file, content in sources:
        for name, text in _entries(file, content):
            if name in found:
                raise SchemaInvalid(
                    f"publish/site/words/{file}: {name} stands in another file too: rename one"
                )
            found[name] = text
    return found


def _entries(file: str, content: str) -> Iterator[tuple[str, dict[str, str]]]:
    try:
        groups = yaml.load(content, _UniqueKeys)
        yield from (
            (f"{group}.{name}", text)
            for group, entries in groups.items()
            for name, text in entries.items()
        )
    except (yaml.YAMLError, AttributeError) as error:
        raise SchemaInvalid(f"publish/site/words/{file}: {' '.join(str(error).split())}") from error


class _UniqueKeys(yaml.SafeLoader):
    """YAML in which a key that stands twice is an error: the later would silently replace the
    earlier.
    """

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value]
        if twice := next((key for key in keys if keys.count(key) > 1), None):
            raise yaml.constructor.ConstructorError(
                None, None, f"{twice} stands twice", node.start_mark
            )
        return super().construct_mapping(node, deep)


class Words:
    """Texts in one language setting: "both", "zh" or "en". Another setting counts as "both"."""

    def __init__(self, language: str = DEFAULT) -> None:
        self.language = language if language in LANGUAGES else DEFAULT

    @property
    def html_language(self) -> str:
        """Value of the page's lang attribute."""
        return "en" if self.language == "en" else "zh-CN"

    def __call__(self, name: str, **values: Any) -> Markup:
        """The text called `name` as HTML, its values filled in and escaped. Raises KeyError for an
        unknown name.
        """
        text = texts()[name]
        return self.pair(text["zh"].format(**values), text["en"].format(**values))

    def pair(self, zh: str, en: str) -> Markup:
        """A label that comes in both languages from elsewhere (the form, the schema), as HTML."""
        return _marked(zh, en, self.language)

    def plain(self, name: str, **values: Any) -> str:
        """The text called `name` without markup, for attributes and page titles."""
        text = texts()[name]
        return self.plain_pair(text["zh"].format(**values), text["en"].format(**values))

    def plain_pair(self, zh: str, en: str) -> str:
        """A label from elsewhere without markup."""
        return {"zh": zh, "en": en}.get(self.language, zh if zh == en else f"{zh} / {en}")

    def operator(self, key: str, symbol: str) -> str:
        """A way of comparing in the filters of a table, by its name in addresses; Datasette writes
        it as `symbol`.
        """
        text = texts().get(f"operator.{key}")
        return self.plain_pair(text["zh"], text["en"]) if text else symbol


@lru_cache(maxsize=4096)
def _marked(zh: str, en: str, language: str) -> Markup:
    """Both texts, or one, as HTML; a page shows hundreds, most of them on every page."""
    chinese = Markup(f'<span class="zh" lang="zh-CN">{escape(zh)}</span>')
    english = Markup(f'<span class="en" lang="en">{escape(en)}</span>')
    if zh == en:
        return english if language == "en" else chinese
    return {"zh": chinese, "en": english}.get(language, chinese + " " + english)

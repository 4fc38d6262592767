"""What the site says, in the language the reader chose: Chinese with English beneath, or one of the two."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml
from markupsafe import Markup

COOKIE: Final = "gongkai_language"
LANGUAGES: Final = {"both": "中文 + English", "zh": "中文", "en": "English"}
DEFAULT: Final = "both"


@cache
def texts() -> dict[str, dict[str, str]]:
    """Every text of words.yml by its dotted name, each with its `zh` and `en`."""
    content = yaml.safe_load(files(__package__).joinpath("words.yml").read_text(encoding="utf-8"))
    return {f"{group}.{name}": text for group, entries in content.items() for name, text in entries.items()}


class Words:
    """Texts in one language setting: "both", "zh" or "en". Another setting counts as "both"."""

    def __init__(self, language: str = DEFAULT) -> None:
        self.language = language if language in LANGUAGES else DEFAULT

    @property
    def html_language(self) -> str:
        """Value of the page's lang attribute."""
        return "en" if self.language == "en" else "zh-CN"

    def __call__(self, name: str, **values: Any) -> Markup:
        """The text called `name` as HTML, its values filled in and escaped. Raises KeyError for an unknown name."""
        text = texts()[name]
        return self.pair(text["zh"].format(**values), text["en"].format(**values))

    def pair(self, zh: str, en: str) -> Markup:
        """A label that comes in both languages from elsewhere (the form, the schema), as HTML."""
        chinese = Markup('<span class="zh" lang="zh-CN">{}</span>').format(zh)
        english = Markup('<span class="en" lang="en">{}</span>').format(en)
        if zh == en:
            return chinese if self.language != "en" else english
        return {"zh": chinese, "en": english}.get(self.language, chinese + " " + english)

    def plain(self, name: str, **values: Any) -> str:
        """The text called `name` without markup, for attributes and page titles."""
        text = texts()[name]
        return self.plain_pair(text["zh"].format(**values), text["en"].format(**values))

    def plain_pair(self, zh: str, en: str) -> str:
        """A label from elsewhere without markup."""
        return {"zh": zh, "en": en}.get(self.language, zh if zh == en else f"{zh} / {en}")

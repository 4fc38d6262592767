"""How the book's search takes Chinese and English words apart, in Python for the index and in
JavaScript for what a reader types.

Sphinx's own Chinese cuts the index by jieba's dictionary and the question not at all, so that a
word which the dictionary cuts in two is never found. Here both are cut into pairs of characters: a
word of any length is found wherever its pairs stand, whatever a dictionary thinks.
"""

import re
from itertools import pairwise

from sphinx.search.en import SearchEnglish

_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_PARTS = re.compile(f"[{_HAN}]+|[^\\W{_HAN}]+")
_IS_HAN = re.compile(f"[{_HAN}]")


class ChineseAndEnglish(SearchEnglish):
    """Both languages of the book in one index: English by stems, Chinese by pairs of characters."""

    lang = "zh_en"
    language_name = "English"  # names the stemmer of the page
    js_splitter_code = r"""
function splitQuery(query) {
  const han = /^[\u3400-\u4dbf\u4e00-\u9fff]/;
  const parts = query.match(
    /[\u3400-\u4dbf\u4e00-\u9fff]+|(?:(?![\u3400-\u4dbf\u4e00-\u9fff])[\p{L}\p{N}_])+/gu
  );
  return (parts || []).flatMap(function (part) {
    if (part.length === 1 || !han.test(part)) return [part];
    return Array.from(part.slice(1), function (character, at) { return part[at] + character; });
  });
}
"""

    def split(self, input: str) -> list[str]:
        """The words of a text: of Chinese each character and each pair, for questions of one
        character and of more.
        """
        words: list[str] = []
        for part in _PARTS.findall(input):
            words += [*part, *map("".join, pairwise(part))] if _IS_HAN.match(part) else [part]
        return words

"""Quirks of headings, titles, names and dates (E, F), and of prose beside the tables (C)."""

from __future__ import annotations

import re
from datetime import date

from tests.corpus.model import Draft, Paragraph
from tests.corpus.quirk import quirk
from tests.corpus.report import NUMERALS, fill, ourselves, prose, sign

LONGER = {
    2: "行政机关主动公开政府信息情况",
    3: "行政机关收到和处理政府信息公开申请情况",
    4: "因政府信息公开申请引起的行政复议、提起行政诉讼情况",
    5: "政府信息公开工作存在的主要问题及改进情况",
    6: "其他需要说明的事项",
}


def _first(draft: Draft, text: str, role: str) -> None:
    draft.blocks.insert(0, Paragraph(text, role))  # type: ignore[arg-type]


def _drop(draft: Draft, *roles: str) -> None:
    draft.blocks = [
        block
        for block in draft.blocks
        if not (isinstance(block, Paragraph) and block.role in roles)
    ]


def _unsign(draft: Draft) -> None:
    _drop(draft, "agency", "date")
    draft.signed_on = None


def _lead(draft: Draft, kind: str) -> None:
    for paragraph in draft.paragraphs("lead"):
        paragraph.text = fill(draft, draft.random.choice(prose()[kind]))


def _into_first_section(draft: Draft, kind: str) -> None:
    at = next(
        index
        for index, b in enumerate(draft.blocks)
        if isinstance(b, Paragraph) and b.role == "heading"
    )
    draft.blocks.insert(at + 1, Paragraph(fill(draft, draft.random.choice(prose()[kind])) + "。"))


@quirk("E1 numbers of headings", "report")
def heading_numbers(draft: Draft) -> None:
    for at, paragraph in enumerate(draft.paragraphs("heading")):
        form = draft.random.choice(["{old}", "{arabic}、 {words}", "{arabic}.{words}", "{words}"])
        words = paragraph.text.split("、", 1)[-1]
        paragraph.text = form.format(old=paragraph.text, arabic=at + 1, words=words)


@quirk("E2 brackets for sections", "report")
def bracketed_headings(draft: Draft) -> None:
    for paragraph in draft.paragraphs("heading"):
        number, words = (
            paragraph.text.split("、", 1) if "、" in paragraph.text[:3] else ("", paragraph.text)
        )
        paragraph.text = f"（{number}）{words}" if number else words


@quirk("E3 longer headings", "report")
def longer_headings(draft: Draft) -> None:
    for at, paragraph in enumerate(draft.paragraphs("heading")):
        if at + 1 in LONGER and draft.random.random() < 0.7:
            paragraph.text = f"{NUMERALS[at]}、{LONGER[at + 1]}"


@quirk("E5 heading missing", "report")
def heading_missing(draft: Draft) -> None:
    headings = draft.paragraphs("heading")
    if len(headings) == 6:
        headings[4].text = "（一）主要问题"
        headings[4].role = "body"


@quirk("E6 prose before the table", "report")
def prose_before_table(draft: Draft) -> None:
    for number in (2, 3):
        grids = draft.grids(number)
        if grids:
            at = next(index for index, block in enumerate(draft.blocks) if block is grids[0])
            text = f"{draft.year}年，{ourselves(draft.agency)}按目录逐项公开，有关数据见下表（单位：件）："
            draft.blocks.insert(at, Paragraph(text))


@quirk("E7 wrong number of parts", "report")
def wrong_number_of_parts(draft: Draft) -> None:
    for paragraph in draft.paragraphs("lead"):
        paragraph.text += "本报告共分七个部分：总体情况，主动公开，申请办理，复议诉讼，问题与改进，其他事项，附件。"


@quirk("F1 no title", "report")
def no_title(draft: Draft) -> None:
    _drop(draft, "title")
    draft.title = None
    if not draft.paragraphs("agency"):
        sign(draft)


@quirk("F2 agency in the signature alone", "report")
def agency_in_signature(draft: Draft) -> None:
    _drop(draft, "title")
    draft.title = None
    _lead(draft, "neutral_leads")
    if not draft.paragraphs("agency"):
        sign(draft)
    draft.page["source"] = "本站"


@quirk("F2 agency nowhere", "report")
def agency_nowhere(draft: Draft) -> None:
    agency_in_signature(draft)
    _unsign(draft)
    draft.known_agency = False
    for paragraph in draft.paragraphs("body"):
        paragraph.text = paragraph.text.replace(draft.agency, ourselves(draft.agency))


@quirk("F3 title without year", "report")
def title_without_year(draft: Draft) -> None:
    draft.title = f"{draft.agency}政府信息公开工作年度报告"
    for paragraph in draft.paragraphs("title"):
        paragraph.text = draft.title


@quirk("F4 title over two lines", "report")
def title_over_lines(draft: Draft) -> bool:
    for paragraph in draft.paragraphs("title"):
        cuts = ["工作年度报告", "年度报告", "政府信息公开", str(draft.year)]
        at = paragraph.text.find(draft.random.choice(cuts))
        if at > 0:
            paragraph.text = (
                paragraph.text[:at] + draft.random.choice(["\n", "\n\n"]) + paragraph.text[at:]
            )
            return True
    return False


@quirk("F5 other title words", "report")
def other_title_words(draft: Draft) -> None:
    draft.title = fill(draft, draft.random.choice(prose()["odd_titles"]))
    for paragraph in draft.paragraphs("title"):
        paragraph.text = draft.title


@quirk("F5 title of year alone", "report")
def title_of_year_alone(draft: Draft) -> None:
    """The agency stands in the introduction and the signature, not in the title."""
    draft.title = f"关于{draft.year}年政府信息公开年度报告"
    for paragraph in draft.paragraphs("title"):
        paragraph.text = draft.title
    if not draft.paragraphs("agency"):
        sign(draft)


@quirk("F14 Chinese numerals", "report")
def chinese_numerals(draft: Draft) -> None:
    """The year of the title and the signature's date in Chinese numerals."""
    if draft.title:
        draft.title = draft.title.replace(
            str(draft.year), numeral(draft.year, draft.random.choice("〇○"))
        )
    for paragraph in draft.paragraphs("title"):
        paragraph.text = draft.title or paragraph.text
    for paragraph in draft.paragraphs("date"):
        year, month, day = (int(part) for part in re.findall(r"\d+", paragraph.text))
        paragraph.text = f"{numeral(year, '〇')}年{_tens(month)}月{_tens(day)}日"


def numeral(number: int, zero: str) -> str:
    """The digits of a number one by one in Chinese."""
    return "".join((zero + NUMERALS[:9])[int(digit)] for digit in str(number))


def _tens(number: int) -> str:
    tens, units = divmod(number, 10)
    return (
        (NUMERALS[tens - 1] if tens > 1 else "")
        + ("十" if tens else "")
        + (NUMERALS[units - 1] if units else "")
    )


@quirk("F6 cover letter", "report")
def cover_letter(draft: Draft) -> None:
    for line in reversed(fill(draft, prose()["covers"][0]).split("\n")):
        _first(draft, line, "junk")


@quirk("F8 dates of the page", "report")
def dates_of_the_page(draft: Draft) -> None:
    draft.page["today"] = draft.random.choice(["2019年12月3日 星期二", "2025年12月30日"])
    if draft.format == "text":
        lines = [
            "首页 > 政务公开 > 邻县民政局 > 年报",
            f"今天是{draft.page['today']}",
            "登录 注册",
            "字号：大 中 小 打印",
        ]
        draft.page["before"] = lines


@quirk("F9 period without signs", "report")
def period_without_signs(draft: Draft) -> bool:
    for paragraph in draft.paragraphs("lead"):
        old = paragraph.text
        paragraph.text = re.sub(r"(\d{4})年1月1日", r"\g<1>11日", old)
        paragraph.text = re.sub(r"(?:(\d{4})年)?12月31日", f"{draft.year}1231日", paragraph.text)
        return paragraph.text != old
    return False


@quirk("F10 hijacked copy", "report")
def hijacked(draft: Draft) -> None:
    spam = draft.random.choice(prose()["spam"])
    _first(draft, prose()["spam_lines"][0].format(spam=spam), "junk")


@quirk("F11 publisher is another", "report")
def publisher_is_another(draft: Draft) -> None:
    draft.page["source"] = draft.random.choice(
        ["市融媒体中心", f"{draft.place}人民政府", "政务公开办"]
    )


@quirk("F12 junk", "report")
def junk(draft: Draft) -> None:
    _first(draft, draft.random.choice(["正文", "[bookmark: _GoBack]", "附件1", "\ue5e5"]), "junk")
    for paragraph in draft.random.sample(draft.paragraphs("body"), k=2):
        paragraph.text = "[bookmark: hmcheck_8f1c]" + paragraph.text
    draft.blocks.append(
        Paragraph(
            draft.random.choice(["农机补贴÷", "扫一扫在手机打开当前页", "（此件公开发布）"]), "junk"
        )
    )


@quirk("F13 addressed upward", "report")
def addressed_upward(draft: Draft) -> None:
    _lead(draft, "upward_leads")


@quirk("C3 prose differs", "report")
def prose_differs(draft: Draft) -> bool:
    entry = draft.figures.get((3, "new_received", "total"))
    if not draft.grids(3) or entry is None or entry.value is None:
        return False
    wrong = int(entry.value) + draft.random.choice([1, 17, 72])
    changed = False
    for paragraph in draft.paragraphs("body"):
        text = paragraph.text
        paragraph.text = re.sub(
            rf"(收到?政府信息公开申请){entry.value}件", rf"\g<1>{wrong}件", text
        )
        changed |= paragraph.text != text
    return changed


@quirk("C4 another population", "report")
def another_population(draft: Draft) -> bool:
    received = [draft.figures.get((3, row, "total")) for row in ("new_received", "carried_in")]
    if any(entry is None or entry.value is None for entry in received):
        return False
    accepted = sum(int(entry.value or 0) for entry in received if entry)
    sentence = fill(draft, draft.random.choice(prose()["accepted_sentences"]), accepted=accepted)
    draft.blocks.insert(3, Paragraph(sentence + "。"))
    return True


@quirk("C5 withdrawn apart", "report")
def withdrawn_apart(draft: Draft) -> None:
    _into_first_section(draft, "withdrawn_sentences")


@quirk("C6 old categories", "report")
def old_categories(draft: Draft) -> None:
    _into_first_section(draft, "old_sentences")


@quirk("C7 signed too early", "report")
def signed_too_early(draft: Draft) -> None:
    """The signature's date lies in the year reported on."""
    _unsign(draft)
    sign(draft, date(draft.year, 1, draft.random.randint(5, 28)))


@quirk("C9 two levels", "report")
def two_levels(draft: Draft) -> None:
    _into_first_section(draft, "levels_sentences")


@quirk("B16 year-like counts in prose", "report")
def year_like_counts(draft: Draft) -> None:
    _into_first_section(draft, "year_like_sentences")

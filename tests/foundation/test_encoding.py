from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.encoding import MAX_REPLACED, NotText, decode

PROSE = "本机关收到的政府信息公开申请均在法定期限内办理，全年没有因公开工作引起的行政复议。"
TRADITIONAL = (
    "本機關收到的資訊公開申請，均在法定期限內辦理，全年沒有因公開工作引起的訴訟，報告由辦公室編製。"
)
BEYOND_GBK = "㐂𠮷"  # GB18030 writes them in four bytes; GB2312 and GBK do not have them


def page(text: str, charset: str, encoding: str) -> bytes:
    return f'<html><head><meta charset="{charset}"></head><body><p>{text}</p></body></html>'.encode(
        encoding
    )


def codes(data: bytes, declared: str | None = None) -> list[str]:
    return [code for code, _ in decode(data, declared).issues]


def test_page_that_declares_gb2312_may_hold_characters_of_gb18030_only() -> None:
    decoded = decode(page(PROSE + BEYOND_GBK, "gb2312", "gb18030"))
    assert PROSE + BEYOND_GBK in decoded.text
    assert (decoded.encoding, decoded.basis, decoded.issues) == ("gb18030", "declared", ())


def test_undeclared_gbk_is_read_and_marked_as_a_guess() -> None:
    decoded = decode(PROSE.encode("gbk"))
    assert (decoded.text, decoded.encoding, decoded.basis) == (PROSE, "gb18030", "statistics")
    assert codes(PROSE.encode("gbk")) == ["encoding_guessed"]


def test_header_that_says_utf_8_over_gbk_bytes_loses_to_the_bytes() -> None:
    decoded = decode(page(PROSE, "gbk", "gbk"), "text/html; charset=UTF-8")
    assert PROSE in decoded.text
    assert (decoded.encoding, decoded.basis) == ("gb18030", "declared")


def test_meta_that_says_gb2312_over_utf_8_bytes_loses_to_the_bytes_and_is_noted() -> None:
    decoded = decode(page(PROSE, "gb2312", "utf-8"))
    assert PROSE in decoded.text
    assert (decoded.encoding, decoded.basis) == ("utf-8", "utf-8")
    assert codes(page(PROSE, "gb2312", "utf-8")) == ["encoding_conflict"]


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [(codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
     (codecs.BOM_UTF32_LE, "utf-32-le")],
)  # fmt: skip
def test_byte_order_mark_decides_and_is_no_part_of_the_text(mark: bytes, encoding: str) -> None:
    decoded = decode(mark + PROSE.encode(encoding), "gbk")
    assert (decoded.text, decoded.encoding, decoded.basis) == (PROSE, encoding, "bom")


def test_byte_order_mark_in_the_middle_is_left_out() -> None:
    assert decode(f"前\ufeff后{PROSE}".encode()).text == f"前后{PROSE}"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_found_by_its_nul_bytes(encoding: str) -> None:
    decoded = decode(page(PROSE, "utf-16", encoding))
    assert PROSE in decoded.text
    assert (decoded.encoding, decoded.basis) == (encoding, "nul_pattern")


def test_big5_is_read_where_it_is_declared() -> None:
    decoded = decode(page(TRADITIONAL, "big5", "big5"))
    assert TRADITIONAL in decoded.text
    assert (decoded.encoding, decoded.basis) == ("big5hkscs", "declared")


def test_gbk_bytes_under_a_big5_declaration_are_not_read_as_big5() -> None:
    decoded = decode(page(PROSE, "big5", "gbk"))
    assert PROSE in decoded.text
    assert decoded.encoding == "gb18030"


def test_undeclared_big5_is_refused_rather_than_read_as_other_characters() -> None:
    with pytest.raises(NotText):
        decode((TRADITIONAL * 3).encode("big5"))


def test_nul_bytes_within_utf_8_are_left_out_and_noted() -> None:
    decoded = decode(f"{PROSE}1\x002".encode())
    assert decoded.text == f"{PROSE}12"
    assert [code for code, _ in decoded.issues] == ["nul_bytes"]


def test_zero_width_characters_and_direction_marks_are_left_out() -> None:
    decoded = decode(f"申\u200b请{PROSE}\u202d21\u202c".encode())
    assert decoded.text == f"申请{PROSE}21"
    assert [code for code, _ in decoded.issues] == ["bidirectional_controls"]


def test_digits_behind_an_override_of_direction_are_marked_for_they_are_shown_turned_round() -> (
    None
):
    decoded = decode(f"{PROSE}\u202e21\u202c".encode())
    assert decoded.text == f"{PROSE}?21"
    assert [code for code, _ in decoded.issues] == ["bidirectional_controls"]


def test_private_use_characters_are_kept_and_noted() -> None:
    assert decode(f"{PROSE}\ue123\uf06c".encode()).issues[0] == (
        "private_use_characters",
        "2 characters have no meaning outside of the font of their author",
    )


def test_text_cut_within_its_last_character_is_read_and_noted() -> None:
    decoded = decode(PROSE.encode()[:-1])
    assert decoded.text == PROSE[:-1] + "\ufffd"
    assert [code for code, _ in decoded.issues] == ["replacement_characters"]


def test_page_whose_author_already_lost_its_characters_is_refused() -> None:
    with pytest.raises(NotText, match=f"{MAX_REPLACED + 1} of "):
        decode(("公开" * 20 + "\ufffd" * (MAX_REPLACED + 1)).encode())


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(NotText) as refusal:
        decode(bytes(range(128, 256)) * 40)
    assert "\n" not in str(refusal.value)


def test_utf_8_of_mojibake_is_read_but_suspected() -> None:
    twice = PROSE.encode().decode("gb18030", "ignore")
    assert "mojibake_suspected" in codes(twice.encode())


def test_nothing_is_text_without_issues() -> None:
    assert decode(b"") == decode(b"", "gbk")
    assert decode(b"").text == ""


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), max_size=40))
def test_every_han_text_survives_utf_8_and_declared_gbk(text: str) -> None:
    assert decode((text + PROSE).encode()).text == text + PROSE
    assert text + PROSE in decode(page(text + PROSE, "GB2312", "gb18030")).text


@given(st.binary(max_size=400))
def test_any_bytes_give_text_or_one_refusal(data: bytes) -> None:
    try:
        decoded = decode(data)
    except NotText:
        return
    assert "\x00" not in decoded.text
    assert decoded == decode(data)

from __future__ import annotations

import time

import pytest

from extract.document import Document, Grid, Paragraph
from extract.readers.html.read import read_html

pytestmark = pytest.mark.slow


TABLE = "<table><tr><td>甲<td>1<td>2<tr><td>乙<td>3<td>4</table>"


def grids(document: Document) -> list[list[str]]:
    return [
        [cell.text for cell in block.cells] for block in document.blocks if isinstance(block, Grid)
    ]


@pytest.mark.parametrize("depth", [260, 3000, 20000])
@pytest.mark.parametrize("tag", ["span", "div", "b"])
def test_table_after_deep_nesting_is_found(depth: int, tag: str) -> None:
    markup = f"<p>前</p>{f'<{tag}>' * depth}深{f'</{tag}>' * depth}{TABLE}<p>后</p>"
    document = read_html(markup.encode())
    assert grids(document) == [["甲", "1", "2", "乙", "3", "4"]]
    assert [block.text for block in document.blocks if isinstance(block, Paragraph)] == [
        "前",
        "深",
        "后",
    ]
    assert [code for code, _ in document.issues] == ["deep_nesting"]


@pytest.mark.parametrize("tag", ["span", "div"])
def test_table_within_deep_nesting_is_found_or_its_loss_is_told(tag: str) -> None:
    document = read_html(f"{f'<{tag}>' * 3000}{TABLE}".encode())
    if tag == "span":  # spans only dress the text, and are taken off
        assert grids(document) == [["甲", "1", "2", "乙", "3", "4"]]
        [grid] = document.blocks
        assert isinstance(grid, Grid)
        assert grid.cells[4].place.path == "(//table)[1]/tr[2]/td[2]"
    else:
        assert [code for code, _ in document.issues] == ["deep_nesting", "markup_lost"]


def test_values_that_stood_apart_do_not_run_together_when_a_deep_tree_is_cut() -> None:
    values = "".join(f"<div>{n}</div>" for n in range(3))
    document = read_html(f"{'<div>' * 400}{values}5<p>6</p>7".encode())
    lines = [
        line
        for block in document.blocks
        if isinstance(block, Paragraph)
        for line in block.text.split("\n")
    ]
    assert lines == ["0", "1", "2", "5", "6", "7"]


def test_tables_nested_beyond_reason_end_without_a_crash() -> None:
    document = read_html(f"{'<table><tr><td>' * 3000}1".encode())
    assert "markup_lost" in [code for code, _ in document.issues]


def test_deep_document_takes_seconds_at_most() -> None:
    started = time.process_time()
    read_html(("<div>" * 30_000 + TABLE).encode())
    assert time.process_time() - started < 20


def test_entities_of_a_document_type_are_not_expanded() -> None:
    bomb = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 30))
    markup = (
        f'<!DOCTYPE html [<!ENTITY a0 "公开">{bomb}<!ENTITY f SYSTEM'
        ' "file:///etc/hostname">]><body><p>&a29;&f;</p>'
    )
    document = read_html(markup.encode())
    text = "".join(block.text for block in document.blocks if isinstance(block, Paragraph))
    assert len(text) < 200
    assert "&f;" in text


def test_nul_bytes_controls_and_zero_width_references_do_not_break_numbers() -> None:
    document = read_html(
        b"<table><tr><td>1\x002<td>&#8203;3&zwnj;4&#xFEFF;<td>5\x01&shy;6<td>\x0b</table>"
    )
    assert grids(document) == [["12", "34", "56", ""]]


def test_comments_and_scripts_with_tables_are_not_taken_for_losses() -> None:
    markup = (
        "<!-- <table><tr><td>"
        f" --><script>'<table><tr><td>'</script><textarea><td></textarea>{TABLE}"
    )
    assert read_html(markup.encode()).issues == ()


def test_many_open_comments_are_read_in_linear_time() -> None:
    started = time.process_time()
    read_html(b"<!--<td " * 100_000)
    assert time.process_time() - started < 10

"""A list is whole only when it shows that it is: any sign of a pager that nobody could turn makes it
incomplete.
"""

from __future__ import annotations

import pytest

from crawler.evidence import Listing
from crawler.pages.page import Page
from crawler.spiders.paging.unread import note_pager

_ADDRESS = "http://www.a.example/zwgk/zfxxgknb/index.html"
_FURTHER = [
    "<div id='p'></div><script>laypage({cont:'p',pages:2,curr:1,jump:function(o){}})</script>",
    "<script>var total=parseInt('2');laypage({cont:'p',pages:total,curr:1})</script>",
    "<script>layui.laypage.render({elem:'p',count:24,limit:12,jump:load})</script>",
    "<script>$('.M-box').pagination({totalData:24,showData:12,pageCount:2})</script>",
    "<script>var total=24,pagesize=12;showPager(total,pagesize,1);</script>",
    "<script>$('#p').jqPaginator({totalPages:2,visiblePages:5})</script>",
    "<script>createPage('p', 2, 1)</script>",
    "<el-pagination :total='total' layout='prev, pager, next'></el-pagination>",
    "<div class='pagination' id='pages'></div><script>fill('#pages', load)</script>",
    "<a href='javascript:goto(2)'>下一页</a>",
    "<a onclick='turn(this)'>尾页</a>",
    "<a href='/other/folder/list-7-2.html'>末页</a>",
    "<div>共2页 <a onclick='turn()'>下一页</a></div>",
    "<div>共24条</div><div class='pager'></div><script>$('.pager').fill()</script>",
]
_WHOLE = [
    "",
    "<div class='pager'></div>",
    "<div class='pagination'><b>1</b></div>",
    "<script>laypage({cont:'p',pages:1,curr:1})</script>",
    "<script>layui.laypage.render({elem:'p',count:12,limit:15})</script>",
    "<script>function showPager(total,size,now){ draw(total) }</script>",
    "<a href='index.html'>下一页</a><a href='#'>尾页</a>",
    "<a class='disabled' href='index_1.html'>下一页</a>",
    "<li class='disabled'><a href='javascript:go(2)'>下一页</a></li>",
    "<a href='javascript:void(0)'>下一页</a>",
    "<div>共12条 1/1页 <a href='javascript:goto(1)'>尾页</a></div>",
]


def _listing(pager: str, **known: int) -> Listing:
    listing = Listing("年报", pages_seen=1, items_seen=12, **known)
    note_pager(Page(_ADDRESS, f"<html><body>{pager}</body></html>".encode()), listing)
    return listing


@pytest.mark.parametrize("pager", _FURTHER)
def test_a_list_with_a_pager_that_could_not_be_turned_is_not_whole(pager: str) -> None:
    assert _listing(pager).shortfalls() != []


@pytest.mark.parametrize("pager", _WHOLE)
def test_a_list_of_one_page_is_whole(pager: str) -> None:
    assert _listing(pager).shortfalls() == []


def test_a_pager_that_a_family_has_read_speaks_for_itself() -> None:
    assert _listing(_FURTHER[1], items_announced=12).shortfalls() == []


def test_a_list_whose_second_page_was_seen_is_judged_by_its_numbers() -> None:
    listing = _listing(_FURTHER[8])
    listing.pages_seen = 2
    assert listing.shortfalls() == []

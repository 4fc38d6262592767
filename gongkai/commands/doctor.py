"""`gongkai doctor`: which optional tools are there, and what is lost without them."""

from __future__ import annotations

import shutil
import subprocess
from importlib.metadata import version
from importlib.util import find_spec

import click

from crawler.browser.chromium import VARIABLES, find_chromium
from extract.tools import ANTIWORD, BSDTAR, LIBREOFFICE, OCR
from gongkai.listing import show_listing

USES = {
    LIBREOFFICE: "DOC, WPS and RTF reports with their tables / 读取 DOC、WPS、RTF 文档及其表格",
    ANTIWORD: (
        "the text of DOC reports where LibreOffice is missing / 无 LibreOffice 时读取 DOC 文字"
    ),
    BSDTAR: "reports packed in RAR archives / 读取 RAR 压缩包中的报告",
}


def _character_recognition() -> str | None:
    """The package that reads pictures, with its version, where it has all that it needs."""
    return f"{OCR[0]} {version(OCR[0])}" if all(map(find_spec, OCR)) else None


def _chinese_font() -> str | None:
    """A font that can draw Chinese, as fontconfig knows it."""
    if shutil.which("fc-list") is None:
        return None
    answer = subprocess.run(
        ["fc-list", ":lang=zh", "family"], capture_output=True, text=True, check=False
    )
    return next(iter(sorted(answer.stdout.splitlines())), None)


def _findings() -> list[tuple[str, str | None, str]]:
    chromium = find_chromium()
    browser = f"{chromium.path} ({chromium.origin})" if chromium else None
    return [
        (
            "Chromium",
            browser,
            f"portals with `render: true` (or set {VARIABLES[0]}) / 需要浏览器渲染的门户",
        ),
        *((tool.name, tool.find(), use) for tool, use in USES.items()),
        (
            "OCR",
            _character_recognition(),
            "scans and pictures of reports (pip install 'gongkai[ocr]') / 识别扫描件和图片",
        ),
        ("Chinese font", _chinese_font(), "pictures of pages with Chinese text / 网页截图中的汉字"),
    ]


@click.command()
def command() -> None:
    """Tell which optional tools this machine has. Everything not named here works without them.

    检查本机的可选工具；未列出的功能不依赖它们。
    """
    rows = [(name, found or "missing / 缺少", use) for name, found, use in _findings()]
    show_listing(("Tool / 工具", "Found / 状态", "Needed for / 用途"), rows)

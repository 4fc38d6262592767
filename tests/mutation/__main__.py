"""`python -m tests.mutation`: how many small faults in extract/tables the tests notice."""

from __future__ import annotations

import os
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click
import yaml

from tests.mutation import runner
from tests.mutation.mutants import Mutant, mutants

FOLDER = runner.TOP / "extract" / "tables"
FLOOR = Path(__file__).with_name("floor.yml")
KINDS = {runner.KILLED: "killed", runner.SURVIVED: "survived", runner.UNFIT: "unfit"}


def _tried(tests: runner.Tests, chosen: list[Mutant], workers: int) -> Iterator[tuple[Mutant, str]]:
    """What became of each mutant: killed, survived, or unfit where it could not be put in."""
    running: dict[int, Mutant] = {}
    waiting = list(reversed(chosen))
    while waiting or running:
        while waiting and len(running) < workers:
            mutant = waiting.pop()
            running[tests.start(mutant)] = mutant
        child, status = os.wait()
        yield running.pop(child), KINDS.get(os.waitstatus_to_exitcode(status), "killed")


def _try(tests: runner.Tests, chosen: list[Mutant], workers: int) -> dict[Mutant, str]:
    """The same, until all are tried or Ctrl-C ends it: what was found by then counts."""
    found: dict[Mutant, str] = {}
    try:
        for mutant, kind in _tried(tests, chosen, workers):
            found[mutant] = kind
            if kind == "survived":
                click.echo(f"survived: {mutant.name}")
    except KeyboardInterrupt:
        click.echo(f"ended after {len(found)} of {len(chosen)}")
    return found


def _report(found: dict[Mutant, str]) -> float:
    files = sorted({mutant.path for mutant in found})
    for path in files:
        kinds = Counter(kind for mutant, kind in found.items() if mutant.path == path)
        fit = kinds["killed"] + kinds["survived"]
        click.echo(f"{path.relative_to(FOLDER)!s:32} {kinds['killed']:5} of {fit:5}")
    kinds = Counter(found.values())
    fit = kinds["killed"] + kinds["survived"]
    score = kinds["killed"] / max(fit, 1)
    click.echo(f"{'all':32} {kinds['killed']:5} of {fit:5}  {score:.1%}")
    return score


@click.command()
@click.option("--only", default="", help="Only files of extract/tables whose path holds this.")
@click.option("--sample", type=int, help="Only so many mutants, drawn by --seed.")
@click.option("--seed", default=1, help="The same seed draws the same mutants.")
@click.option("--line", type=int, help="Only the mutants of this line.")
@click.option("--workers", default=os.cpu_count() or 1, help="How many at once.")
@click.option("--keep-floor", is_flag=True, help="Raise the floor to the score, if it is higher.")
def main(
    only: str, sample: int | None, seed: int, line: int | None, workers: int, keep_floor: bool
) -> None:
    """Try small faults in extract/tables; end with status 1 where fewer are noticed than the floor
    says.
    """
    paths = [path for path in sorted(FOLDER.rglob("*.py")) if only in path.as_posix()]
    every: list[Mutant] = []
    for path in paths:
        every += [mutant for mutant in mutants(path) if line in (None, mutant.line)]
    if sample is not None and sample < len(every):
        every = random.Random(seed).sample(every, sample)
    started = time.monotonic()
    found: dict[Mutant, str] = {}
    runner.Tests(lambda tests: found.update(_try(tests, every, workers))).run()
    score = _report(found)
    click.echo(f"{time.monotonic() - started:.0f} s")
    if only or line:
        return
    floor = yaml.safe_load(FLOOR.read_text(encoding="utf-8"))
    if keep_floor and score > floor["score"]:
        floor["score"] = int(score * 1000) / 1000
        head = FLOOR.read_text(encoding="utf-8").split("score:")[0]
        FLOOR.write_text(f"{head}score: {floor['score']}\n", encoding="utf-8")
    if score < floor["score"]:
        click.echo(f"the floor is {floor['score']:.1%} (tests/mutation/floor.yml)", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()

"""`python -m tests.corpus`: make documents, read them, and print the score."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import click

from tests.corpus.maker import EXTRA_FORMATS, WEIGHTS, make, quirk_names
from tests.corpus.score import IDENTITY, Score, Tally, grouped, score, tally
from tests.corpus.workers import read_all

ROW = "{:34} {:>6} {:>8} {:>9} {:>6} {:>6} {:>8}"


def _table(title: str, groups: dict[str, Tally]) -> None:
    click.echo(f"\n{ROW.format(title, 'docs', 'cells', 'right', 'wrong', 'silent', 's/doc')}")
    for key, one in groups.items():
        speed = f"{one.seconds / max(1, one.documents):.3f}"
        click.echo(
            ROW.format(
                key, one.documents, one.cells, f"{one.accuracy:.3%}", one.wrong, one.silent, speed
            )
        )


def _identity(scores: list[Score]) -> None:
    known = [one for one in scores if one.sample.truth["parsed"]]
    click.echo(f"\nidentity, of {len(known)} reports")
    for key in IDENTITY:
        click.echo(
            f"  {key:14} {1 - sum(key in one.identity for one in known) / max(1, len(known)):.2%}"
        )
        failed = [one for one in known if key in one.identity]
        for one in failed[:4]:
            got, want = one.identity[key]
            click.echo(f"    {one.sample.name}: got {got!r}, want {want!r} {_quirks(one)}")


def _quirks(one: Score) -> str:
    return f"[{one.sample.layout}: {', '.join(one.sample.quirks)}]"


def _failures(title: str, scores: list[Score], limit: int) -> None:
    click.echo(f"\n{title}: {len(scores)} documents")
    for one in scores[:limit]:
        shown = [
            f"{error.cell} got {error.got} want {error.want}"
            for error in [*one.wrong, *one.missed][:3]
        ]
        counts = f"{len(one.wrong)} wrong, {len(one.missed)} missed of {one.cells}"
        click.echo(f"  {one.sample.name} {one.quality} {counts} {_quirks(one)} {one.error or ''}")
        for line in shown:
            click.echo(f"      {line}")


def _each_quirk(seed: int, count: int, format: str | None, wall: float) -> None:
    """The score of every quirk alone, the worst first."""
    made = [
        sample for name in quirk_names() for sample in make(seed, count, format, "clean", (name,))
    ]
    fitting = [sample for sample in made if any(name in quirk_names() for name in sample.quirks)]
    known = set(quirk_names())
    scores = [score(answer) for answer in read_all(fitting, wall=wall)]
    groups = {name: one for name, one in grouped(scores, "quirks").items() if name in known}
    _table("each quirk alone", dict(sorted(groups.items(), key=lambda item: item[1].accuracy)))


def _keep(folder: Path, scores: list[Score]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for one in scores:
        (folder / one.sample.name).write_bytes(one.sample.data)
        truth = {"quirks": one.sample.quirks, "layout": one.sample.layout, **one.sample.truth}
        (folder / f"{one.sample.name}.truth.json").write_text(
            json.dumps(truth, ensure_ascii=False, indent=1)
        )


@click.command()
@click.option("--seed", default=1, help="The same seed makes the same documents.")
@click.option("--count", default=400, help="How many documents.")
@click.option("--format", type=click.Choice([*WEIGHTS, *EXTRA_FORMATS]), help="Only this format.")
@click.option(
    "--layout", type=click.Choice(["clean", "quirky", "destroyed"]), help="Only this layout."
)
@click.option(
    "--quirk",
    "quirks",
    multiple=True,
    type=click.Choice(list(quirk_names())),
    help="Only these quirks.",
)
@click.option("--only", help="Read only the document of this name.")
@click.option(
    "--keep",
    type=click.Path(path_type=Path),
    help="Write the documents of failures into this folder.",
)
@click.option(
    "--list", "limit", default=15, help="How many documents to list under each kind of failure."
)
@click.option(
    "--each", type=int, help="Instead: this many documents of each quirk alone, on a clean base."
)
@click.option("--wall", default=60.0, help="Seconds after which a reading is ended.")
def main(
    seed: int,
    count: int,
    format: str | None,
    layout: str | None,
    quirks: tuple[str, ...],
    only: str | None,
    keep: Path | None,
    limit: int,
    each: int | None,
    wall: float,
) -> None:
    """Make documents, read them with the extractor, and print how right it was."""
    if each:
        _each_quirk(seed, each, format, wall)
        return
    absent: Counter[str] = Counter()
    samples = list(make(seed, count, format, layout, quirks, lambda name: absent.update([name])))
    scores = [
        score(answer)
        for answer in read_all([s for s in samples if only in (None, s.name)], wall=wall)
    ]
    scores.sort(key=lambda one: one.sample.name)
    _report(scores, limit)
    for name, number in absent.items():
        click.echo(
            f"skipped: {number} documents of format {name}, the tool that makes them is absent"
        )
    if keep:
        _keep(
            keep,
            [one for one in scores if one.wrong or one.missed or one.error or one.identity or only],
        )


def _report(everything: list[Score], limit: int) -> None:
    read = {one.sample.format for one in everything if one.read or one.error}
    pending = Counter(one.sample.format for one in everything if one.sample.format not in read)
    scores = [one for one in everything if one.sample.format in read]
    known = [one for one in scores if one.sample.truth["parsed"] and one.sample.form != "2014"]
    for by in ("form", "format", "quirks", "layout"):
        _table(by, grouped(known, by))
    statistics = [one for one in scores if one.sample.form == "2014"]
    refused = [one for one in scores if one.sample.form in (None, "prose")]
    _table(
        "all",
        {"reports": tally(known), "statistics": tally(statistics), "look-alikes": tally(refused)},
    )
    for name, number in sorted(pending.items()):
        click.echo(f"pending: {number} documents of format {name}, of which nothing is read yet")
    _identity(scores)
    _failures("SILENT ERRORS", [one for one in scores if one.silent], limit)
    _failures("crashes", [one for one in scores if one.error], limit)
    _failures(
        "wrong in a doubtful reading",
        [one for one in scores if one.wrong and not one.silent],
        limit,
    )
    _failures("missed", [one for one in scores if one.missed and not one.wrong], limit)
    _failures("quality does not fit", [one for one in scores if not one.quality_fits], limit)


if __name__ == "__main__":
    main()

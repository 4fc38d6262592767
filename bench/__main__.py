"""`python -m bench` measures all parts, `python -m bench extract` one of them."""

from __future__ import annotations

import click

from bench.extract import SHARES, measure


@click.group(invoke_without_command=True)
@click.pass_context
def main(context: click.Context) -> None:
    """Measure the speed and the memory of the parts; all of them unless one is named."""
    if context.invoked_subcommand is None:
        context.invoke(extract)


@main.command()
@click.option("--documents", default=60, show_default=True, type=click.IntRange(5), help="HTML pages in each round.")
@click.option("--format", "formats", type=click.Choice(list(SHARES)), multiple=True, help="Only these formats.")
@click.option("--rounds", default=5, show_default=True, type=click.IntRange(1), help="Rounds that are timed.")
def extract(documents: int, rounds: int, formats: tuple[str, ...]) -> None:
    """Reading, beside the libraries that read bare tables."""
    measure(documents, rounds, formats or tuple(SHARES))


if __name__ == "__main__":
    main(prog_name="python -m bench")

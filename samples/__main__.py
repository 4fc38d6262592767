"""Runs the practice portals in the foreground: `python -m samples [PORT]`."""

from __future__ import annotations

import sys
from threading import Event

import click

from samples.errors import SamplesError
from samples.server import PracticePortals
from samples.truth import practice_portal_ids
from samples.world import DEFAULT_PORT


@click.command()
@click.argument("port", type=click.IntRange(0, 65535), default=DEFAULT_PORT)
def main(port: int) -> None:
    """Serve the practice portals on PORT (0: a free one) until Ctrl-C."""
    try:
        with PracticePortals(port) as portals:
            for portal_id in practice_portal_ids():
                click.echo(f"{portals.home(portal_id)}  {portal_id}")
            Event().wait()
    except SamplesError as error:
        click.echo(f"samples: {error}", err=True)
        sys.exit(error.exit_status)
    except KeyboardInterrupt:
        click.echo("stopped")


if __name__ == "__main__":
    main(prog_name="python -m samples")

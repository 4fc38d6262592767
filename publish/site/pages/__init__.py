"""The site's own pages: each module here is one, or a few that belong together, and says in ROUTES where it stands."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from publish.site.visit import Route


def routes() -> list[Route]:
    """The routes of every page module, module by module in the order of their names."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return [route for name in names for route in import_module(f"{__name__}.{name}").ROUTES]

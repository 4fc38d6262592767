"""The site's own pages: each module here is one, or a few that belong together, and says in ROUTES
where it stands.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module

from publish.site.visit import Route


def routes() -> list[Route]:
    """The routes of every page module, module by module in the order of their names."""
    names = [module.name for module in pkgutil.walk_packages(__path__, prefix=f"{__name__}.")]
    modules = [import_module(name) for name in sorted(names)]
    return [route for module in modules for route in getattr(module, "ROUTES", ())]

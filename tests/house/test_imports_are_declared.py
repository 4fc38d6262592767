from __future__ import annotations

import ast
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

from tests.house.house import PACKAGES, TOP, sources, tree
from tests.house.test_documents_tell_the_truth import direct_dependencies

# Parts of a framework that its own documentation tells one to import; they come with it.
COMPANIONS = {
    "markupsafe": "jinja2",
    "pluggy": "datasette",
    "protego": "scrapy",
    "twisted": "scrapy",
    "w3lib": "scrapy",
    "zope": "scrapy",
    "parsel": "scrapy",
}


def imported(path: Path) -> set[str]:
    """Top-level names of the modules that a file imports."""
    names = {
        alias.name
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    names |= {
        node.module or ""
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and not node.level
    }
    return {name.partition(".")[0] for name in names}


def test_every_import_of_another_project_is_a_declared_dependency() -> None:
    distributions, declared = packages_distributions(), direct_dependencies()
    undeclared = {
        (path.relative_to(TOP).as_posix(), name)
        for path in sources()
        for name in imported(path) - set(sys.stdlib_module_names) - set(PACKAGES)
        if not {COMPANIONS.get(name, ""), *(found.lower() for found in distributions.get(name, []))}
        & declared
    }
    assert undeclared == set()

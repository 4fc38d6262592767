"""`python -m gongkai.rule_files`: reads every YAML file of rules and names the first mistake."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

from foundation.errors import RulesInvalid
from foundation.rules import KNOWN, RuleFile

PACKAGES = ("extract", "crawler", "publish", "gongkai", "foundation")
TOP = Path(__file__).parent.parent
# No rules of the program: the registry, which a command checks, and what `gongkai init` writes.
_OTHERS = {TOP / "crawler" / "portals", TOP / "gongkai" / "deployment"}


def rule_files() -> list[RuleFile]:
    """Every rule file that a module of the packages reads. Raises RulesInvalid where one is
    wrong.
    """
    for package in PACKAGES:
        for module in walk_packages(import_module(package).__path__, f"{package}."):
            if not module.name.endswith("__main__"):
                import_module(module.name)
    return list(KNOWN.values())


def unread(read: Sequence[RuleFile]) -> list[Path]:
    """The YAML files of the packages that no module reads as rules."""
    known = {Path(str(file.path)) for file in read}
    found = [path for package in PACKAGES for path in sorted((TOP / package).rglob("*.yml"))]
    return [path for path in found if path not in known and _OTHERS.isdisjoint(path.parents)]


def main() -> int:
    """Read them all; the exit status is that of the first mistake."""
    try:
        read = rule_files()
        for path in unread(read):
            raise RulesInvalid(
                f"{path}:1: no module reads this file; read it by foundation.rules.load."
            )
    except RulesInvalid as error:
        print(error, file=sys.stderr)
        return error.exit_status
    print(f"{len(read)} rule files, all well written")
    return 0


if __name__ == "__main__":
    sys.exit(main())

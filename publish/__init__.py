"""Builds archive.db out of captures and readings, exports it, and shows it with Datasette
(publish.site).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from publish.archive.builder import BuildSummary, build
    from publish.exports import export

__all__ = ["BuildSummary", "build", "export"]


def __getattr__(name: str) -> Any:
    """Import the builder when it is first asked for: Datasette loads this package for its site
    alone.
    """
    if name == "export":
        from publish import exports

        return exports.export
    if name in __all__:
        from publish.archive import builder

        return getattr(builder, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

"""An export that takes the place of another when the archive that it was made of does."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from publish.errors import OutputUnwritable
from publish.exports import export
from publish.exports.files import ExportedFile


class StagedExport:
    """An export, written beside the folder that it is for."""

    def __init__(self, directory: Path, formats: Sequence[str]) -> None:
        self._directory = directory
        self._formats = formats
        self._new = directory.with_name(directory.name + ".new")
        self._old = directory.with_name(directory.name + ".old")
        self.files: tuple[ExportedFile, ...] = ()

    def write(self, archive: Path) -> None:
        """Write the files of an archive. Raises ArchiveUnreadable, OutputUnwritable."""
        if not self._formats:
            return
        self.discard()
        try:
            self.files = tuple(export(archive, self._new, self._formats))
        except BaseException:
            self.discard()
            raise

    def take_place(self) -> None:
        """Put what was written in the place of the folder. Raises OutputUnwritable."""
        if not self._new.is_dir():
            return
        try:
            shutil.rmtree(self._old, ignore_errors=True)
            if self._directory.exists():
                self._directory.rename(self._old)
            self._new.rename(self._directory)
        except OSError as error:
            raise OutputUnwritable(f"{self._directory}: {error.strerror or error}") from error
        shutil.rmtree(self._old, ignore_errors=True)

    def discard(self) -> None:
        """Remove what was written and not put in place."""
        shutil.rmtree(self._new, ignore_errors=True)

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.house.house import TOP


def test_every_import_rule_is_kept() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    answer = subprocess.run(
        command, cwd=TOP, capture_output=True, text=True, timeout=600, check=False
    )
    assert "Contracts: 5 kept, 0 broken." in answer.stdout, answer.stdout

"""One exception for each way in which what every part stands on can fail."""

from __future__ import annotations


class RulesInvalid(Exception):
    """A YAML file of rules says a key twice, an unknown one or a wrong value: names file and line.

    Raised while the program that reads the file starts.
    """

    exit_status = 71

"""The class decorator of the small values that a reading is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

# They are built by the hundred for each document. A frozen class sets its fields at three times the
# cost, so that they are frozen for the type checker, which sees every assignment, and plain when
# they run.
if TYPE_CHECKING:
    from dataclasses import dataclass as value
else:
    from dataclasses import dataclass

    def value(frozen: bool, slots: bool):
        """`dataclass` without the guard of a frozen class; instances can be hashed all the same."""
        return dataclass(slots=slots, unsafe_hash=frozen)


__all__ = ["value"]

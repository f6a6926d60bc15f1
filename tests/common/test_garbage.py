"""The search for garbage waits while much is made, and always goes on again."""

from __future__ import annotations

import gc

import pytest

from chegara.common.garbage import not_collected


def test_garbage_waits_and_is_looked_for_again_afterwards() -> None:
    with not_collected():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_a_failure_does_not_leave_garbage_lying() -> None:
    with pytest.raises(ValueError, match="broken list"), not_collected():
        raise ValueError("broken list")
    assert gc.isenabled()


def test_who_had_switched_it_off_finds_it_off() -> None:
    gc.disable()
    try:
        with not_collected():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()

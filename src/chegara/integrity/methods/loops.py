"""Loops over declarations that numba compiles; run as plain Python where NUMBA_DISABLE_JIT=1 is set.

All of them stand in one file because numba's cache watches one file. Threads run them side by side: they let
go of the interpreter. Random numbers are Marsaglia's xorshift (64 bits, shifts 13, 7, 17), the upper 32 bits
of each state; the seed comes from the caller's generator.

Sources:
    Y. Hong, "On computing the distribution function for the Poisson binomial distribution", CSDA 59, 2013
    (the recursion; here with an absorbing state, so that a small tail keeps all its digits).
    G. Marsaglia, "Xorshift RNGs", Journal of Statistical Software 8(14), 2003.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np

Loop = TypeVar("Loop", bound=Callable[..., Any])


def _compiled(function: Loop) -> Loop:
    import numba

    jit: Any = numba.njit(cache=True, nogil=True, error_model="numpy")
    loop: Loop = jit(function)
    return loop


@_compiled
def tail_with_return(shares: Any, times: Any, first: int, last: int, least: int, held: Any) -> float:
    """Return the probability of `least` or more among draws, `times[j]` of them with chance `shares[j]`.

    `held` is room for `least` numbers: the probability of each smaller count so far. What reaches `least`
    stays there, so that no subtraction from 1 is needed.
    """
    if least <= 0:
        return 1.0
    held[:least] = 0.0
    held[0] = 1.0
    reached = 0.0
    filled = 0
    for j in range(first, last):
        share = shares[j]
        for _ in range(times[j]):
            top = min(filled, least - 1)
            if top == least - 1:
                reached += held[top] * share
            else:
                held[top + 1] = held[top] * share
            for count in range(top, 0, -1):
                held[count] = held[count] * (1.0 - share) + held[count - 1] * share
            held[0] *= 1.0 - share
            filled += 1
    return min(reached, 1.0)


@_compiled
def tail_without_return(
    sizes: Any, marked: Any, drawn: Any, first: int, last: int, least: int, held: Any
) -> float:
    """Return the probability of `least` or more marked among draws without return from several urns.

    Urn j holds `sizes[j]`, of which `marked[j]` are marked; `drawn[j]` are drawn: hypergeometric each. One
    draw after another, the chance of the next depends on how many of the urn's marked were drawn before, so
    each urn's own distribution is made first and then added on.
    """
    if least <= 0:
        return 1.0
    held[:least] = 0.0
    held[0] = 1.0
    reached = 0.0
    fresh = np.zeros(least)
    for j in range(first, last):
        size, marks, draws = sizes[j], marked[j], drawn[j]
        low = max(0, draws + marks - size)
        high = min(draws, marks)
        own = np.zeros(high - low + 1)
        own[0] = math.exp(
            _log_choose(marks, low) + _log_choose(size - marks, draws - low) - _log_choose(size, draws)
        )
        for k in range(low, high):
            own[k + 1 - low] = (
                own[k - low] * (marks - k) * (draws - k) / ((k + 1) * (size - marks - draws + k + 1))
            )
        fresh[:] = 0.0
        for count in range(least):
            if held[count] == 0.0:
                continue
            for k in range(low, high + 1):
                if count + k >= least:
                    reached += held[count] * own[k - low]
                else:
                    fresh[count + k] += held[count] * own[k - low]
        held[:least] = fresh
    return min(reached, 1.0)


@_compiled
def _log_choose(n: int, k: int) -> float:
    return math.lgamma(n + 1.0) - math.lgamma(k + 1.0) - math.lgamma(n - k + 1.0)


@_compiled
def expected_of(port: Any, declarant: int, keeps: bool, mean: Any, var: Any) -> None:
    """Add up expected number and variance, by officer, of one declarant's files."""
    group_begins, group_cell, group_many, sizes, run_begins, run_officer, run_marks, _, _ = port
    for group in range(group_begins[declarant], group_begins[declarant + 1]):
        cell, many = group_cell[group], group_many[group]
        size = sizes[cell]
        left = (size - many) / (size - 1.0) if keeps and size > 1 else 1.0
        for run in range(run_begins[cell], run_begins[cell + 1]):
            share = run_marks[run] / size
            mean[run_officer[run]] += many * share
            var[run_officer[run]] += many * share * (1.0 - share) * left


@_compiled
def _side_by_officer(port: Any, declarant: int, officers: int) -> Any:
    """Return, officer by officer, the urns from which one declarant's files were drawn.

    Gives where each officer's begin, and of each: the urn's size, the officer's seats in it, files drawn.
    """
    group_begins, group_cell, group_many, sizes, run_begins, run_officer, run_marks, _, _ = port
    begins = np.zeros(officers + 1, dtype=np.int64)
    for group in range(group_begins[declarant], group_begins[declarant + 1]):
        cell = group_cell[group]
        for run in range(run_begins[cell], run_begins[cell + 1]):
            begins[run_officer[run] + 1] += 1
    for officer in range(officers):
        begins[officer + 1] += begins[officer]
    next_one = begins[:officers].copy()
    size = np.empty(begins[officers], dtype=np.int64)
    marked = np.empty(begins[officers], dtype=np.int64)
    drawn = np.empty(begins[officers], dtype=np.int64)
    for group in range(group_begins[declarant], group_begins[declarant + 1]):
        cell = group_cell[group]
        for run in range(run_begins[cell], run_begins[cell + 1]):
            at = next_one[run_officer[run]]
            next_one[run_officer[run]] += 1
            size[at] = sizes[cell]
            marked[at] = run_marks[run]
            drawn[at] = group_many[group]
    return begins, size, marked, drawn


@_compiled
def test_pairs(
    port: Any, pairs: Any, first: int, last: int, officers: int, keeps: bool, mean: Any, var: Any, tail: Any
) -> int:
    """Fill mean, variance and upper tail of each observed pair; return how many pairs could have met."""
    pair_begins, pair_officer, met = pairs
    possible = 0
    total = np.zeros(officers)
    spread = np.zeros(officers)
    for declarant in range(first, last):
        if pair_begins[declarant] == pair_begins[declarant + 1]:
            continue
        total[:] = 0.0
        spread[:] = 0.0
        expected_of(port, declarant, keeps, total, spread)
        possible += (total > 0.0).sum()
        begins, size, marked, drawn = _side_by_officer(port, declarant, officers)
        shares = marked / size
        for pair in range(pair_begins[declarant], pair_begins[declarant + 1]):
            officer = pair_officer[pair]
            mean[pair] = total[officer]
            var[pair] = spread[officer]
            held = np.empty(met[pair] + 1)
            begin, end = begins[officer], begins[officer + 1]
            if keeps:
                tail[pair] = tail_without_return(size, marked, drawn, begin, end, met[pair], held)
            else:
                tail[pair] = tail_with_return(shares, drawn, begin, end, met[pair], held)
    return possible


@_compiled
def attained(
    port: Any, pairs: Any, first: int, last: int, officers: int, keeps: bool, levels: Any, share: Any
) -> None:
    """Add to `share`, a level, the probability under the rule that a pair's tail falls between it and the next.

    `levels` go up; summed up to a level, `share` is how many pairs are expected at or below it by chance. Of a
    pair whose counts are whole numbers that is less than the level itself.
    """
    pair_begins = pairs[0]
    total = np.zeros(officers)
    unused = np.zeros(officers)
    for declarant in range(first, last):
        if pair_begins[declarant] == pair_begins[declarant + 1]:
            continue
        total[:] = 0.0
        expected_of(port, declarant, keeps, total, unused)
        begins, size, marked, drawn = _side_by_officer(port, declarant, officers)
        shares = marked / size
        for officer in range(officers):
            begin, end = begins[officer], begins[officer + 1]
            if begin == end:
                continue
            most = min(_hardly_more(total[officer]), drawn[begin:end].sum())
            held = np.empty(most + 1)
            if keeps:
                tail = tail_without_return(size, marked, drawn, begin, end, most + 1, held)
            else:
                tail = tail_with_return(shares, drawn, begin, end, most + 1, held)
            _add_below(tail, tail, levels, share)
            for count in range(most, 0, -1):
                tail += held[count]
                if not _add_below(tail, held[count], levels, share):
                    break


@_compiled
def _add_below(tail: float, probability: float, levels: Any, share: Any) -> bool:
    """Add a probability at the first level that is not below `tail`; tell whether there is one.

    Two roads to the same tail differ in the last digits: what is as good as a level counts at it.
    """
    at = np.searchsorted(levels, tail * (1.0 - 1e-9))
    if at == len(levels):
        return False
    share[at] += probability
    return True


@_compiled
def _hardly_more(mean: float) -> int:
    """Return a count that is exceeded with a probability below 1e-15, by Chernoff's bound."""
    count = max(int(mean) + 1, 1)
    while count * math.log(count / mean) - count + mean < 34.6:
        count += 1
    return count


@_compiled
def reassign(
    port: Any, pairs: Any, first: int, last: int, officers: int, keeps: bool, entropy: Any, n_log_n: Any,
    reached: Any, greatest: Any,
) -> None:  # fmt: skip
    """Hand out each declarant's files anew, as often as `greatest` is long.

    `reached` counts, a pair, the draws in which it met as often as it did or more; `greatest` keeps, a draw,
    the largest deviance of any pair, that of a Poisson count: n log(n / m) - n + m.
    """
    pair_begins, pair_officer, met = pairs
    total = np.zeros(officers)
    unused = np.zeros(officers)
    tally = np.zeros(officers, dtype=np.int64)
    wanted = np.zeros(officers, dtype=np.int64)
    pair_of = np.zeros(officers, dtype=np.int64)
    slope = np.zeros(officers)
    urn = port[8].copy()
    for declarant in range(first, last):
        if pair_begins[declarant] == pair_begins[declarant + 1]:
            continue
        total[:] = 0.0
        expected_of(port, declarant, keeps, total, unused)
        able = np.flatnonzero(total)
        wanted[:] = len(n_log_n)
        for officer in able:
            slope[officer] = math.log(total[officer]) + 1.0
        for pair in range(pair_begins[declarant], pair_begins[declarant + 1]):
            wanted[pair_officer[pair]] = met[pair]
            pair_of[pair_officer[pair]] = pair
        # Each declarant has a stream of its own, whatever the number of threads.
        state = entropy[declarant]
        for draw in range(len(greatest)):
            state = _hand_out(port, declarant, keeps, urn, tally, state)
            best = greatest[draw]
            for officer in able:
                count = tally[officer]
                tally[officer] = 0
                if count >= wanted[officer]:
                    reached[pair_of[officer]] += 1
                if count > total[officer]:
                    best = max(best, n_log_n[count] - count * slope[officer] + total[officer])
            greatest[draw] = best


@_compiled
def _hand_out(port: Any, declarant: int, keeps: bool, urn: Any, tally: Any, state: Any) -> Any:
    """Draw an officer for each file of one declarant, add them to `tally`; return the generator's state."""
    group_begins, group_cell, group_many, sizes, _, _, _, seat_begins, _ = port
    for group in range(group_begins[declarant], group_begins[declarant + 1]):
        cell = group_cell[group]
        first = seat_begins[cell]
        for taken in range(group_many[group]):
            # Without return, what was drawn moves to the front of its cell and stays there.
            front = taken if keeps else 0
            state ^= state << np.uint64(13)
            state ^= state >> np.uint64(7)
            state ^= state << np.uint64(17)
            left = np.uint64(sizes[cell] - front)
            seat = first + front + np.int64(((state >> np.uint64(32)) * left) >> np.uint64(32))
            officer = urn[seat]
            if keeps:
                urn[seat] = urn[first + front]
                urn[first + front] = officer
            tally[officer] += 1
    return state

"""Officer and declarant meet more often than the rule of assignment would have it.

A *cell* is where the rule chooses: an office, a shift, a channel. Its *urn* holds the officers on duty there
by the roster. Under the rule of chance each declaration of the cell is drawn from the urn; so the number of a
declarant's files that come to one officer is a sum of independent draws with unequal chances: a
Poisson-binomial count. Where the rule shares the load evenly, the officers' loads are kept and the cell's
files are handed out anew among them: a sum of hypergeometric counts. Both have exact tails, computed here for
each pair. Over all pairs false discoveries are held back by the step-up of Döhler, Durand and Roquain: it knows
which probabilities counts of whole numbers can attain, and so finds more than Benjamini and Hochberg's. What an
analysis could find at all is said beforehand by `methods.power`.

*Re-assignment* by simulation hands out all files anew many times. It checks the exact tails, and gives what
they cannot: how large the most conspicuous pair of the whole port would be by chance (Westfall and Young's
step-down maximum, first step), whatever depends on whatever.

Without a roster nothing can be tested: who was not on duty could not be chosen. Such declarations are counted
and left out, never taken for "no finding". So are declarants with few files, and files whose officer was not
on the roster: those contravene it by themselves and are told apart.

An excess is a question, no proof: goods that only some may clear, a language, a shift swapped on paper only.

Sources:
    C. Chalendard, A. M. Fernandes, G. Raballand, B. Rijkers, "Corruption in Customs", Quarterly Journal of
    Economics 138(1), 2023 (excess interaction share; deviation from prescribed random assignment).
    Y. Hong, CSDA 59, 2013 (Poisson binomial). S. Döhler, G. Durand, E. Roquain, Electronic Journal of Statistics
    12, 2018 (false discoveries among discrete tests).
    P. H. Westfall, S. S. Young, Resampling-Based Multiple Testing, Wiley 1993.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from chegara.integrity.methods import loops
from chegara.integrity.methods.multiple import discrete_step_up

Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]

LEVEL = 0.05
"""The rate of false discoveries at which pairs are called conspicuous."""
LEAST_FILES = 30
"""A declarant with fewer files is not tested: with so few, chance alone makes any share."""


class Rule(StrEnum):
    """How the rule of assignment chooses within a cell."""

    RANDOM = "random"
    """Each file goes to anybody on duty, by chance: draws with return from the roster."""
    EVEN = "even"
    """Each on duty gets their share: the observed loads are kept, only who gets which file is by chance."""


class CannotBeTestedError(ValueError):
    """There is no declaration in a cell whose roster is known: nothing can be said, not even "no finding"."""


@dataclass(frozen=True, kw_only=True)
class Declarations:
    """Files in order: of each the cell, the officer and the declarant, numbered from 0."""

    cell: Ints
    officer: Ints
    declarant: Ints

    def __post_init__(self) -> None:
        """Refuse columns of different length and numbers below 0."""
        columns = (self.cell, self.officer, self.declarant)
        if len({len(column) for column in columns}) != 1:
            raise ValueError("cell, officer and declarant are columns of one table")
        if len(self.cell) and min(int(column.min()) for column in columns) < 0:
            raise ValueError("cells, officers and declarants are numbered from 0")


@dataclass(frozen=True, kw_only=True)
class Roster:
    """Who was on duty in which cell. Listed twice is twice the share, against half load listed once."""

    cell: Ints
    officer: Ints


@dataclass(frozen=True, kw_only=True)
class Pairs:
    """What was found of each pair that met, one place a pair.

    `met` files of `files` of the declarant that could be tested; `expected` and `variance` by the rule;
    `probability` of so many or more; `q` adjusted over `tests` pairs that could have met, to be compared with
    `LEVEL`.
    `reached` is the share of re-assignments with so many or more, and `family` that in which any pair of the
    port stood out as much; both None where nothing was re-assigned.
    """

    declarant: Ints
    officer: Ints
    met: Ints
    files: Ints
    expected: Floats
    variance: Floats
    probability: Floats
    q: Floats
    tests: int
    reached: Floats | None
    family: Floats | None
    without_roster: int
    off_roster: int
    too_few: int

    @property
    def excess_share(self) -> Floats:
        """The excess interaction share: (met - expected) / files of the declarant."""
        return (self.met - self.expected) / self.files

    def __len__(self) -> int:
        return len(self.met)


def poisson_binomial_tail(chances: ArrayLike, least: int) -> float:
    """Return the probability that `least` or more of independent events happen, exact to rounding.

    >>> round(poisson_binomial_tail([0.5, 0.5, 0.5], 2), 6)
    0.5

    Raises:
        ValueError: a chance is none.
    """
    shares = np.asarray(chances, dtype=np.float64)
    if not ((shares >= 0) & (shares <= 1)).all():
        raise ValueError("a chance lies between 0 and 1")
    once = np.ones(len(shares), dtype=np.int64)
    return float(loops.tail_with_return(shares, once, 0, len(shares), least, np.empty(max(least, 0) + 1)))


def hypergeometric_sum_tail(sizes: ArrayLike, marked: ArrayLike, drawn: ArrayLike, least: int) -> float:
    """Return the probability of `least` or more marked among draws without return from several urns.

    >>> round(hypergeometric_sum_tail([4], [2], [2], 2), 6)
    0.166667

    Raises:
        ValueError: an urn has more marked or drawn than it holds.
    """
    held, marks, draws = (np.asarray(column, dtype=np.int64) for column in (sizes, marked, drawn))
    if any(((column < 0) | (column > held)).any() for column in (marks, draws)):
        raise ValueError("no more can be marked or drawn than an urn holds")
    return float(
        loops.tail_without_return(held, marks, draws, 0, len(held), least, np.empty(max(least, 0) + 1))
    )


def excess_interaction(
    declarations: Declarations,
    roster: Roster,
    *,
    rule: Rule = Rule.RANDOM,
    least_files: int = LEAST_FILES,
    draws: int = 0,
    rng: np.random.Generator | None = None,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Pairs:
    """Test each pair of officer and declarant that met, among all that could have met.

    Args:
        declarations: the files. A cell has a roster if `roster` names anybody in it.
        roster: who was on duty in each cell.
        rule: how the rule chooses within a cell.
        least_files: a declarant with fewer files that can be tested is left out.
        draws: how often all files are handed out anew; 0 for the exact tails alone.
        rng: needed where `draws` is positive.
        threads: how many processors; by default all.
        progress: told after each block of declarants how many are done, and of how many.

    Raises:
        CannotBeTestedError: no declaration lies in a cell with a roster, or all declarants have too few.
        ValueError: draws are asked for without a generator.
    """
    if draws and rng is None:
        raise ValueError("re-assignment needs a generator of random numbers")
    officers = int(max(declarations.officer.max(initial=-1), roster.officer.max(initial=-1))) + 1
    cells = int(max(declarations.cell.max(initial=-1), roster.cell.max(initial=-1))) + 1
    port = _port(declarations, roster, rule, least_files, officers, cells)
    workers = threads or os.cpu_count() or 1
    keeps = rule is Rule.EVEN
    mean, var, tail = (np.zeros(len(port.met)) for _ in range(3))

    def test(first: int, last: int) -> int:
        return int(loops.test_pairs(port.files, port.pairs, first, last, officers, keeps, mean, var, tail))

    tests = sum(_side_by_side(test, port.files_of, workers, progress if not draws else None))
    blocks = partial(_side_by_side, files_of=port.files_of, workers=workers, progress=None)

    def expected_below(levels: Floats) -> Floats:
        def attain(first: int, last: int) -> Floats:
            share = np.zeros(len(levels))
            loops.attained(port.files, port.pairs, first, last, officers, keeps, levels, share)
            return share

        return np.cumsum(np.sum(blocks(attain), axis=0))

    reached = family = None
    if draws and rng is not None:
        reached, family = _reassigned(port, mean, keeps, officers, draws, rng, workers, progress)
    return Pairs(
        declarant=port.pair_declarant,
        officer=port.pair_officer,
        met=port.met,
        files=port.files_of[port.pair_declarant],
        expected=mean,
        variance=var,
        probability=tail,
        q=discrete_step_up(tail, expected_below, tests=tests, level=LEVEL),
        tests=tests,
        reached=reached,
        family=family,
        without_roster=port.without_roster,
        off_roster=port.off_roster,
        too_few=port.too_few,
    )


@dataclass(frozen=True, kw_only=True)
class _Port:
    """What the loops read.

    `files`: where each declarant's groups of files of one cell begin; of each group its cell and number; the
    size of each cell's urn; where each cell's runs of one officer begin; of each run its officer and seats;
    where each cell's seats begin; the officer of each seat. `pairs`: where each declarant's pairs begin; of
    each pair its officer and how often it met. `files_of`: files of each declarant.
    """

    files: tuple[Any, ...]
    pairs: tuple[Ints, Ints, Ints]
    files_of: Ints
    pair_declarant: Ints
    without_roster: int
    off_roster: int
    too_few: int

    @property
    def pair_officer(self) -> Ints:
        """The officer of each pair."""
        return self.pairs[1]

    @property
    def met(self) -> Ints:
        """How often each pair met."""
        return self.pairs[2]


def _port(
    files: Declarations, roster: Roster, rule: Rule, least_files: int, officers: int, cells: int
) -> _Port:
    duty = np.unique(roster.cell * officers + roster.officer)
    has_roster = np.zeros(cells, dtype=bool)
    has_roster[roster.cell] = True
    known = has_roster[files.cell] if len(files.cell) else np.zeros(0, dtype=bool)
    key = files.cell * officers + files.officer
    at = np.minimum(np.searchsorted(duty, key), max(len(duty) - 1, 0))
    on_duty = known & (duty[at] == key if len(duty) else False)
    declarants = int(files.declarant.max(initial=-1)) + 1
    enough = np.bincount(files.declarant[on_duty], minlength=declarants) >= least_files
    tested = on_duty & enough[files.declarant] if declarants else on_duty
    if not tested.any():
        raise CannotBeTestedError(
            "no declarant has enough declarations in cells whose roster is known: nothing can be tested"
        )
    # Loads that are kept are those of all files of the cell, whoever lodged them.
    seats = (
        (files.cell[on_duty], files.officer[on_duty]) if rule is Rule.EVEN else (roster.cell, roster.officer)
    )
    order = np.lexsort((seats[1], seats[0]))
    runs, marks = np.unique(seats[0] * officers + seats[1], return_counts=True)
    groups, many = np.unique(files.declarant[tested] * cells + files.cell[tested], return_counts=True)
    pairs, met = np.unique(files.declarant[tested] * officers + files.officer[tested], return_counts=True)
    return _Port(
        files=(
            _begins(groups // cells, declarants), groups % cells, many.astype(np.int64),
            np.bincount(seats[0], minlength=cells), _begins(runs // officers, cells),
            runs % officers, marks.astype(np.int64), _begins(seats[0], cells),
            seats[1][order].astype(np.int32),
        ),
        pairs=(_begins(pairs // officers, declarants), pairs % officers, met.astype(np.int64)),
        files_of=np.bincount(files.declarant[tested], minlength=declarants),
        pair_declarant=pairs // officers,
        without_roster=int((~known).sum()),
        off_roster=int((known & ~on_duty).sum()),
        too_few=int((on_duty & ~tested).sum()),
    )  # fmt: skip


def _begins(owners: Ints, many: int) -> Ints:
    """Return where the entries of each owner begin, in a table sorted by owner, and where all end."""
    return np.concatenate(([0], np.cumsum(np.bincount(owners, minlength=many)))).astype(np.int64)


def _side_by_side(
    work: Callable[[int, int], Any],
    files_of: Ints,
    workers: int,
    progress: Callable[[int, int], None] | None,
) -> list[Any]:
    """Do blocks of declarants with about equally many files each; return what each gave."""
    declarants = len(files_of)
    so_far = np.cumsum(files_of)
    cuts = np.searchsorted(so_far, np.linspace(0, so_far[-1], workers * 16 + 1)[1:-1])
    edges = [0, *sorted({int(cut) for cut in cuts if 0 < cut < declarants}), declarants]
    found = []
    with ThreadPoolExecutor(workers) as pool:
        for done, result in enumerate(pool.map(work, edges[:-1], edges[1:]), start=1):
            found.append(result)
            if progress:
                progress(done, len(edges) - 1)
    return found


def _reassigned(
    port: _Port,
    mean: Floats,
    keeps: bool,
    officers: int,
    draws: int,
    rng: np.random.Generator,
    workers: int,
    progress: Callable[[int, int], None] | None,
) -> tuple[Floats, Floats]:
    """Return, a pair, the shares of re-assignments in which it, and in which any pair, stood out as much."""
    entropy = rng.integers(1, 2**63, size=len(port.files_of), dtype=np.uint64)
    reached = np.zeros(len(port.met), dtype=np.int64)
    counts = np.arange(int(port.files_of.max()) + 1, dtype=np.float64)
    n_log_n = counts * np.log(np.maximum(counts, 1.0))

    def draw(first: int, last: int) -> Floats:
        greatest = np.zeros(draws)
        loops.reassign(
            port.files, port.pairs, first, last, officers, keeps, entropy, n_log_n, reached, greatest
        )
        return greatest

    greatest = np.max(_side_by_side(draw, port.files_of, workers, progress), axis=0)
    more = port.met > mean
    deviance = np.where(more, n_log_n[port.met] - port.met * (np.log(mean) + 1.0) + mean, 0.0)
    as_large = draws - np.searchsorted(np.sort(greatest), deviance * (1 - 1e-12), side="left")
    return (reached + 1) / (draws + 1), (as_large + 1) / (draws + 1)

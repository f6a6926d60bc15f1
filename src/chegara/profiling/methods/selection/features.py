"""History in a condition: how often, how much, how many different, how unusual, as known at the record's
time.

Windows of a traveller, vehicle, importer: over the records of the same key whose moment lies in the `days`
before the record's own moment, that moment itself left out: `count`, `sum` (to hundredths), `distinct`. Of
their peers (`z`): how many standard deviations the logarithm of a value lies from the mean of the same goods
over the `days` before the record's day, from at least ten records.

All sums are of whole numbers (hundredths; ten-thousandths of a logarithm), so that the result depends
neither on the order, nor on the engine, nor on whether it is worked out at once or day by day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlglot import exp

from chegara.profiling.methods.profiles.fields import Catalogue, Field, Window
from chegara.profiling.methods.selection.expressions import DAY, column
from chegara.profiling.methods.selection.records import AT

DAY_US = 86_400_000_000
HUNDREDTHS = 100
LOGARITHM = 10_000
FEWEST_PEERS = 10
"""A mean of fewer records says nothing of what is usual."""


@dataclass(frozen=True)
class Peers:
    """One table of daily sums: values `of` for each `by`."""

    by: str
    of: str

    @property
    def table(self) -> str:
        """Return the name of the table of daily sums."""
        return f"daily {self.by} {self.of}"


def windows(names: Iterable[str], catalogue: Catalogue) -> list[Field]:
    """Return the fields among those named that read history."""
    return [catalogue[name] for name in names if catalogue[name].window]


def own_windows(fields: Iterable[Field]) -> list[tuple[str, Window]]:
    """Return the windows over a key's own records."""
    return [(each.name, each.window) for each in fields if each.window and each.window.measure != "z"]


def peer_windows(fields: Iterable[Field]) -> dict[Peers, list[tuple[str, int]]]:
    """Return the windows over peers, by their table of daily sums: name of the field and days."""
    found: dict[Peers, list[tuple[str, int]]] = {}
    for each in fields:
        window = each.window
        if window and window.measure == "z" and window.of:
            found.setdefault(Peers(window.by, window.of), []).append((each.name, window.days))
    return found


def longest(fields: Iterable[Field]) -> int:
    """Return the days of the longest window, 0 without any."""
    return max((each.window.days for each in fields if each.window), default=0)


def window_expression(window: Window) -> exp.Expr:
    """Return a window over a key's own records, NULL where the key or the moment is missing."""
    measured: exp.Expr
    if window.measure == "count":
        measured = exp.Count(this=exp.Star())
    elif window.measure == "distinct":
        measured = exp.Count(this=exp.Distinct(expressions=[column(window.of or "")]))
    else:
        measured = exp.Sum(this=_scaled(column(window.of or ""), HUNDREDTHS))
    over = exp.Window(
        this=measured,
        partition_by=[column(window.by)],
        order=exp.Order(expressions=[exp.Ordered(this=column(AT))]),
        spec=_before(exp.Literal.number(window.days * DAY_US)),
    )
    known = exp.and_(
        exp.not_(exp.Is(this=column(window.by), expression=exp.null())),
        exp.not_(exp.Is(this=column(AT), expression=exp.null())),
    )
    value: exp.Expr = exp.cast(exp.func("COALESCE", over, exp.Literal.number(0)), "double")
    if window.measure == "sum":
        value = exp.Div(this=value, expression=exp.Literal.number(f"{HUNDREDTHS}e0"), typed=True)
    return exp.Case(ifs=[exp.If(this=known, true=value)])


def _before(reach: exp.Expr) -> exp.WindowSpec:
    return exp.WindowSpec(
        kind="RANGE",
        start=reach,
        start_side="PRECEDING",
        end=exp.Literal.number(1),
        end_side="PRECEDING",
    )


def _scaled(value: exp.Expr, scale: int) -> exp.Expr:
    """Return a value in whole parts of `scale`, halves upward: floor(x * scale + 0.5)."""
    product = exp.Mul(this=value, expression=exp.Literal.number(f"{scale}e0"))
    rounded = exp.Floor(this=exp.Add(this=product, expression=exp.Literal.number("0.5e0")))
    return exp.cast(rounded, "bigint")


def daily_sums(source: str, peers: Peers, ends: Sequence[int] = ()) -> exp.Select:
    """Return the daily sums of the logarithms of a value over `source`: key, day number, n, s1, s2.

    Where only windows that begin and end at some days are asked, `ends` are these, in order: days between
    them are one, called by its first.
    """
    value = column(peers.of)
    inner = (
        exp.select(
            exp.alias_(column(peers.by), "peer"),
            exp.alias_(_since(ends), "day_number"),
            exp.alias_(_scaled(exp.Ln(this=value.copy()), LOGARITHM), "scaled"),
        )
        .from_(exp.to_table(source, quoted=True))
        .where(
            exp.GT(this=value.copy(), expression=exp.Literal.number("0e0")),
            exp.not_(exp.Is(this=column(peers.by), expression=exp.null())),
            exp.not_(exp.Is(this=column(DAY), expression=exp.null())),
        )
    )
    scaled = exp.column("scaled")
    return (
        exp.select(
            "peer",
            "day_number",
            exp.alias_(exp.Count(this=exp.Star()), "n"),
            exp.alias_(exp.cast(exp.Sum(this=scaled), "bigint"), "s1"),
            exp.alias_(
                exp.cast(exp.Sum(this=exp.Mul(this=scaled.copy(), expression=scaled.copy())), "bigint"), "s2"
            ),
        )
        .from_(inner.subquery("measured"))
        .group_by("peer", "day_number")
    )


def ends_of(days: Iterable[int], wanted: Iterable[tuple[str, int]]) -> list[int]:
    """Return the days, as whole numbers, at which the windows of records of the given days begin or end."""
    lengths = [0, *(length for _, length in wanted)]
    return sorted({day - length for day in days for length in lengths})


def _since(ends: Sequence[int]) -> exp.Expr:
    """Return the last of the ends that a day has reached; the day itself without ends or before them."""
    if not ends:
        return day_number()
    reached = [
        exp.If(
            this=exp.GTE(this=day_number(), expression=exp.Literal.number(end)), true=exp.Literal.number(end)
        )
        for end in reversed(ends)
    ]
    return exp.Case(ifs=reached, default=day_number())


def day_number() -> exp.Expr:
    """Return the day as a whole number of days since 1970."""
    first = exp.cast(exp.Literal.string("1970-01-01"), "date")
    return exp.DateDiff(this=column(DAY), expression=first, unit=exp.var("DAY"))


def peer_sums(table: str, wanted: Sequence[tuple[str, int]]) -> exp.Select:
    """Return, for each key and day, the sums over the days before: columns `<field> n`, `<field> s1`,
    `<field> s2`."""
    made: list[exp.Expr] = [exp.column("peer"), exp.column("day_number")]
    for name, days in wanted:
        for part in ("n", "s1", "s2"):
            over = exp.Window(
                this=exp.Sum(this=exp.column(part)),
                partition_by=[exp.column("peer")],
                order=exp.Order(expressions=[exp.Ordered(this=exp.column("day_number"))]),
                spec=_before(exp.Literal.number(days)),
            )
            made.append(exp.alias_(exp.cast(over, "double"), f"{name} {part}", quoted=True))
    return exp.select(*made).from_(exp.to_table(table, quoted=True))


def z_expression(name: str, of: str) -> exp.Expr:
    """Return the standard score from the sums of `peer_sums`, NULL with too few peers or where all are
    alike."""
    n, s1, s2 = (column(f"{name} {part}") for part in ("n", "s1", "s2"))
    mean = exp.Div(this=s1, expression=n, typed=True)
    squares = exp.Sub(
        this=s2,
        expression=exp.paren(
            exp.Div(
                this=exp.paren(exp.Mul(this=s1.copy(), expression=s1.copy())), expression=n.copy(), typed=True
            )
        ),
    )
    fewer = exp.paren(exp.Sub(this=n.copy(), expression=exp.Literal.number("1e0")))
    spread = exp.Sqrt(this=exp.Div(this=exp.paren(squares), expression=fewer, typed=True))
    scaled = exp.cast(_scaled(exp.Ln(this=column(of)), LOGARITHM), "double")
    score = exp.Div(
        this=exp.paren(exp.Sub(this=scaled, expression=exp.paren(mean))), expression=spread, typed=True
    )
    enough = exp.and_(
        exp.GTE(this=n.copy(), expression=exp.Literal.number(FEWEST_PEERS)),
        exp.GT(this=exp.paren(squares.copy()), expression=exp.Literal.number("0e0")),
        exp.GT(this=column(of), expression=exp.Literal.number("0e0")),
    )
    return exp.Case(ifs=[exp.If(this=enough, true=score)])

"""A condition tree as a sqlglot expression, which DuckDB and Spark both are told from.

Values enter as literals of the tree, never as text of a statement. A missing value makes a comparison NULL;
the caller takes NULL for "does not fire", and each negated group is coalesced first, which comes to the same
as coalescing every condition (no other operator turns NULL into true) and leaves the engine room to optimise.

Whether a value is among many, or on a list, is no comparison but a bit: the values of all lists that a
statement asks of one field stand in one table of keys, which is joined once (`keys.py`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from sqlglot import exp

from chegara.profiling.methods.profiles.fields import Catalogue, Kind
from chegara.profiling.methods.profiles.tree import (
    Combinator,
    Condition,
    Node,
    Operator,
    Scalar,
)
from chegara.profiling.methods.profiles.values import folded
from chegara.profiling.methods.selection.keys import Keys

DAY = "day"
"""The column of the day of the record."""


def column(name: str) -> exp.Column:
    """Return a quoted column."""
    return exp.column(exp.to_identifier(name, quoted=True))


def literal(value: Scalar) -> exp.Expr:
    """Return a constant: text, double, day or flag, the same in each dialect."""
    if isinstance(value, bool):
        return exp.Boolean(this=value)
    if isinstance(value, float):
        # The exponent makes the constant a double, where 0.1 alone would be a decimal.
        told = repr(abs(value))
        number = exp.Literal.number(told if "e" in told else f"{told}e0")
        return exp.Neg(this=number) if value < 0 else number
    if isinstance(value, dt.date):
        return exp.cast(exp.Literal.string(value.isoformat()), exp.DataType.Type.DATE)
    return exp.Literal.string(value)


def fires(node: Node, catalogue: Catalogue, keys: Keys) -> exp.Expr:
    """Return the tree as an expression that is true, false or NULL; NULL means that it does not fire."""
    if isinstance(node, Condition):
        return _condition(node, catalogue, keys)
    parts = [exp.paren(fires(rule, catalogue, keys), copy=False) for rule in node.rules]
    join = exp.and_ if node.combinator is Combinator.AND else exp.or_
    joined = join(*parts, copy=False) if len(parts) > 1 else parts[0]
    if node.negated:
        return exp.not_(exp.func("COALESCE", joined, exp.false()), copy=False)
    return joined


def _condition(condition: Condition, catalogue: Catalogue, keys: Keys) -> exp.Expr:
    read, operator, value = column(condition.field), condition.operator, condition.value
    if operator in _BARE:
        return _BARE[operator](read)
    bit = keys.bit(condition)
    if bit is not None:
        return _has_bit(
            read, column(bit.column), bit.value, wanted=operator in {Operator.IN, Operator.IN_LIST}
        )
    if isinstance(value, tuple):
        return _among(read, operator, value)
    if operator in _COMPARED:
        return _COMPARED[operator](this=read, expression=literal(_scalar(value)))
    if operator in {Operator.WITHIN_DAYS, Operator.OLDER_THAN_DAYS}:
        return _age(read, operator, int(float(str(value))))
    if operator is Operator.MATCHES:
        return exp.Like(this=read, expression=exp.Literal.string(_like(str(value))))
    return _part(read, operator, str(value), folding=catalogue[condition.field].kind is Kind.TEXT)


def _scalar(value: object) -> Scalar:
    if isinstance(value, str | float | bool | dt.date):
        return value
    raise TypeError(f"{value!r} is no single value")


_BARE: Mapping[Operator, Callable[[exp.Expr], exp.Expr]] = {
    Operator.MISSING: lambda read: exp.Is(this=read, expression=exp.null()),
    Operator.PRESENT: lambda read: exp.not_(exp.Is(this=read, expression=exp.null())),
}
_COMPARED: Mapping[Operator, type[exp.Binary]] = {
    Operator.EQUAL: exp.EQ,
    Operator.NOT_EQUAL: exp.NEQ,
    Operator.LESS: exp.LT,
    Operator.AT_MOST: exp.LTE,
    Operator.MORE: exp.GT,
    Operator.AT_LEAST: exp.GTE,
}


def _has_bit(read: exp.Expr, mask: exp.Expr, bit: int, *, wanted: bool) -> exp.Expr:
    masked = exp.paren(exp.BitwiseAnd(this=mask, expression=exp.Literal.number(bit)), copy=False)
    if wanted:
        return exp.NEQ(this=masked, expression=exp.Literal.number(0))
    absent = exp.EQ(this=masked, expression=exp.Literal.number(0))
    return exp.and_(absent, exp.not_(exp.Is(this=read, expression=exp.null())))


def _among(read: exp.Expr, operator: Operator, value: tuple[Scalar, ...]) -> exp.Expr:
    constants = [literal(each) for each in value]
    if operator in {Operator.BETWEEN, Operator.NOT_BETWEEN}:
        found: exp.Expr = exp.Between(this=read, low=constants[0], high=constants[1])
    else:
        found = exp.In(this=read, expressions=constants)
    return exp.not_(found) if operator in {Operator.NOT_BETWEEN, Operator.NOT_IN} else found


def _age(read: exp.Expr, operator: Operator, days: int) -> exp.Expr:
    age = exp.DateDiff(this=column(DAY), expression=read, unit=exp.var("DAY"))
    if operator is Operator.OLDER_THAN_DAYS:
        return exp.GT(this=age, expression=exp.Literal.number(days))
    return exp.Between(this=age, low=exp.Literal.number(0), high=exp.Literal.number(days))


def _like(pattern: str) -> str:
    # The reader lets no %, _ or backslash into a pattern.
    end = "%" if pattern.endswith("*") else ""
    return pattern.removesuffix("*").replace("?", "_") + end


def small_letters(read: exp.Expr) -> exp.Expr:
    """Return a text in small letters; the two letters that Spark lowers by their neighbours go first."""
    for capital, small in (("İ", "i"), ("Σ", "σ")):
        read = exp.func("REPLACE", read, exp.Literal.string(capital), exp.Literal.string(small))
    return exp.Lower(this=read)


def _part(read: exp.Expr, operator: Operator, value: str, *, folding: bool) -> exp.Expr:
    if folding:
        read, value = small_letters(read), folded(value)
    wanted = exp.Literal.string(value)
    if operator in {Operator.BEGINS, Operator.NOT_BEGINS}:
        found: exp.Expr = exp.StartsWith(this=read, expression=wanted)
    elif operator is Operator.ENDS:
        found = exp.EndsWith(this=read, expression=wanted)
    else:
        found = exp.Contains(this=read, expression=wanted)
    return exp.not_(found) if operator in {Operator.NOT_BEGINS, Operator.NOT_CONTAINS} else found

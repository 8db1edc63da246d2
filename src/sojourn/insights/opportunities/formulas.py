"""Little formulas over named numbers: + - * / ( ) min max. Parsed into a tree that can do nothing else."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Collection, Mapping
from functools import reduce
from math import isfinite, nan
from typing import NamedTuple

from sojourn.errors import UsageError, did_you_mean

LONGEST = 300
"""Letters of a formula; beyond, it is no little formula, and nesting could exhaust the stack."""

_FUNCTIONS: Mapping[str, Callable[..., float]] = {"min": min, "max": max}
_OPERATORS: Mapping[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_SIGNS: Mapping[type[ast.unaryop], Callable[[float], float]] = {ast.UAdd: operator.pos, ast.USub: operator.neg}
_TOKEN = re.compile(r"\s*((?:\d+(?:\.\d*)?|\.\d+)(?![\w.])|[A-Za-z_][A-Za-z0-9_]*|[-+*/(),])", re.ASCII)

Values = Mapping[str, float]
Worked = Callable[[Values], float]


class Formula(NamedTuple):
    """A formula as it was written, the names it needs in the order in which it says them, and how it is worked out."""

    text: str
    names: tuple[str, ...]
    work: Worked

    def value(self, values: Values) -> float:
        """The figure; NaN where it divides by zero or grows beyond all numbers. `values` must hold every name."""
        try:
            found = self.work(values)
        except (ZeroDivisionError, OverflowError):
            return nan
        return found if isfinite(found) else nan


def parse_formula(text: str, known: Collection[str]) -> Formula:
    """A formula over some known names. Raises UsageError that says what is wrong and what can be said."""
    _check_tokens(text)
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        raise _refused(text, "it cannot be read. Look for a missing operator or bracket") from error
    names: dict[str, None] = {}
    return Formula(text, (), _built(tree, text, known, names))._replace(names=tuple(names))


def _check_tokens(text: str) -> None:
    """Only numbers, names and the signs of the little language: Python has more."""
    if len(text) > LONGEST:
        raise _refused(f"{text[:40]} ...", f"it has more than {LONGEST} letters. Make it shorter")
    at, end = 0, len(text.rstrip())
    if end == 0:
        raise _refused(text, "it is empty. Say for example reach * impact / effort")
    while at < end:
        token = _TOKEN.match(text, at)
        if token is None:
            raise _refused(text, f'"{text[at:].split()[0]}" is not understood')
        at = token.end()


def _built(node: ast.expr, text: str, known: Collection[str], names: dict[str, None]) -> Worked:
    """How a node is worked out; adds the names it needs to `names`."""
    if isinstance(node, ast.Constant):
        return _constant(node.value, text)
    if isinstance(node, ast.Name):
        return _name(node.id, text, known, names)
    if isinstance(node, ast.UnaryOp) and type(node.op) in _SIGNS:
        sign, of = _SIGNS[type(node.op)], _built(node.operand, text, known, names)
        return lambda values: sign(of(values))
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        join = _OPERATORS[type(node.op)]
        left, right = (_built(side, text, known, names) for side in (node.left, node.right))
        return lambda values: join(left(values), right(values))
    if isinstance(node, ast.Call):
        return _call(node, text, known, names)
    raise _refused(text, "only + - * / ( ) min max, numbers and names can stand there")


def _constant(value: object, text: str) -> Worked:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _refused(text, "only + - * / ( ) min max, numbers and names can stand there")
    try:
        number = float(value)
    except OverflowError as error:
        raise _refused(text, "a number in it is too large") from error
    return lambda values: number


def _name(name: str, text: str, known: Collection[str], names: dict[str, None]) -> Worked:
    if name not in known:
        raise _refused(text, f'"{name}" is not known.{did_you_mean(name, known)} There are: {", ".join(known)}')
    names[name] = None
    return lambda values: values[name]


def _call(node: ast.Call, text: str, known: Collection[str], names: dict[str, None]) -> Worked:
    function = _FUNCTIONS.get(node.func.id) if isinstance(node.func, ast.Name) else None
    if function is None or node.keywords or not node.args or any(isinstance(arg, ast.Starred) for arg in node.args):
        raise _refused(text, "only min(...) and max(...) can be called, with what to compare between the brackets")
    parts = [_built(arg, text, known, names) for arg in node.args]
    return lambda values: reduce(function, (part(values) for part in parts))


def _refused(text: str, why: str) -> UsageError:
    return UsageError(f'The formula "{text}" cannot be used: {why}.')

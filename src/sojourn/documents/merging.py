"""Three-way merging of named things that stand somewhere in some order.

What a person added, changed, took out and moved stays; the rest follows the fresh version.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Generic, NamedTuple, TypeVar

Item = TypeVar("Item")
Home = TypeVar("Home")


class Standing(NamedTuple, Generic[Home, Item]):
    """A thing, and where it stands; its place among others there is that in the dict that holds it."""

    home: Home
    item: Item


Version = Mapping[str, Standing[Home, Item]]
"""The things of one version by name."""


def merged(
    base: Version[Home, Item],
    mine: Version[Home, Item],
    fresh: Version[Home, Item],
    merge: Callable[[Item | None, Item, Item], Item],
    is_there: Callable[[Home], bool] = lambda _: True,
    needed: Collection[str] = (),
    written: Callable[[Item], Item] = lambda item: item,
) -> dict[str, Standing[Home, Item]]:
    """What stays, by name and in order.

    A thing that only the fresh version left out goes, unless a person changed it or it is `needed` by something else.
    One that the fresh version moves to a home which a person took out (`is_there` is false) stays where it stood.
    `written` leaves of a thing what is a person's.
    """
    kept = dict(_kept(base, mine, fresh, merge, is_there, needed, written))
    was, own, now = _by_home(base), _by_home(mine), _by_home(fresh)
    order = {home: _order(was.get(home, []), own.get(home, []), now.get(home, [])) for home in _by_home(kept)}
    return {name: kept[name] for home, names in order.items() for name in names if _stands(kept, name, home)}


def merged_words(base: Sequence[str], mine: Sequence[str], fresh: Sequence[str]) -> tuple[str, ...]:
    """A list of words, each merged by itself; as a whole where a word stands twice in one of them."""
    was, own, now = ({word: Standing("", word) for word in words} for words in (base, mine, fresh))
    if len(was) + len(own) + len(now) < len(base) + len(mine) + len(fresh):
        return tuple(fresh if mine == base else mine)
    return tuple(merged(was, own, now, lambda _, word, __: word))


def _kept(
    base: Version[Home, Item],
    mine: Version[Home, Item],
    fresh: Version[Home, Item],
    merge: Callable[[Item | None, Item, Item], Item],
    is_there: Callable[[Home], bool],
    needed: Collection[str],
    written: Callable[[Item], Item],
) -> Iterator[tuple[str, Standing[Home, Item]]]:
    for name in {**mine, **fresh}:
        was, own, now = base.get(name), mine.get(name), fresh.get(name)
        if own is None:
            if was is None and now is not None and is_there(now.home):
                yield name, now
        elif now is None:
            is_new = was is None or own.home != was.home or written(own.item) != written(was.item)
            if is_new or name in needed:
                yield name, own
        else:
            moved = was is None or own.home != was.home or not is_there(now.home)
            yield name, Standing(own.home if moved else now.home, merge(was and was.item, own.item, now.item))


def _stands(kept: Version[Home, Item], name: str, home: Home) -> bool:
    return name in kept and kept[name].home == home


def _by_home(version: Version[Home, Item]) -> dict[Home, list[str]]:
    found: dict[Home, list[str]] = {}
    for name, each in version.items():
        found.setdefault(each.home, []).append(name)
    return found


def _order(base: list[str], mine: list[str], fresh: list[str]) -> list[str]:
    """All names: in the order of `mine` where a person moved any of those in all three, else in that of `fresh`.

    What only the other one has stands behind what it follows there.
    """
    common = set(base) & set(mine) & set(fresh)
    moved = [each for each in mine if each in common] != [each for each in base if each in common]
    return _with(mine, fresh) if moved else _with(fresh, mine)


def _with(first: list[str], further: list[str]) -> list[str]:
    order, there = list(first), set(first)
    for place, each in enumerate(further):
        if each not in there:
            order.insert(order.index(further[place - 1]) + 1 if place else 0, each)
            there.add(each)
    return order

"""Hashes of texts and rows that stay the same on every machine and in every release.

DuckDB's own `hash()` may change with its version; the log keeps these hashes for years, so they are written out here.
Source: the xxHash64 specification (Y. Collet, xxHash fast digest algorithm, section "XXH64").
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.compiled import compiled

P1 = np.uint64(0x9E3779B185EBCA87)
P2 = np.uint64(0xC2B2AE3D27D4EB4F)
P3 = np.uint64(0x165667B19E3779F9)
P4 = np.uint64(0x85EBCA77C2B2AE63)
P5 = np.uint64(0x27D4EB2F165667C5)

Hashes = NDArray[np.uint64]


@compiled
def _rotate(x, bits):  # type: ignore[no-untyped-def]  # numba infers the types
    return (x << np.uint64(bits)) | (x >> np.uint64(64 - bits))


@compiled
def _round(lane, word):  # type: ignore[no-untyped-def]
    return _rotate(lane + word * P2, 31) * P1


@compiled
def _word(data, i, size):  # type: ignore[no-untyped-def]
    word = np.uint64(0)
    for k in range(size):
        word |= np.uint64(data[i + k]) << np.uint64(8 * k)
    return word


@compiled
def _avalanche(h):  # type: ignore[no-untyped-def]
    h = (h ^ (h >> np.uint64(33))) * P2
    h = (h ^ (h >> np.uint64(29))) * P3
    return h ^ (h >> np.uint64(32))


@compiled
def _hash_one(data, first, stop, seed):  # type: ignore[no-untyped-def]
    """XXH64 of data[first:stop]."""
    i = first
    if stop - first >= 32:
        a, b, c, d = seed + P1 + P2, seed + P2, seed, seed - P1
        while i + 32 <= stop:
            a = _round(a, _word(data, i, 8))
            b = _round(b, _word(data, i + 8, 8))
            c = _round(c, _word(data, i + 16, 8))
            d = _round(d, _word(data, i + 24, 8))
            i += 32
        h = _rotate(a, 1) + _rotate(b, 7) + _rotate(c, 12) + _rotate(d, 18)
        for lane in (a, b, c, d):
            h = (h ^ _round(np.uint64(0), lane)) * P1 + P4
    else:
        h = seed + P5
    h += np.uint64(stop - first)
    while i + 8 <= stop:
        h = _rotate(h ^ _round(np.uint64(0), _word(data, i, 8)), 27) * P1 + P4
        i += 8
    if i + 4 <= stop:
        h = _rotate(h ^ (_word(data, i, 4) * P1), 23) * P2 + P3
        i += 4
    while i < stop:
        h = _rotate(h ^ (np.uint64(data[i]) * P5), 11) * P1
        i += 1
    return _avalanche(h)


@compiled
def _hash_all(data, offsets, valid, seed):  # type: ignore[no-untyped-def]
    """Hash each text; 0 where it is null. `valid` is empty when nothing is null."""
    out = np.zeros(len(offsets) - 1, np.uint64)
    for row in range(len(out)):
        if len(valid) == 0 or valid[row]:
            out[row] = _hash_one(data, offsets[row], offsets[row + 1], seed)
    return out


@compiled
def _mix(rows, column, salt):  # type: ignore[no-untyped-def]
    """Fold a column into the rows' hashes, in place; 0 stands for null and changes nothing."""
    for row in range(len(rows)):
        if column[row] != 0:
            rows[row] = _rotate(rows[row] ^ _round(salt, column[row]), 27) * P1 + P4


@compiled
def _finish(rows):  # type: ignore[no-untyped-def]
    for row in range(len(rows)):
        rows[row] = _avalanche(rows[row])


def hash_texts(texts: pa.StringArray, seed: int = 0) -> Hashes:
    """XXH64 of each text's UTF-8 bytes, uint64[len(texts)]; 0 for null."""
    wide = pa.types.is_large_string(texts.type)
    kind = np.int64 if wide else np.int32
    _, offsets_buffer, data_buffer = texts.buffers()
    if len(texts) == 0:
        return np.zeros(0, np.uint64)
    offsets = np.frombuffer(offsets_buffer, kind)[texts.offset : texts.offset + len(texts) + 1]
    data = np.frombuffer(data_buffer, np.uint8) if data_buffer else np.zeros(0, np.uint8)
    valid = texts.is_valid().to_numpy(zero_copy_only=False) if texts.null_count else np.zeros(0, np.bool_)
    hashes: Hashes = _hash_all(data, offsets, valid, np.uint64(seed))
    return hashes


def hash_text(text: str, seed: int = 0) -> int:
    """XXH64 of one text."""
    return int(hash_texts(pa.array([text], pa.string()), seed)[0])


def hash_rows(columns: Mapping[str, NDArray[np.generic]], size: int) -> Hashes:
    """One hash a row, uint64[size], from named columns of 8-byte values (uint64 hashes, int64, float64).

    The value whose bits are all 0 counts as null: a column of nulls hashes like a column that is not there.
    """
    rows = np.full(size, P5, np.uint64)
    for name, column in columns.items():
        _mix(rows, column.view(np.uint64), np.uint64(hash_text(name)))
    _finish(rows)
    return rows

"""Properties and further columns of the log, by `seq`: read once, and after a load only what came with it."""

from __future__ import annotations

from threading import Lock
from typing import NamedTuple

import numpy as np

from sojourn.journeys.fields import OF_LOG, FieldOfLog
from sojourn.store.event_log import EventLog


class _Read(NamedTuple):
    field: FieldOfLog
    loaded: int


class FieldsOfLog:
    """Keeps what it has read until somebody is forgotten."""

    def __init__(self, log: EventLog) -> None:
        """Nothing has been read yet."""
        self._log, self._looking = log, Lock()
        self._read: dict[str, _Read] = {}

    def field(self, name: str, loaded: int) -> FieldOfLog:
        """The words of a field at least up to a load."""
        with self._looking:
            known = self._read.get(name)
            if known is None or known.loaded < loaded:
                self._read[name] = self._further(name, known or _NOTHING)
            return self._read[name].field

    def forget(self) -> None:
        """Read everything anew when it is asked for next."""
        with self._looking:
            self._read.clear()

    def _further(self, name: str, known: _Read) -> _Read:
        with self._log.snapshot() as log:
            found, seqs = log.field(name, name in OF_LOG, known.loaded)
            mark = log.mark()
        codes = np.zeros(seqs, np.uint32)
        codes[: len(known.field.codes)] = known.field.codes
        coded = found["word"].combine_chunks().dictionary_encode()
        names = list(known.field.names)
        place = {word: code for code, word in enumerate(names)}
        for word in coded.dictionary.to_pylist():
            if word not in place:
                place[word] = len(names)
                names.append(word)
        of_word = np.array([place[word] for word in coded.dictionary.to_pylist()], np.uint32)
        codes[found["seq"].to_numpy()] = of_word.take(coded.indices.to_numpy()) if len(of_word) else _NO_CODES
        return _Read(FieldOfLog(codes, names), mark.loaded)


_NO_CODES = np.zeros(0, np.uint32)
_NOTHING = _Read(FieldOfLog(_NO_CODES, [None]), 0)

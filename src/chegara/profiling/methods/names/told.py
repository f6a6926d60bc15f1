"""Identifiers and names of a list as they are written, packed: a million Python texts would weigh more than the index."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from chegara.profiling.methods.watchlists.entry import ListEntry


class Told:
    """Texts of a list: pass its entries through `listening`, then close the books with `kept`."""

    def __init__(self) -> None:
        self._ids, self._names = bytearray(), bytearray()
        self._id_start, self._name_start, self._first = array("q", [0]), array("q", [0]), array("i", [0])
        self.nbytes = 0

    def listening(self, entries: Iterable[ListEntry]) -> Iterator[ListEntry]:
        """Pass entries through, and note their texts."""
        for entry in entries:
            self._ids += entry.id.encode()
            self._id_start.append(len(self._ids))
            for name in entry.names:
                self._names += name.text.encode()
                self._name_start.append(len(self._names))
            self._first.append(len(self._name_start) - 1)
            yield entry

    def kept(self, person: npt.NDArray[np.int32], listed: Sequence[int]) -> Told:
        """Close the books: `listed` says which name of its entry, of `person`, each name of the roll is."""
        self.ids, self.names = bytes(self._ids), bytes(self._names)
        self.id_start, self.name_start = np.array(self._id_start), np.array(self._name_start)
        self.place = np.array(self._first, np.int32)[person] + np.array(listed, np.int32)
        del self._ids, self._names, self._id_start, self._name_start, self._first
        arrays = (self.id_start, self.name_start, self.place)
        self.nbytes = len(self.ids) + len(self.names) + sum(each.nbytes for each in arrays)
        return self

    def id(self, person: int) -> str:
        """Return a person's identifier."""
        return self.ids[self.id_start[person] : self.id_start[person + 1]].decode()

    def name(self, number: int) -> str:
        """Return one name of the roll as it is written."""
        place = int(self.place[number])
        return self.names[self.name_start[place] : self.name_start[place + 1]].decode()

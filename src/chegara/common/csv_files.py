"""Tables that people bring as csv: read in one place, so that a torn one ends in a sentence naming the row.

RFC 4180, with the separator that the first row holds most often: Excel writes a semicolon wherever the comma
stands in numbers, as in Russian.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from chegara.common.refusals import Refused
from chegara.common.refusals import gettext_noop as _

SEPARATORS = ",;\t"
LONGEST_CELL = csv.field_size_limit()
"""Letters; a longer cell is half a file behind a quotation mark that is never closed."""


class CsvError(Refused):
    """A file that is no csv; the message names the row."""


def csv_text(content: bytes) -> io.StringIO:
    """Return a file's text, line ends as they are, without the mark by which Excel knows UTF-8.

    Raises:
        CsvError: it is not in UTF-8.
    """
    try:
        return io.StringIO(content.decode("utf-8-sig"), newline="")
    except UnicodeDecodeError as error:
        raise CsvError(_("the file is not in UTF-8: save it as “CSV UTF-8”, or as xlsx")) from error


def csv_rows(lines: Iterable[str], *, separators: str = SEPARATORS, **options: Any) -> Iterator[list[str]]:
    """Yield the rows of a csv file by its lines; `options` are those of `csv.reader`.

    Raises:
        CsvError: a cell has no end, or quotation marks do not pair where `strict` asks for it.
    """
    waiting = iter(lines)
    head: list[str] = []
    for line in waiting:
        head.append(line)
        if line.strip():
            break
    separator = max(separators, key=head[-1].count) if head else separators[0]
    reader = csv.reader(chain(head, waiting), delimiter=separator, **options)
    number = 1
    while True:
        try:
            row = next(reader, None)
        except csv.Error as error:
            raise CsvError(
                _(
                    "row %(row)s: a cell is longer than %(most)s letters, or its quotation marks do not "
                    "pair; probably one is never closed"
                ),
                row=number, most=LONGEST_CELL,
            ) from error  # fmt: skip
        if row is None:
            return
        yield row
        number += 1

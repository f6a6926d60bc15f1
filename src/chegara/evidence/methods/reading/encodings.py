"""Which encoding a text file is in: byte order mark, strict UTF-8, then the letters' own frequencies.

Only the rank of the letters in Russian text is used, as any table of letter frequencies gives it; neighbours
in the ranking may swap without any effect on the decision.
"""

from __future__ import annotations

import codecs
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

RUSSIAN_LETTERS_BY_FREQUENCY = "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё"
CYRILLIC_ENCODINGS = ("cp1251", "cp866", "koi8-r")
WESTERN_ENCODING = "cp1252"
LETTERS_OF_NEIGHBOURS = "ўқғҳіїєґјљњ"
HARMLESS = "№«»–—„“”’°§\u00a0…"
SAMPLE = 1 << 16

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True)
class Encoding:
    """A codec's name; `guessed` if only letters speak for it, `cut` if its last character is not whole."""

    name: str
    guessed: bool = False
    cut: bool = False


class NotTextError(ValueError):
    """The bytes are no text in any encoding known here."""


def detect(chunks: Iterable[bytes]) -> Encoding:
    """Return the encoding of a file given in chunks; reads all of it, keeps a sample of 64 KB.

    Raises:
        NotTextError: the bytes are a picture, a program or another binary file.
    """
    iterator = iter(chunks)
    first = next(iterator, b"")
    for mark, name in _BOMS:
        if first.startswith(mark):
            return Encoding(name)
    if b"\0" in first[:SAMPLE]:
        return Encoding(_utf16_without_mark(first[:SAMPLE]), guessed=True)
    decoder = codecs.getincrementaldecoder("utf-8")()
    sample = bytearray()
    is_utf8 = True
    for chunk in _chain(first, iterator):
        if len(sample) < SAMPLE and not chunk.isascii():
            sample += b"\n".join(line for line in chunk.splitlines() if not line.isascii())[:SAMPLE]
        if is_utf8:
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                is_utf8 = False
        if not is_utf8 and len(sample) >= SAMPLE:
            break
    if is_utf8:
        return Encoding("utf-8", cut=bool(decoder.getstate()[0]))
    return Encoding(_by_letters(bytes(sample)), guessed=True)


def _chain(first: bytes, rest: Iterable[bytes]) -> Iterable[bytes]:
    yield first
    yield from rest


def _utf16_without_mark(sample: bytes) -> str:
    """Western digits and separators leave every other byte zero, which tells the order of bytes."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    name = "utf-16-le" if odd > even else "utf-16-be"
    try:
        text = sample[: len(sample) // 2 * 2].decode(name)
    except UnicodeDecodeError as error:
        raise NotTextError from error
    printable = sum(character.isprintable() or character in "\r\n\t" for character in text)
    if max(even, odd) < len(sample) / 20 or printable < 0.98 * len(text):
        raise NotTextError
    return name


_BETWEEN_WESTERN = re.compile(rb"(?<=[A-Za-z])[\x80-\xff]|[\x80-\xff](?=[a-z])")
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1f]")


def _by_letters(sample: bytes) -> str:
    high = sum(byte >= 0x80 for byte in sample)
    if len(_CONTROLS.findall(sample)) > len(sample) / 100:
        raise NotTextError
    if len(_BETWEEN_WESTERN.findall(sample)) > 0.6 * high:
        return WESTERN_ENCODING
    return max(CYRILLIC_ENCODINGS, key=lambda name: russian_likelihood(sample, name))


_WEIGHTS = {letter: -math.log(2 + rank) for rank, letter in enumerate(RUSSIAN_LETTERS_BY_FREQUENCY)}
_WEIGHTS.update(dict.fromkeys(LETTERS_OF_NEIGHBOURS, -math.log(40)))
_WEIGHTS.update(dict.fromkeys(HARMLESS, -math.log(40)))
_FOREIGN = -math.log(2000)
_CAPITAL_AFTER_SMALL = re.compile("(?<=[а-яё])[А-ЯЁ]")


def russian_likelihood(sample: bytes, encoding: str) -> float:
    """Return the mean log-likelihood of a sample's non-ASCII characters as Russian; higher is likelier.

    A capital right after a small letter, which KOI8-R read as Windows-1251 is full of, counts as foreign.
    """
    try:
        text = sample.decode(encoding)
    except UnicodeDecodeError:
        return -math.inf
    letters = [character for character in text if not character.isascii()]
    score = sum(_WEIGHTS.get(letter.lower(), _FOREIGN) for letter in letters)
    return (score + _FOREIGN * len(_CAPITAL_AFTER_SMALL.findall(text))) / max(1, len(letters))

"""The block model: what a document is made of, before anybody decides on Word, PDF or a page.

Slices build blocks out of finished sentences in the reader's language; renderers only lay them out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, TypeAlias

Alignment = Literal["start", "end", "center"]


@dataclass(frozen=True)
class Span:
    """A run of text; `href` is followed on pages and in HTML, and left out in print."""

    text: str
    bold: bool = False
    italic: bool = False
    href: str | None = None


Text: TypeAlias = str | tuple[str | Span, ...]


@dataclass(frozen=True)
class Heading:
    """A heading; chapters are level 1, numbered by the renderer."""

    text: str
    level: Literal[1, 2, 3] = 1
    numbered: bool = True


@dataclass(frozen=True)
class Paragraph:
    """One paragraph of running text."""

    text: Text


@dataclass(frozen=True)
class Bullets:
    """A list of short statements."""

    items: tuple[Text, ...]
    ordered: bool = False


@dataclass(frozen=True)
class Callout:
    """A boxed statement that a reader must not miss, such as a gap in reporting."""

    title: str
    text: Text
    tone: Literal["note", "warning"] = "note"


@dataclass(frozen=True)
class Column:
    """A table's column; `width` is relative to the other columns'."""

    heading: str
    align: Alignment = "start"
    width: float = 1.0


@dataclass(frozen=True)
class Table:
    """A captioned table; each row has as many cells as there are columns.

    `emphasised` names the rows (from 0) printed in bold, such as totals. A cell that says nothing is
    unknown is written as "–" by whoever builds the table: a renderer never fills in.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Text, ...], ...]
    source: str = ""
    notes: tuple[str, ...] = ()
    emphasised: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        """Refuse ragged rows, which no renderer could lay out."""
        for number, row in enumerate(self.rows):
            if len(row) != len(self.columns):
                raise ValueError(
                    f"row {number} of {self.caption!r} has {len(row)} cells for {len(self.columns)} columns"
                )


@dataclass(frozen=True)
class Figure:
    """A chart or map: a Vega-Lite specification with its data inside, and the same in words.

    `description` is what a reader who cannot see the picture gets; `source` says where the figures come
    from and for what period. `data` holds the figures behind the picture, for HTML to open below it:
    print leaves them out. `scale` (0 to 1) makes the picture smaller in print than it was drawn.
    """

    caption: str
    spec: dict[str, Any]
    description: str
    source: str
    notes: tuple[str, ...] = ()
    data: Table | None = None
    scale: float = 1.0


@dataclass(frozen=True)
class PageBreak:
    """Start a new page in print."""


@dataclass(frozen=True)
class Signature:
    """One line to sign: the office, the name if known, the date left open."""

    office: str
    name: str = ""


@dataclass(frozen=True)
class SignatureBlock:
    """The lines that make a document official."""

    title: str
    signatures: tuple[Signature, ...]


Block: TypeAlias = Heading | Paragraph | Bullets | Callout | Table | Figure | PageBreak | SignatureBlock


@dataclass(frozen=True, kw_only=True)
class Document:
    """A whole document: cover, contents, blocks.

    `marking` is printed as given on each page (empty: none). `banner` is printed on each page too, for
    example that the country is invented. `language` is an IETF tag such as "ru".
    A pocket card is on `paper` a5.
    """

    title: str
    subtitle: str = ""
    issued_by: str = ""
    issued_on: date
    language: str
    marking: str = ""
    banner: str = ""
    cover_lines: tuple[str, ...] = ()
    contents: bool = True
    paper: Literal["a4", "a5"] = "a4"
    blocks: tuple[Block, ...] = field(default_factory=tuple)

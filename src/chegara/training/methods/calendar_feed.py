"""Activities and sessions as an iCalendar file that any calendar program reads.

Sources:
    RFC 5545, "Internet Calendaring and Scheduling Core Object Specification (iCalendar)", 2009: lines end by
    CRLF and are folded at 75 octets; the end of a whole-day event is the day after its last.
    RFC 7986, "New Properties for iCalendar", 2016: how often a feed is worth reading again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

OCTETS = 75


@dataclass(frozen=True)
class Event:
    """A whole-day event from its first to its last day; `uid` stays the same when it changes."""

    uid: str
    first: date
    last: date
    title: str
    place: str = ""
    description: str = ""
    url: str = ""


def calendar_file(
    events: Iterable[Event], *, name: str, at: datetime, again_after_hours: int | None = None
) -> bytes:
    """Return the events as an iCalendar file, stamped with the moment `at`.

    A feed asks programs to read it again after so many hours; a file that is handed out once does not.
    """
    stamp = at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Chegara//Training//EN",
        f"X-WR-CALNAME:{_text(name)}",
    ]
    if again_after_hours is not None:
        every = f"PT{again_after_hours}H"
        lines += [f"REFRESH-INTERVAL;VALUE=DURATION:{every}", f"X-PUBLISHED-TTL:{every}"]
    for event in events:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{event.uid}",
            f"DTSTAMP:{stamp}",
            f"DTSTART;VALUE=DATE:{event.first:%Y%m%d}",
            f"DTEND;VALUE=DATE:{event.last + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_text(event.title)}",
            *([f"LOCATION:{_text(event.place)}"] if event.place else []),
            *([f"DESCRIPTION:{_text(event.description)}"] if event.description else []),
            *([f"URL:{event.url}"] if event.url else []),
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return b"".join(fold(line) + b"\r\n" for line in lines)


def fold(line: str) -> bytes:
    """Return a line folded so that no line is longer than 75 octets and no letter is cut.

    A Cyrillic letter is two octets: where one would begin in the last octet, the line ends before it.

    >>> [len(part) for part in fold("SUMMARY:" + "border " * 20).split(b"\\r\\n")]
    [75, 74]
    >>> [len(part) for part in fold("SUMMARY:" + "граница " * 8).split(b"\\r\\n")]
    [74, 55]
    """
    parts, current = [], b""
    for letter in line:
        encoded = letter.encode()
        if len(current) + len(encoded) > OCTETS:
            parts.append(current)
            current = b" "
        current += encoded
    return b"\r\n".join([*parts, current])


def _text(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")

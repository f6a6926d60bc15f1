"""Labels of a map, each where there is room: beside its symbol, or within its country."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chegara.reporting.base_maps import GeoJSON, View, feature_name, rings
from chegara.reporting.charts import Spec

LABEL_SIZE = 12
Box = tuple[float, float, float, float]


def text_width(text: str, size: float) -> float:
    """Return about how wide a text of this size is, in pixels."""
    return 0.57 * size * len(text)


def _overlap(one: Box, two: Box) -> bool:
    return one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]


def _candidates(x: float, y: float, radius: float, width: float) -> Iterator[tuple[float, float, Box]]:
    """Yield places for a label's centre, the reader's favourite first: right, left, above, below, corners."""
    half, tall = width / 2, LABEL_SIZE / 2 + 1
    reach = radius + 5
    slant = reach * 0.75
    for dx, dy in (
        (reach + half, 0.0),
        (-reach - half, 0.0),
        (0.0, -reach - tall),
        (0.0, reach + tall),
        (slant + half, -slant),
        (slant + half, slant),
        (-slant - half, -slant),
        (-slant - half, slant),
    ):
        cx, cy = x + dx, y + dy
        yield cx, cy, (cx - half, cy - tall, cx + half, cy + tall)


@dataclass(frozen=True)
class Label:
    """A text and the place of its middle, in pixels."""

    text: str
    x: float
    y: float


def point_labels(marks: Sequence[Spec], view: View, labelled: int, taken: list[Box]) -> list[Label]:
    """Label the largest symbols where there is room; a label without room is left out, the table has it."""
    labels = []
    for mark in marks[:labelled]:
        width = text_width(mark["name"], LABEL_SIZE)
        for x, y, box in _candidates(mark["x"], mark["y"], mark["radius"], width):
            inside = view.holds(box[0], box[1]) and view.holds(box[2], box[3])
            if inside and not any(_overlap(box, other) for other in taken):
                labels.append(Label(mark["name"], x, y))
                taken.append(box)
                break
    return labels


def country_labels(countries: Sequence[GeoJSON], view: View, language: str, taken: list[Box]) -> list[Label]:
    """Name countries where their visible part has room; the grid's densest cells are tried first."""
    labels = []
    for country in countries:
        text = feature_name(country, language).upper()
        half = text_width(text, LABEL_SIZE) * 0.62
        for x, y in _inner_places(country, view):
            box = (x - half, y - LABEL_SIZE, x + half, y + LABEL_SIZE)
            fits = view.holds(box[0], box[1]) and view.holds(box[2], box[3])
            if fits and not any(_overlap(box, other) for other in taken):
                labels.append(Label(text, x, y))
                taken.append(box)
                break
    return labels


def _inner_places(feature: GeoJSON, view: View) -> list[tuple[float, float]]:
    """Return pixels inside a country, those furthest from its edge first."""
    outlines = [[view.pixels(x, y) for x, y, *_ in ring] for polygon in rings(feature) for ring in polygon]
    edge = [pixel for ring in outlines for pixel in _closely(ring) if view.holds(*pixel)]
    edge += [(0.0, 0.0), (view.width, 0.0), (0.0, view.height), (view.width, view.height)]
    step = 24
    inner = []
    for y in range(step, view.height, step):
        crossings = _crossings(y, outlines)
        # Left of an inner pixel an odd number of borders has been crossed, holes counted.
        inner += [
            (float(x), float(y)) for x in range(step, view.width, step) if bisect(crossings, x) % 2 == 1
        ]
    return sorted(inner, key=lambda place: (-_clearance(place, edge, view), place))


def _closely(ring: Sequence[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    """Yield the ring's points with more between them where a straight border is long."""
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        pieces = 1 + int(max(abs(x2 - x1), abs(y2 - y1)) // 16)
        yield from ((x1 + (x2 - x1) * i / pieces, y1 + (y2 - y1) * i / pieces) for i in range(pieces))


def _clearance(place: tuple[float, float], edge: Sequence[tuple[float, float]], view: View) -> float:
    """Return the distance to the edge; words are wide, so that room to the sides counts for less."""
    x, y = place
    frame = min(x / 2, (view.width - x) / 2, y, view.height - y)
    return min(frame, *(max(abs(x - ex) / 3, abs(y - ey)) for ex, ey in edge))


def _crossings(y: float, rings: Sequence[Sequence[tuple[float, float]]]) -> list[float]:
    """Return where a horizontal line crosses the rings, from left to right."""
    return sorted(
        (x2 - x1) * (y - y1) / (y2 - y1) + x1
        for ring in rings
        for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True)
        if (y1 > y) != (y2 > y)
    )

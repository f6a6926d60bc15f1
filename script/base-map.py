"""Make reporting/data/central-asia.geojson out of Natural Earth.

Needs only the file countries-10m.json of the npm package world-atlas (public domain, Natural Earth 1:10m):

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python script/base-map.py package/countries-10m.json
"""

from __future__ import annotations

import json
import sys
from itertools import pairwise
from pathlib import Path

OUT = Path(__file__).parent.parent / "src/chegara/reporting/data/central-asia.geojson"
WEST, SOUTH, EAST, NORTH = 43.0, 32.0, 92.0, 57.5
TOLERANCE = 0.012  # degrees, about a kilometre: thinner than the line that draws the border
SMALLEST_RING = 0.004  # square degrees: smaller islands and lakes are left out
# Baikonur is leased by Russia and lies in Kazakhstan; Natural Earth draws it apart.
MERGED_INTO_KAZAKHSTAN = {"Baikonur"}
CODES = {
    "Kazakhstan": "KZ", "Kyrgyzstan": "KG", "Tajikistan": "TJ", "Turkmenistan": "TM", "Uzbekistan": "UZ",
    "Afghanistan": "AF", "China": "CN", "Russia": "RU", "Iran": "IR", "Pakistan": "PK", "Azerbaijan": "AZ",
    "Armenia": "AM", "Georgia": "GE", "Mongolia": "MN", "India": "IN", "Iraq": "IQ", "Turkey": "TR",
}  # fmt: skip

# Where the country's own name for itself differs from the one that CLDR gives in a language.
OWN_NAMES = {"KG": {"name_ru": "Кыргызстан"}}

Point = tuple[float, float]
Ring = list[Point]


def decoded_arcs(topology: dict) -> list[Ring]:
    """Undo TopoJSON's delta coding."""
    (scale_x, scale_y), (left, bottom) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for coded in topology["arcs"]:
        x = y = 0
        arc = []
        for step_x, step_y in coded:
            x, y = x + step_x, y + step_y
            arc.append((x * scale_x + left, y * scale_y + bottom))
        arcs.append(arc)
    return arcs


def simplified(line: Ring) -> Ring:
    """Drop points by Douglas and Peucker; shared arcs stay shared, so that no slivers appear."""
    if len(line) < 3:
        return line
    keep = {0, len(line) - 1}
    stack = [(0, len(line) - 1)]
    while stack:
        first, last = stack.pop()
        (x1, y1), (x2, y2) = line[first], line[last]
        length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
        worst, where = 0.0, 0
        for index in range(first + 1, last):
            x, y = line[index]
            if length:
                distance = abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length
            else:
                distance = ((x - x1) ** 2 + (y - y1) ** 2) ** 0.5
            if distance > worst:
                worst, where = distance, index
        if worst > TOLERANCE:
            keep.add(where)
            stack += [(first, where), (where, last)]
    return [line[index] for index in sorted(keep)]


def ring_of(numbers: list[int], arcs: list[Ring]) -> Ring:
    """Join the arcs of one ring; a negative number is an arc walked backwards."""
    ring: Ring = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        ring += arc[1:] if ring else arc
    return ring


def without_shared_arcs(groups: list[list[int]]) -> list[list[int]]:
    """Merge adjoining rings: drop the arcs walked both ways and chain the rest by their ends."""
    used = {number for group in groups for number in group}
    return [[n for n in group if ~n not in used] for group in groups]


def merged(groups: list[list[int]], arcs: list[Ring]) -> list[Ring]:
    """Return the outlines of several adjoining rings taken together."""
    loose = [ring_of([number], arcs) for group in without_shared_arcs(groups) for number in group]
    rings = []
    while loose:
        ring = loose.pop()
        while ring[0] != ring[-1]:
            following = next(line for line in loose if line[0] == ring[-1])
            loose.remove(following)
            ring = ring + following[1:]
        rings.append(ring)
    return rings


def clipped(ring: Ring) -> Ring:
    """Cut a ring to the map's frame (Sutherland and Hodgman)."""
    for axis, limit, sign in ((0, WEST, 1), (0, EAST, -1), (1, SOUTH, 1), (1, NORTH, -1)):
        cut: Ring = []
        for one, two in pairwise([*ring, ring[0]]) if ring else ():
            inside_one, inside_two = (sign * (point[axis] - limit) >= 0 for point in (one, two))
            if inside_one:
                cut.append(one)
            if inside_one != inside_two:
                share = (limit - one[axis]) / (two[axis] - one[axis])
                cut.append((one[0] + share * (two[0] - one[0]), one[1] + share * (two[1] - one[1])))
        ring = cut
    return ring


def area(ring: Ring) -> float:
    """Return a ring's area in square degrees."""
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise([*ring, ring[0]]))) / 2


def rounded(ring: Ring) -> list[list[float]]:
    """Round to about 100 m and close the ring."""
    points: list[list[float]] = []
    for x, y in ring:
        point = [round(x, 3), round(y, 3)]
        if not points or points[-1] != point:
            points.append(point)
    return points if points[0] == points[-1] else [*points, points[0]]


def polygons(geometry: dict) -> list[list[list[int]]]:
    """Return the polygons of a geometry, whether it has one or many."""
    return [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]


def feature(name: str, code: str, shapes: list[list[Ring]]) -> dict | None:
    """Return one country's GeoJSON feature, None where it lies outside the frame."""
    coordinates = []
    for shape in shapes:
        rings = [clipped(ring) for ring in shape]
        kept = [rounded(ring) for ring in rings if len(ring) > 3 and area(ring) > SMALLEST_RING]
        if kept:
            coordinates.append(kept)
    if not coordinates:
        return None
    return {
        "type": "Feature",
        "properties": {"kind": "country", "code": code, "name_en": name, **OWN_NAMES.get(code, {})},
        "geometry": {"type": "MultiPolygon", "coordinates": coordinates},
    }


def main(path: str) -> None:
    """Write the trimmed map."""
    topology = json.loads(Path(path).read_text())
    arcs = [simplified(arc) for arc in decoded_arcs(topology)]
    by_name = {g["properties"]["name"]: g for g in topology["objects"]["countries"]["geometries"]}
    features = []
    for name, code in CODES.items():
        shapes = polygons(by_name[name])
        if code == "KZ":
            parts = [*shapes, *(p for other in MERGED_INTO_KAZAKHSTAN for p in polygons(by_name[other]))]
            outlines = merged([ring for part in parts for ring in part], arcs)
            rings = [[outline] for outline in outlines]
        else:
            rings = [[ring_of(numbers, arcs) for numbers in shape] for shape in shapes]
        if (made := feature(name, code, rings)) is not None:
            features.append(made)
    collection = {"type": "FeatureCollection", "name": "Central Asia and neighbours", "features": features}
    OUT.write_text(json.dumps(collection, separators=(",", ":"), ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{OUT.name}: {len(features)} countries, {OUT.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main(sys.argv[1])

"""The outline of the world's countries, small enough to lie in every page, from Natural Earth's boundaries.

Natural Earth (public domain, scale 1:50 million) comes as TopoJSON in the npm package ``world-atlas``: borders are
arcs that neighbours share, so that an arc simplified once leaves no gap between them.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

Point = tuple[float, float]
STEPS_PER_DEGREE = 20
"""Coordinates are whole steps of 0.05 degrees, 5.6 km of latitude: a pixel where a country fills the map."""
TOLERANCE = 0.05
"""Degrees that a simplified line may leave its original by."""
SMALLEST = 0.05
"""Square degrees (about 600 square kilometres) below which an island is left out, unless it is all that a country has."""


def outline(topology: dict[str, Any], codes: dict[str, str]) -> list[tuple[str, list[list[list[int]]]]]:
    """Return each country's code with its polygons, each a list of rings of steps, ``x, y, dx, dy, dx, dy ...``.

    The first point of a ring counts from longitude and latitude 0. Exterior rings run clockwise, as d3-geo expects them.
    ``codes`` gives alpha-3 codes by ISO 3166 number and by name; a country in neither has the code ``""``.
    """
    scale, shift = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = [_simplified(_decoded(arc, scale, shift)) for arc in topology["arcs"]]
    countries = []
    for country in topology["objects"]["countries"]["geometries"]:
        shapes = country["arcs"] if country["type"] == "MultiPolygon" else [country["arcs"]]
        rings = [[_ring(ring, arcs) for ring in shape] for shape in shapes]
        rings.sort(key=lambda shape: -abs(_area(shape[0])))
        held = [shape for at, shape in enumerate(rings) if at == 0 or abs(_area(shape[0])) >= SMALLEST]
        polygons = [[steps for ring in shape if (steps := _steps(ring))] for shape in held]
        code = codes.get(country.get("id", ""), codes.get(country["properties"]["name"], ""))
        countries.append((code, [polygon for polygon in polygons if polygon]))
    return countries


def _decoded(arc: list[list[int]], scale: list[float], shift: list[float]) -> list[Point]:
    """Return an arc's points in degrees; TopoJSON holds whole steps from point to point."""
    x = y = 0
    points = []
    for dx, dy in arc:
        x, y = x + dx, y + dy
        points.append((x * scale[0] + shift[0], y * scale[1] + shift[1]))
    return points


def _simplified(points: list[Point]) -> list[Point]:
    """Return a line with the points that are needed to stay within the tolerance (Douglas and Peucker)."""
    kept = {0, len(points) - 1}
    spans = [(0, len(points) - 1)]
    while spans:
        first, last = spans.pop()
        far, at = 0.0, first
        for middle in range(first + 1, last):
            distance = _distance(points[middle], points[first], points[last])
            if distance > far:
                far, at = distance, middle
        if far > TOLERANCE:
            kept.add(at)
            spans += [(first, at), (at, last)]
    return [points[at] for at in sorted(kept)]


def _distance(point: Point, start: Point, end: Point) -> float:
    """Return how far a point lies from a stretch of line."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = dx * dx + dy * dy
    along = max(0.0, min(1.0, ((point[0] - start[0]) * dx + (point[1] - start[1]) * dy) / length)) if length else 0.0
    return math.hypot(point[0] - start[0] - along * dx, point[1] - start[1] - along * dy)


def _ring(numbers: list[int], arcs: list[list[Point]]) -> list[Point]:
    """Return the points of a ring of arcs; the complement of an arc's number names it reversed."""
    points: list[Point] = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += arc[1:] if points else arc
    return points


def _area(ring: list[Point]) -> float:
    """Return the signed area of a ring in square degrees."""
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise(ring)) / 2


def _steps(ring: list[Point]) -> list[int]:
    """Return a ring as whole steps, or nothing where rounding leaves less than a triangle."""
    rounded = [(round(x * STEPS_PER_DEGREE), round(y * STEPS_PER_DEGREE)) for x, y in ring]
    points = [point for at, point in enumerate(rounded) if at == 0 or point != rounded[at - 1]]
    if len(set(points)) < 3:
        return []
    before = [(0, 0), *points]
    return [step for (x0, y0), (x1, y1) in zip(before, points, strict=False) for step in (x1 - x0, y1 - y0)]

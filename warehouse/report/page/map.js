// Where: every place of an event on an outline of the world, its mark telling how precisely the place is known.

const MAP = { width: 1000, height: 520 };
const MARKS = [
  ["point", "exact point"], ["city", "town or city"], ["admin2", "district"], ["admin1", "province"],
  ["border", "along a border"], ["area", "region"],
];
const isExact = (precision) => precision === "point" || precision === "city";

// Countries as GeoJSON: steps of a twentieth of a degree, each from the point before.
function outline() {
  return held.outline.map(([code, polygons]) => ({
    type: "Feature", properties: { code },
    geometry: { type: "MultiPolygon", coordinates: polygons.map((rings) => rings.map((steps) => {
      let x = 0;
      let y = 0;
      const ring = [];
      for (let at = 0; at < steps.length; at += 2) ring.push([(x += steps[at]) / 20, (y += steps[at + 1]) / 20]);
      ring.push(ring[0]);
      return ring;
    })) },
  }));
}

function mapSection() {
  const rows = table("places").all();
  const drawn = rows.filter((row) => row.latitude !== null && row.longitude !== null);
  const coarse = rows.filter((row) => row.latitude === null);
  const standfirst = "A mark's area grows with its events; its shape tells how precisely the place is known. A click lists the events.";
  const left = d3.rollups(coarse, (group) => d3.sum(group, (row) => row.events), (row) => row.precision);
  const note = h("p", { class: "note" }, left.length
    ? "Not drawn as marks: " + left.map(([precision, count]) => plural(count, "event") + ", place " +
      ({ country: "known to the country only (hatched)", name_only: "known by name only", unknown: "not known" }[precision] ?? plain(precision))).join("; ") + ". "
    : null, "Outline: Natural Earth, public domain; boundaries as controlled on the ground, no position is taken on any.");
  if (!rows.length) return section("places", "Where", standfirst, h("p", { class: "empty" }, "No event of this snapshot has a place."));
  return section("places", "Where", standfirst, drawMap(drawn, coarse), note, placesAsTable(drawn));
}

function drawMap(drawn, coarse) {
  const features = outline();
  const projection = d3.geoEqualEarth();
  const path = d3.geoPath(projection);
  const vague = d3.rollup(coarse.flatMap((row) => (row.country ?? []).map((code) => [code, row.events])), (group) => d3.sum(group, ([, count]) => count), ([code]) => code);
  const land = s("g", { class: "land" });
  const marks = s("g", { class: "marks" });
  const hatch = s("pattern", { id: "hatch", width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
    s("rect", { width: 6, height: 6, class: "ground" }), s("line", { x1: 0, y1: 0, x2: 0, y2: 6, class: "stripe" }));
  const svg = s("svg", { viewBox: `0 0 ${MAP.width} ${MAP.height}`, role: "group", "aria-label": "Map of " + plural(drawn.length, "place"), class: "map" },
    s("defs", null, hatch), land, marks);
  const events = (row) => row.events;
  const radius = d3.scaleSqrt([0, Math.max(12, d3.max(drawn, events) ?? 0)], [0, 20]);
  const shapes = features.map((feature) => {
    const count = vague.get(feature.properties.code);
    const name = feature.properties.code && country(feature.properties.code);
    return [feature, s("path", { class: count ? "vague" : null, fill: count ? "url(#hatch)" : null }, name ? s("title", null, name + (count ? ": " + plural(count, "event") + " known to the country only" : "")) : null)];
  });
  land.append(...shapes.map(([, shape]) => shape));
  const items = drawn.map((row) => [row, mark(row, Math.max(4, radius(row.events)))]);
  marks.append(...items.map(([, item]) => item));

  const paint = () => {
    for (const [feature, shape] of shapes) shape.setAttribute("d", path(feature) ?? "");
    for (const [row, item] of items) {
      const [x, y] = projection([row.longitude, row.latitude]) ?? [-99, -99];
      item.setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)})`);
    }
  };
  const world = () => projection.fitExtent([[0, 0], [MAP.width, MAP.height]], { type: "Sphere" });
  const near = () => {
    const points = { type: "MultiPoint", coordinates: drawn.map((row) => [row.longitude, row.latitude]) };
    projection.fitExtent([[60, 60], [MAP.width - 60, MAP.height - 60]], points);
    // One town, or two side by side, are shown with the country around them.
    if (!(projection.scale() < 2600)) zoom(2600 / projection.scale(), projection(d3.geoCentroid(points)));
  };
  const zoom = (by, [x, y] = [MAP.width / 2, MAP.height / 2]) => {
    const [left, top] = projection.translate();
    const to = Math.min(12_000, Math.max(120, projection.scale() * by));
    const real = to / projection.scale();
    projection.scale(to).translate([MAP.width / 2 + (left - x) * real, MAP.height / 2 + (top - y) * real]);
  };
  const pan = (dx, dy) => projection.translate([projection.translate()[0] + dx, projection.translate()[1] + dy]);
  const act = (what) => () => { what(); paint(); };
  (drawn.length ? near : world)();
  paint();

  let held_at = null;
  svg.addEventListener("pointerdown", (event) => { if (event.pointerType === "mouse") held_at = [event.clientX, event.clientY]; });
  window.addEventListener("pointerup", () => { held_at = null; });
  svg.addEventListener("pointermove", (event) => {
    if (held_at === null || event.buttons === 0) return;
    const by = MAP.width / svg.clientWidth;
    pan((event.clientX - held_at[0]) * by, (event.clientY - held_at[1]) * by);
    held_at = [event.clientX, event.clientY];
    paint();
  });
  const button = (name, label, what) => h("button", { type: "button", class: "quiet", "aria-label": label, title: label, onclick: act(what) }, name);
  return h("figure", { class: "map-figure" },
    h("div", { class: "controls", role: "toolbar", "aria-label": "Map" },
      button("+", "Zoom in", () => zoom(1.6)), button("−", "Zoom out", () => zoom(1 / 1.6)),
      button("←", "Move west", () => pan(120, 0)), button("→", "Move east", () => pan(-120, 0)), button("↑", "Move north", () => pan(0, 100)), button("↓", "Move south", () => pan(0, -100)),
      drawn.length ? button("Events", "Show all events", near) : null, button("World", "Show the world", world)),
    svg,
    h("figcaption", null, h("ul", { class: "key" }, MARKS.filter(([precision]) => drawn.some((row) => row.precision === precision)).map(([precision, meaning]) =>
      h("li", null, s("svg", { width: 18, height: 18, viewBox: "-9 -9 18 18", "aria-hidden": "true" }, shape({ precision, contested: 0 }, 6)), meaning)),
    h("li", null, s("svg", { width: 18, height: 18, viewBox: "-9 -9 18 18", "aria-hidden": "true" }, shape({ precision: "city", contested: 1 }, 6)), "with contested events"))));
}

// Exact places are discs; what stands for a wider area is a ring, dashed the wider it is; a border is a diamond.
function shape(row, size) {
  const kind = (isExact(row.precision) ? "exact" : "wide " + row.precision) + (row.contested ? " disputed" : "");
  if (row.precision === "border") return s("path", { d: `M0 ${-size}L${size} 0L0 ${size}L${-size} 0Z`, class: kind });
  return s("circle", { r: size, class: kind });
}

function mark(row, size) {
  const label = (row.name ?? countries(row.country)) + ", " + (MARKS.find(([precision]) => precision === row.precision)?.[1] ?? plain(row.precision)) + ": " + plural(row.events, "event") +
    (row.contested ? ", " + number(row.contested) + " contested" : "") + (row.is_disputed_territory ? ", disputed territory" : "");
  return s("a", { href: address("events", { place: row.name }), "aria-label": label }, s("title", null, label), shape(row, size));
}

function placesAsTable(drawn) {
  if (!drawn.length) return null;
  const holder = h("div");
  const show = (page) => holder.replaceChildren(
    grid("Places of events", ["Place", "Country", "Known as", "Events", "Contested"], drawn.slice(page * 15, (page + 1) * 15).map((row) => [
      h("a", { href: address("events", { place: row.name }) }, words(row.name, null, "", "no name")), countries(row.country), plain(row.precision), number(row.events), number(row.contested)])),
    pager("Pages of places", 15, drawn.length, 15, page, show) ?? "");
  show(0);
  return h("details", null, h("summary", null, "The same as a table"), holder);
}

// Events over time: a strip of bars a type, all on one scale of time; the contested part of a bar is solid.

const STEPS = [["day", d3.utcDay], ["week", d3.utcMonday], ["month", d3.utcMonth], ["year", d3.utcYear]];
const QUADS = { 1: "cooperation in words", 2: "cooperation in deeds", 3: "conflict in words", 4: "conflict in deeds" };

// The days that matter: from the first article's day to the last, and a fortnight before, since news tells of what was.
// Dates far out (an anniversary, a plan for next year) would press everything else into a corner.
function newsDays() {
  const published = table("statements").distinct("day").concat(table("coverage").distinct("day"));
  const printed = table("articles").distinct("published_at").filter((at) => at !== null).map((at) => Math.floor(at / 1440));
  const all = (printed.length ? printed : published).filter((at) => at !== null);
  return all.length ? [d3.min(all) - 14, d3.max(all) + 1] : null;
}

function timelineSection() {
  const rows = table("timeline").all();
  const state = { range: newsDays() ? "news" : "all", said: "actual" };
  const drawing = h("div");
  const draw = () => drawing.replaceChildren(...timeline(rows, state));
  const body = [
    h("div", { class: "controls" },
      choice("Days", [["news", "around the articles"], ["all", "all, however far"]], state.range, (value) => { state.range = value; draw(); }),
      choice("Events", [["actual", "said to have happened"], ["all", "also planned or denied"]], state.said, (value) => { state.said = value; draw(); })),
    drawing];
  draw();
  return section("time", "Events over time", "By first day and type. A bar's solid foot is the contested part; a click lists its events.",
    rows.length ? body : h("p", { class: "empty" }, "No event of this snapshot has a date."));
}

function timeline(rows, state) {
  const said = rows.filter((row) => state.said === "all" || row.is_actual);
  const news = newsDays();
  const inside = (row) => state.range === "all" || news === null || (row.day >= news[0] && row.day <= news[1]);
  const shown = said.filter(inside);
  if (!shown.length) return [h("p", { class: "empty" }, "No event of this kind in these days.")];
  const [first, last] = d3.extent(shown, (row) => row.day);
  const [name, step] = STEPS.find(([, every]) => every.count(every.floor(date(first)), date(last)) < 90) ?? STEPS.at(-1);
  const bins = d3.rollups(shown, (group) => ({ events: d3.sum(group, (row) => row.events), contested: d3.sum(group, (row) => row.contested) }),
    (row) => row.type, (row) => +step.floor(date(row.day)));
  bins.sort((a, b) => d3.sum(b[1], ([, at]) => at.events) - d3.sum(a[1], ([, at]) => at.events) || (a[0] < b[0] ? -1 : 1));
  const domain = [step.floor(date(first)), step.offset(step.floor(date(last)), 1)];
  const y = d3.scaleLinear([0, d3.max(bins, ([, at]) => d3.max(at, ([, held]) => held.events))], [0, HEIGHT - 2]);
  const outside = d3.sum(said, (row) => row.events) - d3.sum(shown, (row) => row.events);
  return [
    h("ul", { class: "key", "aria-label": "Colours" }, Object.entries(QUADS).map(([quad, meaning]) => h("li", null, h("span", { class: "swatch quad-" + quad }), meaning))),
    axis(domain), h("ul", { class: "strips", "aria-label": "Types of events, most frequent first" }, bins.map(([type, at]) => strip(type, at, domain, step, name, y))),
    h("p", { class: "note" }, "Bars are " + name + "s; all strips have one scale, and the number beside a strip is its highest bar. ",
      outside ? plural(outside, "event") + " on days outside these. " : null,
      held.totals.undated ? plural(held.totals.undated, "event") + " without a date." : null),
  ];
}

const WIDTH = 1000;
const HEIGHT = 44;
const scaleOf = (domain) => d3.scaleUtc(domain, [0, WIDTH]);

function axis(domain) {
  const x = scaleOf(domain);
  // Ticks are placed by share of the width, so that their text keeps its size on any screen.
  const ticks = x.ticks(5).map((at) => s("text", { x: (x(at) / WIDTH) * 100 + "%", y: 12 }, x.tickFormat(5)(at)));
  return h("div", { class: "strip axis", "aria-hidden": "true" }, h("span"), s("svg", { height: 16, width: "100%" }, ticks), h("span"));
}

function strip(type, bins, domain, step, name, y) {
  const x = scaleOf(domain);
  const highest = d3.max(bins, ([, at]) => at.events);
  const meaning = held.words.types[type];
  const total = d3.sum(bins, ([, at]) => at.events);
  const contested = d3.sum(bins, ([, at]) => at.contested);
  const bars = bins.sort((a, b) => a[0] - b[0]).map(([start, at]) => {
    const end = +step.offset(new Date(start), 1);
    const width = Math.max(2, x(end) - x(start) - 1.5);
    const until = Math.round(end / 86_400_000) - 1;
    const from = Math.round(start / 86_400_000);
    const label = title(type) + ", " + (name === "day" ? day(from) : name + " from " + day(from)) + ": " + plural(at.events, "event") +
      (at.contested ? ", " + number(at.contested) + " contested" : "");
    const bar = (height, part) => s("rect", { x: x(start), width, y: HEIGHT - height, height, class: part });
    return s("a", { href: address("events", { type, from: iso(from), to: iso(until) }), "aria-label": label }, s("title", null, label),
      s("rect", { x: x(start), width, y: 0, height: HEIGHT, class: "catch" }),
      bar(Math.max(2, y(at.events)), "all"), at.contested ? bar(Math.max(2, y(at.contested)), "disputed") : null);
  });
  return h("li", { class: "strip quad-" + (meaning?.quad ?? 0) },
    h("span", { class: "name", title: meaning?.meaning }, h("a", { href: address("events", { type }) }, title(type)),
      h("span", { class: "count" }, number(total) + (contested ? ", " + number(contested) + " contested" : ""))),
    s("svg", { viewBox: "0 0 " + WIDTH + " " + HEIGHT, preserveAspectRatio: "none", height: HEIGHT, role: "group", "aria-label": title(type) + " over time" }, bars),
    h("span", { class: "highest" }, number(highest)));
}

// Casualties as ranges, a line a claimant. They are never added up: claimants count different people, or the same ones twice.

function casualtyTable(events, caption) {
  const rows = events.flatMap((event) => rowsWhere("casualties", "event", event).map((row) => ({ event, ...table("casualties").row(row) })));
  // Claimants of one event are compared with each other: each event has its own scale, from nobody to its greatest number.
  const highest = d3.rollup(rows, (group) => d3.max(group, (row) => Math.max(row.low ?? 0, row.high ?? 0)) || 1, (row) => row.event);
  return grid(caption, ["Event", "Outcome", "Of", "Claimant", "Number", "Range"], rows.map((row, at) => {
    const event = table("events").row(row.event);
    const x = d3.scaleLinear([0, highest.get(row.event)], [4, 180]);
    const isAgain = at > 0 && rows[at - 1].event === row.event;
    return [
      h("a", { href: rowAddress("event", event.id), class: isAgain ? "again" : null, tabindex: isAgain ? "-1" : null }, eventName(event), ", ", days(event.date_start, event.date_end)),
      title(row.outcome), countries(row.side_country) || "not said",
      [row.claimant_name === null ? "the article itself" : bdi(row.claimant_name), row.claimant_country?.length ? h("span", { class: "count" }, countries(row.claimant_country)) : null],
      [range(row.low, row.high, row.is_open), row.words?.length ? h("span", { class: "count" }, "“", row.words.flatMap((text, at) => [at ? "”, “" : "", bdi(text)]), "”") : null],
      bar(row, x),
    ];
  }));
}

function bar(row, x) {
  if (row.low === null && row.high === null) return "";
  const from = x(row.low ?? 0);
  const to = row.is_open ? 196 : x(row.high ?? row.low);
  return s("svg", { width: 200, height: 16, viewBox: "0 0 200 16", "aria-hidden": "true", class: "range" },
    s("line", { x1: 3, x2: 196, y1: 8, y2: 8, class: "rule" }),
    s("line", { x1: from, x2: to, y1: 8, y2: 8, class: row.is_open ? "open" : "closed" }),
    s("circle", { cx: from, cy: 8, r: 4 }), row.is_open ? s("path", { d: "M191 3L198 8L191 13", class: "arrow" }) : s("circle", { cx: to, cy: 8, r: 4 }));
}

function casualtiesSection() {
  const claimants = (event) => new Set(rowsWhere("casualties", "event", event).map((row) => table("casualties").get("claimant_name", row))).size;
  const events = [...new Set(table("casualties").distinct("event"))].filter((event) => event !== null);
  const ranked = events.map((event) => [event, claimants(event)]).sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([event]) => event);
  const holder = h("div");
  const size = 5;
  const show = (page) => holder.replaceChildren(casualtyTable(ranked.slice(page * size, (page + 1) * size), "Casualties by event and claimant"),
    pager("Pages of casualties", size, ranked.length, size, page, show) ?? "");
  if (ranked.length) show(0);
  return section("casualties", "Casualties", "As ranges, by claimant, never added up. An arrow: no upper bound was given. Each event has a scale of its own; those with most claimants come first.",
    ranked.length ? holder : h("p", { class: "empty" }, "No casualties are counted in this snapshot."));
}

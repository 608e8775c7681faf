// What was read: outlets down, days across. A gap is crossed out, a day without any attempt is empty: neither is a quiet day.

function coverageSection() {
  const rows = table("coverage").all();
  const standfirst = "Article versions coded, by outlet and day of reading. A crossed cell is a gap: fewer articles came than the outlet is expected to publish.";
  if (!rows.length) return section("coverage", "Coverage", standfirst, h("p", { class: "empty" }, "Nothing was read yet."));
  const month = (at) => iso(at).slice(0, 7);
  const months = [...new Set(table("coverage").distinct("day").map(month))].sort();
  const outlets = [...new Set([...table("sources").distinct("outlet"), ...rows.map((row) => row.outlet)])].sort();
  const held_rows = new Map(rows.map((row) => [row.outlet + " " + row.day, row]));
  const highest = d3.max(rows, (row) => row.coded) || 1;
  const name = (outlet) => { const [row] = rowsWhere("sources", "outlet", outlet); return row === undefined ? outlet : table("sources").get("title", row); };
  const first = d3.min(rows, (row) => row.day);
  const last = d3.max(rows, (row) => row.day);
  const cell = (outlet, at) => {
    const row = held_rows.get(outlet + " " + at);
    if (row === undefined) {
      const isInside = at >= first && at <= last;
      return h("td", { class: isInside ? "never" : "none" }, h("span", { class: "unseen" }, isInside ? "not tried" : "no data"));
    }
    const label = name(outlet) + ", " + day(at) + ": found " + row.found + ", fetched " + row.fetched + ", extracted " + row.extracted + ", coded " + row.coded +
      (row.losses?.length ? "; " + row.losses.join(", ") : "") + (row.is_gap ? "; gap" : "");
    return h("td", { class: (row.is_gap ? "gap-day " : "") + "shade-" + Math.ceil((5 * row.coded) / highest), title: label },
      number(row.coded), h("span", { class: "unseen" }, " coded of " + row.found + " found" + (row.is_gap ? ", gap" : "")));
  };
  const holder = h("div");
  const show = (which) => {
    const start = Math.round(Date.parse(which + "-01") / 86_400_000);
    const end = Math.round(+d3.utcMonth.offset(date(start), 1) / 86_400_000);
    const dates = d3.range(start, end).filter((at) => at >= first - 6 && at <= last + 6);
    const losses = d3.rollups(rows.filter((row) => row.day >= start && row.day < end && row.losses?.length), (group) => group, (row) => row.outlet);
    holder.replaceChildren(
      scroller("Coverage in " + which, h("table", { class: "matrix coverage" }, h("caption", { class: "unseen" }, "Article versions coded by outlet and day, " + which),
        h("thead", null, h("tr", null, h("th", { scope: "col" }, "Outlet"), dates.map((at) => h("th", { scope: "col", "aria-label": day(at) }, String(date(at).getUTCDate()))))),
        h("tbody", null, outlets.map((outlet) => h("tr", null, h("th", { scope: "row" }, bdi(name(outlet))), dates.map((at) => cell(outlet, at))))))),
      losses.length ? h("details", null, h("summary", null, "What was tried and gave no coded article"), h("ul", null, losses.map(([outlet, group]) =>
        h("li", null, bdi(name(outlet)), ": ", group.slice(0, 40).map((row) => day(row.day) + ": " + row.losses.join(", ")).join("; "))))) : "");
  };
  show(months.at(-1));
  const gaps = rows.filter((row) => row.is_gap).length;
  return section("coverage", "Coverage", standfirst,
    h("div", { class: "controls" }, choice("Month", [...months].reverse().map((value) => [value, value]), months.at(-1), show)), holder,
    h("p", { class: "note" }, plural(gaps, "gap") + " in " + plural(rows.length, "outlet-day") + ". ", h("span", { class: "swatch never" }), " not tried that day, though the ledger was running. ",
      rows.length < held.totals.coverage ? "Shown are the newest " + number(rows.length) + " of " + number(held.totals.coverage) + " outlet-days." : null));
}

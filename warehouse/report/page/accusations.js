// Who accuses whom: countries of speakers down, countries of those accused across; a cell opens the statements.

const ACCUSING = "accuse,blame,condemn";
const MOST = 14; // countries a side: what a page's width holds

function accusationsSection() {
  const rows = table("accusations").all();
  const standfirst = "Statements that accuse, blame or condemn: the speaker's country down, the target's across. A cell lists the statements.";
  if (!rows.length) return section("accusations", "Who accuses whom", standfirst, h("p", { class: "empty" }, "Nobody accuses anybody in this snapshot."));
  const most = (side) => d3.rollups(rows.filter((row) => row[side] !== "?"), (group) => d3.sum(group, (row) => row.statements), (row) => row[side])
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, MOST).map(([code]) => code);
  // The unknown are last: they are many, and say least.
  const known = (side, codes) => (rows.some((row) => row[side] === "?") ? [...codes, "?"] : codes);
  const down = known("accuser", most("accuser"));
  const across = known("target", most("target"));
  const counts = new Map(rows.map((row) => [row.accuser + ">" + row.target, row.statements]));
  const highest = d3.max(rows.filter((row) => row.accuser !== "?" && row.target !== "?"), (row) => row.statements) ?? 1;
  const shade = (count) => "shade-" + Math.min(5, Math.ceil((5 * Math.sqrt(count)) / Math.sqrt(highest)));
  const cell = (from, to) => {
    const count = counts.get(from + ">" + to);
    if (!count) return h("td", { role: "cell", class: "none" }, h("span", { class: "unseen" }, "none"));
    const label = country(from) + " accuses " + country(to) + ": " + plural(count, "statement");
    return h("td", { role: "cell", class: shade(count) },
      h("a", { href: address("statements", { act: ACCUSING, country: from, target: to }), "aria-label": label, title: label }, number(count)));
  };
  const left = new Set(rows.flatMap((row) => [row.accuser, row.target])).size - new Set([...down, ...across]).size;
  return section("accusations", "Who accuses whom", standfirst,
    scroller("Matrix of accusations", h("table", { class: "matrix" },
      h("caption", { class: "unseen" }, "Number of accusing statements by country of speaker (rows) and target (columns)"),
      h("thead", null, h("tr", null, h("th", { scope: "col" }, h("span", { class: "unseen" }, "Speaker")),
        across.map((code) => h("th", { scope: "col" }, h("span", { class: "slanted", title: country(code) }, country(code)))))),
      h("tbody", null, down.map((from) => h("tr", null, h("th", { scope: "row" }, country(from)), across.map((to) => cell(from, to))))))),
    h("p", { class: "note" }, plural(held.totals.accusations, "statement") + " in all; one with several countries counts in several cells. ",
      left > 0 ? plural(left, "further country", "further countries") + " with fewer are not drawn." : null));
}

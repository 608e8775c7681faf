// What was checked before publication, what did not pass, what was set aside, and what changed since the snapshot before.

function checksSection() {
  const about = held.about;
  const checks = table("checks");
  const failed = d3.range(checks.rows).filter((row) => checks.get("verdict", row) !== "pass");
  const tables = d3.rollups(d3.range(checks.rows), (group) => [group.length, group.filter((row) => checks.get("verdict", row) === "pass").length], (row) => checks.get("table", row));
  const quarantined = Object.entries(about.quarantined);
  const changes = Object.entries(about.changes);
  return section("checks", "Checks", "What must hold before anything is published. Nothing is published after a critical check failed.",
    checks.rows ? null : h("p", { class: "empty" }, "No checks are recorded in this snapshot."),
    failed.length
      ? grid("Checks that did not pass", ["Check", "What must hold", "Severity", "Observed", "Limit", "Rows at fault"], failed.map((row) => [
        h("code", null, checks.get("rule", row)), checks.get("meaning", row), checks.get("severity", row), bdi(checks.get("observed", row) ?? ""), checks.get("limit", row), number(checks.get("fault_count", row))]))
      : checks.rows ? h("p", null, h("strong", null, "All " + plural(checks.rows, "check") + " passed.")) : null,
    about.accepted?.length ? h("p", null, "The operator accepted, on record, that these fail: ", about.accepted.map((rule, at) => [at ? ", " : "", h("code", null, rule)]), ".") : null,
    quarantined.length ? h("p", null, "Rows set aside, with what rests on them: " + quarantined.map(([name, count]) => number(count) + " of " + name).join(", ") + ".") : null,
    about.redactions.length ? h("div", null, h("h3", null, "Redactions"), h("ul", null, about.redactions.map((held) =>
      h("li", null, plural(held.rows, "row") + " of " + held.table + ", " + held.columns.join(", ") + ": ", bdi(held.reason))))) : null,
    checks.rows ? h("details", null, h("summary", null, "Every check, by table"), grid("Checks by table", ["Table", "Checks", "Passed"], tables.map(([name, [all, passed]]) => [name, number(all), number(passed)])),
      everyCheck(checks)) : null,
    changes.length ? h("details", null, h("summary", null, about.previous ? "What changed since " + about.previous : "What came with this first snapshot"), grid("Changed rows by table, operation and cause", ["Table", "Operation", "Cause", "Rows"],
      changes.flatMap(([name, ops]) => Object.entries(ops).flatMap(([op, causes]) => Object.entries(causes).map(([cause, count]) => [name, op, cause, number(count)]))))) : null);
}

function everyCheck(checks) {
  const holder = h("div");
  const size = 25;
  const show = (page) => holder.replaceChildren(
    grid("All checks", ["Check", "What must hold", "Verdict", "Observed", "Limit"], d3.range(page * size, Math.min(checks.rows, (page + 1) * size)).map((row) => [
      h("code", null, checks.get("rule", row)), checks.get("meaning", row), checks.get("verdict", row), bdi(checks.get("observed", row) ?? ""), checks.get("limit", row)])),
    pager("Pages of checks", size, checks.rows, size, page, show) ?? "");
  show(0);
  return holder;
}

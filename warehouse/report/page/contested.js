// Contested events first: the three on which most sides speak in full, the rest in a list that opens them.

const LEADS = 3;

function contestedSection() {
  const rows = rowsWhere("events", "is_disputed", 1);
  const weight = new Map(rows.map((row) => [row, sides(row).filter((of) => of.key !== "" && of.mentions.length).length]));
  const stories = (row) => table("events").get("independent_story_count", row);
  const ranked = [...rows].sort((a, b) => weight.get(b) - weight.get(a) || stories(b) - stories(a) || a - b);
  const standfirst = "Events whose versions contradict each other. Every version stands with its claimant and its evidence; none is picked.";
  if (!rows.length) {
    return section("contested", "Contested events", standfirst,
      h("p", { class: "empty" }, held.totals.events ? "No event of this snapshot is contested." : "This snapshot holds no events."));
  }
  const rest = h("div");
  const size = 12;
  const show = (page) => {
    const shown = ranked.slice(LEADS + page * size, LEADS + (page + 1) * size);
    rest.replaceChildren(
      shown.length ? grid("Further contested events", ["Event", "When", "Who", "Sides heard", "Articles"], shown.map((row) => {
        const event = table("events").row(row);
        return [h("a", { href: rowAddress("event", event.id) }, eventName(event)), days(event.date_start, event.date_end),
          countries(event.party_country) || nobody, number(weight.get(row)), number(event.article_count)];
      })) : "",
      pager("Pages of contested events", shown.length, ranked.length - LEADS, size, page, show) ?? "");
  };
  show(0);
  return section("contested", "Contested events", standfirst, ranked.slice(0, LEADS).map(lead), rest);
}

function lead(row) {
  const event = table("events").row(row);
  const all = sides(row);
  const most = 4;
  const passages = rowsWhere("mentions", "event", row).length;
  return h("article", { class: "lead" },
    h("h3", null, h("a", { href: rowAddress("event", event.id) }, eventName(event))),
    eventFacts(event, row),
    versions(row, 2, most),
    h("p", { class: "more" }, h("a", { href: rowAddress("event", event.id) },
      "All " + plural(all.length, "side") + " and " + plural(passages, "passage"), h("span", { class: "unseen" }, " of ", eventName(event)))));
}

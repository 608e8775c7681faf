// The list of events: filtered by type, country, place, days and by being contested.

function eventsSection() {
  const all = table("events");
  const list = listOf("events", {
    caption: "Events",
    columns: ["Event", "When", "Who", "Articles", "Casualties"],
    fields: (state, change) => [
      choice("Type", [["", "any"], ...all.distinct("type").map((type) => [type, title(type)])], state.type ?? "", (value) => change({ type: value }, true)),
      choice("Country", [["", "any"], ...codesOf(all, ["party_country", "place_country"])], state.country ?? "", (value) => change({ country: value }, true)),
      entry("Place", state.place ?? "", (value) => change({ place: value })),
      choice("Which", [["", "all"], ["contested", "contested"], ["actual", "said to have happened"]], state.which ?? "", (value) => change({ which: value }, true)),
      state.from || state.to ? h("div", { class: "field" }, h("span", { class: "label" }, "Days"), h("span", null, (state.from ?? "…") + " to " + (state.to ?? "…")),
        h("button", { type: "button", class: "quiet", onclick: () => change({ from: "", to: "" }, true) }, "All days")) : null,
    ],
    match: (state) => {
      const place = folded(state.place ?? "");
      const [from, to] = [state.from, state.to].map((text) => (text && !Number.isNaN(Date.parse(text)) ? Date.parse(text) / 86_400_000 : null));
      return (row) => (!state.type || all.get("type", row) === state.type)
        && (!state.country || (all.get("party_country", row) ?? []).includes(state.country) || (all.get("place_country", row) ?? []).includes(state.country))
        && (!place || folded(all.get("place_name", row) ?? "").includes(place))
        && (!state.which || (state.which === "contested" ? all.get("is_disputed", row) === 1 : all.get("modality", row) === "actual"))
        && (from === null || (all.get("date_start", row) !== null && all.get("date_start", row) >= from))
        && (to === null || (all.get("date_start", row) !== null && all.get("date_start", row) <= to));
    },
    cells: (row) => {
      const event = all.row(row);
      return [[h("a", { href: rowAddress("event", event.id) }, eventName(event)), event.is_disputed ? h("strong", { class: "contested" }, " Contested") : null],
        days(event.date_start, event.date_end), countries(event.party_country) || nobody, number(event.article_count), casualtyText(row) || "none counted"];
    },
  });
  return section("events", "All events", limitText("events", "Contested events first, then the newest."), list);
}

function limitText(name, order) {
  const shown = table(name).rows;
  const total = held.totals[name];
  return shown < total ? "This page holds " + number(shown) + " of " + plural(total, name.slice(0, -1)) + ". " + order : order;
}

const folded = (text) => text.normalize("NFD").replace(/\p{Mn}/gu, "").toLowerCase();

// Country codes that a list's rows hold, by name, for a choice.
function codesOf(all, columns) {
  const codes = new Set(columns.flatMap((column) => all.distinct(column)).flat());
  codes.delete(null);
  return [...codes].map((code) => [code, country(code)]).sort((a, b) => a[1].localeCompare(b[1], "en"));
}

// A filtered list in pages: its fields, how many rows match (said aloud when it changes), the rows. The address keeps the state.
function listOf(name, { caption, columns, fields, match, cells }) {
  const size = 25;
  let state = {};
  const form = h("form", { class: "controls", role: "search", "aria-label": "Filter " + name, onsubmit: (event) => event.preventDefault() });
  const count = h("p", { role: "status", "aria-live": "polite", class: "result" });
  const rows = h("div");
  const all = table(name);
  let found = [];
  const search = () => {
    const fits = match(state);
    found = [];
    for (let row = 0; row < all.rows; row += 1) if (fits(row)) found.push(row);
    count.textContent = found.length === all.rows ? plural(found.length, name.slice(0, -1)) : number(found.length) + " of " + plural(all.rows, name.slice(0, -1)) + " match";
  };
  const show = () => {
    const page = Math.min(Math.max(0, Math.floor(Number(state.page) || 0)), Math.max(0, Math.ceil(found.length / size) - 1));
    rows.replaceChildren(found.length ? grid(caption, columns, found.slice(page * size, (page + 1) * size).map(cells)) : h("p", { class: "empty" }, all.rows ? "Nothing matches." : "There are none in this snapshot."),
      pager("Pages of " + name, size, found.length, size, page, (to) => change({ page: to || "" }, true, true)) ?? "");
  };
  // The fields are drawn anew only when a link or a choice set them: whoever types keeps the cursor.
  const change = (given, isChoice = false, keepsPage = false) => {
    state = { ...state, ...(keepsPage ? {} : { page: "" }), ...given };
    keep(name, state, { add: isChoice });
    if (isChoice && !keepsPage) {
      const at = [...form.elements].indexOf(document.activeElement);
      form.replaceChildren(...fields(state, change).filter(Boolean));
      form.elements[at]?.focus();
    }
    if (!keepsPage) search();
    show();
    if (keepsPage) rows.scrollIntoView({ block: "start" });
  };
  const set = (filters) => {
    state = filters;
    form.replaceChildren(...fields(state, change).filter(Boolean));
    search();
    show();
  };
  onRoute(name, set);
  set({});
  return h("div", null, form, count, rows);
}

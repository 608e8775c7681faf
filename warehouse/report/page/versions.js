// An event as each side tells it, side by side: what it asserts, the positions it takes, and the evidence for that.

const nobody = "somebody";

// Who speaks: countries that a claimant speaks for, else its name, else the article itself.
function sideOf(mention) {
  if (mention.claimant_country?.length) return "c:" + mention.claimant_country.join(",");
  return mention.claimant_name === null ? "" : "n:" + mention.claimant_name;
}

function sideName(key) {
  if (key === "") return "The articles themselves";
  const name = key.slice(2);
  return key.startsWith("c:") ? countries(name.split(",")) : name;
}

const parties = (side) => {
  const names = (side ?? []).map(([text, name, code]) => (code ? country(code) : name ?? text));
  const codes = [...new Set(names.filter((name) => name && name !== "unknown"))];
  return codes.length ? LIST.format(codes) : nobody;
};

function assertion(mention) {
  const said = mention.modality === "negated" ? "Did not happen: " : "";
  const what = title(mention.type) + (mention.mode ? " (" + plain(mention.mode) + ")" : "");
  if (mention.direction === "directed") return said + parties(mention.actors) + " → " + parties(mention.recipients) + ": " + what;
  return said + parties([...(mention.actors ?? []), ...(mention.recipients ?? [])]) + ", " + plain(mention.direction) + ": " + what;
}

// The sides of an event, those with most to say first and the articles' own words last.
function sides(event) {
  const found = new Map();
  const side = (key) => {
    if (!found.has(key)) found.set(key, { key, mentions: [], claims: [], names: new Set(), assertions: new Map() });
    return found.get(key);
  };
  for (const row of rowsWhere("mentions", "event", event)) {
    const mention = table("mentions").row(row);
    const of = side(sideOf(mention));
    of.mentions.push(row);
    if (mention.claimant_name !== null) of.names.add(mention.claimant_name);
    const told = assertion(mention);
    of.assertions.set(told, (of.assertions.get(told) ?? 0) + 1);
  }
  for (const row of rowsWhere("claims", "event", event)) {
    const claim = table("claims").row(row);
    const keys = [...found.keys()].filter((key) => key === "n:" + claim.party || key.slice(2).split(",").includes(claim.party));
    const known = Object.hasOwn(held.words.countries, claim.party);
    for (const key of keys.length ? keys : [(known ? "c:" : "n:") + claim.party]) side(key).claims.push(claim);
  }
  const rank = (of) => (of.key === "" ? -1 : of.mentions.length);
  return [...found.values()].sort((a, b) => rank(b) - rank(a) || (a.key < b.key ? -1 : 1));
}

// What a side is on record with beside asserting: it denies, blames, confirms, is accused.
function positions(claims) {
  const told = new Map();
  for (const claim of claims) {
    if (claim.position === "asserts") continue;
    const at = told.get(claim.position) ?? { about: new Set(), since: claim.since_date };
    if (claim.position === "blames") claim.about_country?.forEach((code) => at.about.add(code));
    told.set(claim.position, at);
  }
  return [...told].map(([position, { about, since }]) => h("li", null, plain(position) + (about.size ? " " + countries([...about].sort()) : ""),
    since === null ? null : h("span", { class: "since" }, " since " + day(since))));
}

function version(of, most) {
  const shown = of.mentions.slice(0, most);
  const stands = positions(of.claims);
  const name = sideName(of.key);
  return h("li", { class: "version" },
    h("h4", null, bdi(name), h("span", { class: "count" }, of.mentions.length ? plural(of.mentions.length, "passage") : "has no words of its own here")),
    of.key.startsWith("c:") && of.names.size
      ? h("p", { class: "claimants" }, "through ", [...of.names].slice(0, 4).flatMap((who, at) => [at ? ", " : "", bdi(who)]),
        of.names.size > 4 && " and " + number(of.names.size - 4) + " more")
      : null,
    of.assertions.size ? h("ul", { class: "assertions" }, [...of.assertions].slice(0, most).map(([text, count]) =>
      h("li", null, bdi(text), count > 1 && h("span", { class: "count" }, "×" + count)))) : null,
    stands.length ? h("ul", { class: "positions", "aria-label": "Positions" }, stands) : null,
    shown.length ? h("ol", { class: "passages", "aria-label": "Evidence" }, shown.map((row) => evidence(row))) : null);
}

// Casualties of an event: never one number, a range for each claimant.
function casualtyText(event) {
  const rows = rowsWhere("casualties", "event", event).map((row) => table("casualties").row(row));
  const by = new Map();
  for (const row of rows) {
    const held = by.get(row.outcome) ?? { low: null, high: null, open: false, claimants: new Set() };
    if (row.low !== null) held.low = held.low === null ? row.low : Math.min(held.low, row.low);
    if (row.high !== null) held.high = held.high === null ? row.high : Math.max(held.high, row.high);
    held.open ||= Boolean(row.is_open);
    held.claimants.add(row.claimant_name);
    by.set(row.outcome, held);
  }
  return [...by].map(([outcome, held]) => outcome + ": " + range(held.low, held.high, held.open) +
    (held.claimants.size > 1 ? " (" + held.claimants.size + " claimants)" : "")).join("; ");
}

function range(low, high, open) {
  if (low === null && high === null) return "number not given";
  if (open) return number(low ?? 0) + (high !== null && high > (low ?? 0) ? "–" + number(high) : "") + " or more";
  if (low === null || low === high) return (low === null ? "up to " : "") + number(high);
  return number(low) + "–" + number(high);
}

function eventName(event) {
  const where = event.place_name ? [" at ", bdi(event.place_name)] : event.place_country?.length ? [" in ", countries(event.place_country)] : [];
  return [title(event.type), event.mode && " (" + plain(event.mode) + ")", where];
}

function eventFacts(event, row) {
  const casualties = casualtyText(row);
  return h("p", { class: "facts" },
    event.is_disputed ? h("strong", { class: "contested" }, "Contested") : null, event.is_disputed ? " · " : null,
    days(event.date_start, event.date_end), " · ", plural(event.article_count, "article"), ", ",
    plural(event.independent_story_count, "independent story", "independent stories"),
    event.parties?.length ? [" · ", event.parties.slice(0, 6).flatMap((name, at) => [at ? ", " : "", bdi(name)])] : null,
    casualties ? " · " + casualties : null,
    event.territory_status === "disputed" ? " · disputed territory" : null,
    event.modality === "actual" ? null : " · " + plain(event.modality));
}

function versions(row, most, mostSides = Infinity) {
  const found = sides(row);
  return h("ul", { class: "versions", "aria-label": "Versions, side by side" }, found.slice(0, mostSides).map((of) => version(of, most)));
}

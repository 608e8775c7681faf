// One row in full, over the page: an event with every version of it, a statement with everything that was coded of it.

function missing(kind, id) {
  const total = held.totals[kind + "s"];
  const shown = table(kind + "s").rows;
  const [gone] = rowsWhere("retired", "id", id);
  const reason = gone === undefined ? null : table("retired").row(gone);
  return [
    h("h2", { id: "reader-title", tabindex: "-1" }, "This " + kind + " is not on this page"),
    h("p", null, "The id is ", h("code", null, id), ". This page shows " + number(shown) + " of " + plural(total, kind) + " of the snapshot."),
    reason && h("p", null, "The id was retired (" + reason.cause + ")", reason.replaced_by
      ? ["; it is now ", h("a", { href: rowAddress(kind, reason.replaced_by) }, reason.replaced_by), "."] : "."),
    h("p", null, "All rows are in the snapshot's Parquet files: ",
      h("code", null, `sayso sql "FROM ${kind}s WHERE ${kind}_id = '${id.replaceAll("'", "''")}'"`)),
  ];
}

function eventReader(row) {
  const event = table("events").row(row);
  const shown = rowsWhere("mentions", "event", row).length;
  return [
    h("h2", { id: "reader-title", tabindex: "-1" }, eventName(event)),
    eventFacts(event, row),
    h("p", { class: "facts" }, "Place: ", words(event.place_name, event.redacted, "place_name", "not known"), " (" + plain(event.place_precision) + "). Date known to the " +
      plain(event.date_precision) + ". ", shown < event.mention_count
      ? "Shown are " + number(shown) + " of " + number(event.mention_count) + " passages. " : null, h("code", null, event.id)),
    h("h3", null, "Versions, side by side"),
    shown || rowsWhere("claims", "event", row).length ? versions(row, Infinity) : h("p", null, "The passages of this event are not on this page."),
    rowsWhere("casualties", "event", row).length ? [h("h3", null, "Casualties by claimant"), casualtyTable([row], "Casualties of this event")] : null,
  ];
}

function statementReader(row) {
  const given = table("statements").row(row);
  const { given: source, link, outlet } = article(given.article);
  const facts = [
    ["Speaker", [words(given.speaker_name ?? given.speaker_text, given.redacted, "speaker_name", "not known"), given.speaker_role ? [", ", bdi(given.speaker_role)] : null,
      given.speaker_affiliation ? [", ", bdi(given.speaker_affiliation)] : null, given.speaker_country?.length ? " (" + countries(given.speaker_country) + ")" : null]],
    ["Written as", [words(given.speaker_text, given.redacted, "speaker_text", "no source written"), " — " + plain(given.speaker_kind) + ", resolved by " + plain(given.speaker_resolution)]],
    ["Act", plain(given.act) + (given.polarity === "negated" ? ", negated: was not said" : "")],
    ["Target", given.target_text || given.target_name ? [bdi(given.target_name ?? given.target_text), given.target_country?.length ? " (" + countries(given.target_country) + ")" : null] : null],
    ["Cue", given.cue_text ? [bdi(given.cue_text), " (" + plain(given.cue_stance) + ")"] : null],
    ["Form", plain(given.form)],
    ["Reported via", given.reported_via && bdi(given.reported_via)],
    ["Said to", given.addressee_text && bdi(given.addressee_text)],
    ["Said at", given.venue_text && bdi(given.venue_text)],
    ["Article", [outlet, ", ", moment(source.published_at, source.published_precision), ": ", link]],
    ["Where", "characters " + number(given.sentence_start) + "–" + number(given.sentence_end) + (source.text_digest ? " of the text with digest " + source.text_digest + "…" : "")],
    ["Confidence", String(given.confidence)],
    ["Id", h("code", null, given.id)],
  ];
  const events = [...new Set(rowsWhere("mentions", "statement", row).map((mention) => table("mentions").get("event", mention)))];
  return [
    h("h2", { id: "reader-title", tabindex: "-1" }, "Statement: " + plain(given.act)),
    statementPassage(row),
    h("dl", { class: "card" }, facts.filter(([, value]) => value).map(([name, value]) => [h("dt", null, name), h("dd", null, value)])),
    events.length ? [h("h3", null, "Events it speaks of"), h("ul", null, events.map((event) => {
      const held = table("events").row(event);
      return h("li", null, h("a", { href: rowAddress("event", held.id) }, eventName(held)), ", " + days(held.date_start, held.date_end));
    }))] : null,
  ];
}

function setUpReader() {
  const dialog = document.getElementById("reader");
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    close();
  });
  dialog.addEventListener("click", (event) => event.target === dialog && close());
  onRoute("row", (here) => {
    if (here === null) {
      if (dialog.open) dialog.close();
      return;
    }
    const [row] = rowsWhere(here.row + "s", "id", here.id);
    const body = row === undefined ? missing(here.row, here.id) : here.row === "event" ? eventReader(row) : statementReader(row);
    dialog.replaceChildren(
      h("button", { type: "button", class: "quiet close", onclick: close }, "Close"), h("article", null, ...body));
    if (!dialog.open) dialog.showModal();
    dialog.scrollTop = 0;
    dialog.querySelector("h2").focus({ preventScroll: true });
  });
}

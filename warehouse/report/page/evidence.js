// The words that a mention or statement rests on, in the order in which they stand in the article, marked by what they are.
//
// Where the snapshot publishes the articles' text, the whole sentence is there. Where it does not, the rows still hold
// the statement's own words and the words for speaker, cue, event, parties and place, each with its position: they are put
// where they stood, and [...] says that other words stood between. Positions count characters as Python does, so texts
// are split by code point.

function place(chars, text, start, role) {
  if (!text || start === null || start === undefined) return;
  Array.from(text).forEach((char, at) => {
    const held = chars.get(start + at) ?? { char, roles: new Set() };
    if (role) held.roles.add(role);
    chars.set(start + at, held);
  });
}

function placeStatement(chars, row) {
  const given = table("statements").row(row);
  place(chars, given.context, given.context_start, null);
  given.content_text.forEach((text, at) => place(chars, text, given.content_starts?.[at], "said"));
  place(chars, given.speaker_text, given.speaker_start, "speaker");
  place(chars, given.cue_text, given.cue_start, "cue");
  place(chars, given.target_text, given.target_start, null);
}

// Runs of characters with the same roles, a gap between those that do not touch.
function runs(chars) {
  const found = [];
  let last = null;
  for (const at of [...chars.keys()].sort((a, b) => a - b)) {
    const { char, roles } = chars.get(at);
    const mark = [...roles].sort().join(" ");
    // One character that nobody coded is a space or a comma; anything longer is words that are not shown.
    if (last !== null && at - last === 2) found.push({ mark: "", text: " " });
    else if (last !== null && at - last > 2) found.push({ gap: true });
    if (found.length && found.at(-1).mark === mark && !found.at(-1).gap) found.at(-1).text += char;
    else found.push({ mark, text: char });
    last = at;
  }
  // A source may have been read with the comma before it.
  if (found.length && !found[0].gap) found[0].text = found[0].text.replace(/^[\s,;:.]+/, "");
  return found;
}

function passage(chars, language, isWhole) {
  const parts = runs(chars).map((run) => {
    if (run.gap) return h("span", { class: "gap" }, " [...] ");
    if (run.mark.includes("trigger")) return h("mark", null, run.text);
    return run.mark ? h("span", { class: run.mark }, run.text) : run.text;
  });
  return h("blockquote", { lang: language, dir: "auto", class: isWhole ? null : "pieces" }, parts);
}

function mentionPassage(row) {
  const given = table("mentions").row(row);
  const language = table("articles").get("language", given.article);
  const chars = new Map();
  place(chars, given.context, given.context_start, null);
  if (given.statement !== null) placeStatement(chars, given.statement);
  place(chars, given.trigger_text, given.trigger_start, "trigger");
  // Place and parties may have been carried over from a sentence before; that is not this passage.
  const isHere = (start) => start !== null && start >= given.sentence_start && start < given.sentence_end;
  if (isHere(given.place_start)) place(chars, given.place_text, given.place_start, "where");
  for (const [side, starts] of [[given.actors, given.actor_starts], [given.recipients, given.recipient_starts]]) {
    (side ?? []).forEach(([text], at) => isHere(starts?.[at] ?? null) && place(chars, text, starts[at], "party"));
  }
  return chars.size ? passage(chars, language, given.context !== null) : h("p", null, words(null, given.redacted, "trigger_text", "no words"));
}

function statementPassage(row) {
  const given = table("statements").row(row);
  const chars = new Map();
  placeStatement(chars, row);
  const language = table("articles").get("language", given.article);
  const redacted = (given.redacted ?? "").split(",").includes("content_text");
  return h("div", null, chars.size ? passage(chars, language, given.context !== null) : null,
    redacted ? h("p", null, "What was said: ", words(null, given.redacted, "content_text")) : null);
}

// One item of evidence: the passage; under it who says so, where and when it was printed, and where to find it.
function evidence(row, showsClaimant = true) {
  const given = table("mentions").row(row);
  const { given: source, link, outlet } = article(given.article);
  const claimant = given.claimant_name === null ? words(null, given.redacted, "claimant_name", "the article itself") : bdi(given.claimant_name);
  const status = given.modality === "actual" ? plain(given.claim_status) : plain(given.claim_status) + ", " + plain(given.modality);
  const statement = given.statement === null ? null : table("statements").get("id", given.statement);
  return h("li", { class: "evidence" },
    mentionPassage(row),
    h("p", { class: "source" },
      showsClaimant && ["Claimant: ", claimant, " (" + status + "). "],
      outlet, ", ", moment(source.published_at, source.published_precision), ": ", link, ". ",
      statement && h("a", { href: rowAddress("statement", statement) }, "Statement"), statement && ". ",
      h("span", { class: "span" }, "Characters " + number(given.sentence_start) + "–" + number(given.sentence_end) +
        (source.text_digest ? " of text " + source.text_digest.slice(0, 8) : ""))));
}

// The list of statements: filtered by speaker, country, act, target and words.

const OFFERED = 300; // speakers offered while typing, the most frequent ones

function statementsSection() {
  const all = table("statements");
  const acts = [["", "any"], [ACCUSING, "accuse, blame or condemn"], ...all.distinct("act").map((act) => [act, plain(act)])];
  const speakers = d3.rollups(d3.range(all.rows), (group) => group.length, (row) => all.get("speaker_name", row)).filter(([name]) => name)
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, OFFERED).map(([name]) => name);
  const cache = new Map();
  const text = (row) => {
    if (!cache.has(row)) cache.set(row, folded([...(all.get("content_text", row) ?? []), all.get("target_text", row) ?? ""].join(" ")));
    return cache.get(row);
  };
  const speaker = (row) => folded((all.get("speaker_name", row) ?? "") + " " + (all.get("speaker_text", row) ?? ""));
  const list = listOf("statements", {
    caption: "Statements",
    columns: ["Speaker", "Act", "Words", "Where and when"],
    fields: (state, change) => [
      entry("Speaker", state.speaker ?? "", (value) => change({ speaker: value }), speakers),
      choice("Speaks for", [["", "any"], ...codesOf(all, ["speaker_country"]), ["?", "unknown"]], state.country ?? "", (value) => change({ country: value }, true)),
      choice("Act", acts, state.act ?? "", (value) => change({ act: value }, true)),
      choice("About", [["", "any"], ...codesOf(all, ["target_country"]), ["?", "unknown"]], state.target ?? "", (value) => change({ target: value }, true)),
      entry("Words", state.words ?? "", (value) => change({ words: value })),
    ],
    match: (state) => {
      const [name, said] = [folded(state.speaker ?? ""), folded(state.words ?? "")];
      const among = new Set((state.act ?? "").split(",").filter(Boolean));
      const affirmed = state.act === ACCUSING; // as the matrix counts them
      const of = (column, code, row) => { const codes = all.get(column, row) ?? []; return code === "?" ? !codes.length : codes.includes(code); };
      return (row) => (!among.size || among.has(all.get("act", row)))
        && (!affirmed || all.get("polarity", row) === "affirmed")
        && (!state.country || of("speaker_country", state.country, row))
        && (!state.target || of("target_country", state.target, row))
        && (!name || speaker(row).includes(name))
        && (!said || text(row).includes(said));
    },
    cells: (row) => {
      const given = all.row(row);
      const { given: source, outlet } = article(given.article);
      return [
        [words(given.speaker_name ?? given.speaker_text, given.redacted, "speaker_name", "somebody"), given.speaker_country?.length ? h("span", { class: "count" }, countries(given.speaker_country)) : null],
        plain(given.act) + (given.polarity === "negated" ? " (not said)" : ""),
        [h("a", { href: rowAddress("statement", given.id), class: "words", lang: table("articles").get("language", given.article) },
          words(given.content_text.join(" … "), given.redacted, "content_text", "no words")),
        given.target_name || given.target_text ? h("span", { class: "count" }, "about ", bdi(given.target_name ?? given.target_text)) : null],
        [outlet, ", ", moment(source.published_at, source.published_precision)],
      ];
    },
  });
  return section("statements", "Statements", limitText("statements", "Those that contested events rest on, and the newest. Newest first."), list);
}

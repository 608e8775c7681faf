// The page put together, once its data are open.

const THEMES = { auto: "as the system", light: "light", dark: "dark" };

function setUpTheme() {
  const button = document.getElementById("theme");
  const order = Object.keys(THEMES);
  const stored = () => {
    try {
      return localStorage.getItem("sayso-theme");
    } catch {
      return null; // pages from disk may have no storage
    }
  };
  const apply = (theme) => {
    document.documentElement.dataset.theme = theme;
    button.textContent = "Colours: " + THEMES[theme];
    try {
      localStorage.setItem("sayso-theme", theme);
    } catch {
      // It holds for this visit.
    }
  };
  apply(order.includes(stored()) ? stored() : "auto");
  button.addEventListener("click", () => apply(order[(order.indexOf(document.documentElement.dataset.theme) + 1) % order.length]));
  button.hidden = false;
}

function masthead() {
  const { about, totals } = held;
  const published = new Date(about.published_at);
  document.getElementById("title").replaceChildren("Who did what, and who says so");
  document.getElementById("standfirst").replaceChildren("Snapshot " + about.snapshot + ", published " + MOMENT.format(published) + " UTC. ",
    about.settled_through ? "Complete through " + day(Date.parse(about.settled_through) / 86_400_000) + "; what outlets publish late may still come." : "No day is complete yet.");
  const figures = [["contested", "contested events", "#contested"], ["events", "events", "#events"], ["statements", "statements", "#statements"], ["articles", "article pages", "#coverage"], ["sources", "outlets", "#coverage"]];
  document.getElementById("figures").replaceChildren(...figures.map(([name, label, to]) => h("div", null, h("dt", null, label), h("dd", null, h("a", { href: to }, number(totals[name]))))));
  const notices = [
    ...["events", "statements"].filter((name) => table(name).rows < totals[name]).map((name) =>
      "Of " + number(totals[name]) + " " + name + " this page lists " + number(table(name).rows) + ": those of contested events, and the newest. The charts count all."),
    about.checks.failed?.length ? plural(about.checks.failed.length, "check") + " did not pass; see Checks." : null,
  ].filter(Boolean);
  document.getElementById("notices").replaceChildren(...notices.map((text) => h("p", { class: "notice" }, text)));
}

function footer() {
  const { about } = held;
  const versions = Object.entries(about.versions ?? {}).map(([name, version]) => name + " " + version).join(", ");
  document.getElementById("about").replaceChildren(
    h("h2", null, "About this page"),
    h("p", null, "Events and statements were coded from news articles by a program, which errs. A version is what a claimant is reported to have said; that it stands here says nothing about its truth."),
    h("p", null, about.includes_text
      ? "Evidence is shown in the sentence in which it stands."
      : "The text of the articles is not published: evidence is shown as the words that were coded, in their order, with [...] for the words between. At home, ", about.includes_text ? null : h("code", null, "sayso why ID"), about.includes_text ? null : " shows the whole sentence."),
    h("p", null, "Versions: " + versions + ". Kept until " + (about.kept_until ?? "further notice") + ". All times are UTC. Charts drawn with D3."));
}

async function main() {
  setUpTheme();
  if (typeof DecompressionStream === "undefined") {
    document.getElementById("standfirst").textContent = "This page needs a browser of 2023 or later. The data are also in the Parquet files beside it.";
    return;
  }
  await open();
  masthead();
  const parts = [contestedSection, timelineSection, accusationsSection, mapSection, statementsSection, casualtiesSection, eventsSection, coverageSection, checksSection].map((part) => part());
  document.getElementById("main").replaceChildren(...parts);
  document.getElementById("sections").replaceChildren(h("ul", null, parts.map((part) => h("li", null, h("a", { href: "#" + part.id }, part.querySelector("h2").textContent)))));
  footer();
  setUpReader();
  window.addEventListener("hashchange", follow);
  follow();
  document.documentElement.dataset.ready = String(Math.round(performance.now()));
}

main();

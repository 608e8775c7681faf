// Elements from data, always as text; and how numbers, days, countries and codes are written.

const NAMESPACE = "http://www.w3.org/2000/svg";

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const h = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);
const s = (tag, attributes, ...children) => fill(document.createElementNS(NAMESPACE, tag), attributes, children);

// Words of the data: their own direction of writing, kept apart from ours.
const bdi = (text, attributes) => h("bdi", { dir: "auto", ...attributes }, text);

const NUMBER = new Intl.NumberFormat("en");
const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
const MOMENT = new Intl.DateTimeFormat("en-GB", {
  day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", timeZone: "UTC",
});
const LIST = new Intl.ListFormat("en", { type: "conjunction" });

const number = (value) => NUMBER.format(value);
const plural = (count, word, many = word + "s") => number(count) + " " + (count === 1 ? word : many);
const date = (days) => new Date(days * 86_400_000);
const day = (days) => (days === null ? "no date" : DAY.format(date(days)));
const iso = (days) => date(days).toISOString().slice(0, 10);

// The span of days in which something may have happened.
function days(start, end) {
  if (start === null) return "no date";
  if (end === null || end === start) return day(start);
  return day(start) + " – " + day(end);
}

// The moment of an article, as exactly as its page gave it.
function moment(minutes, precision) {
  if (minutes === null) return "undated";
  const at = new Date(minutes * 60_000);
  const shown = precision === "minute" ? MOMENT.format(at) + " UTC" : DAY.format(at);
  return h("time", { datetime: precision === "minute" ? at.toISOString() : at.toISOString().slice(0, 10) }, shown);
}

const country = (code) => (code === "?" ? "unknown" : held.words.countries[code] ?? code);
const countries = (codes) => LIST.format((codes ?? []).map(country));
const plain = (code) => (code ?? "").replaceAll("_", " ").replaceAll("-", " ");
const title = (code) => plain(code).charAt(0).toUpperCase() + plain(code).slice(1).toLowerCase();

// Text that may be missing; where the snapshot's keeper blanked it, that is said.
function words(text, redacted, column, otherwise = "") {
  if (text !== null && text !== undefined && text !== "") return bdi(text);
  if ((redacted ?? "").split(",").includes(column)) return h("span", { class: "redacted" }, "redacted");
  return otherwise;
}

// A link to an article on the web: only where its address is one that a browser fetches, and only on a click.
function article(row) {
  const given = table("articles").row(row);
  const name = words(given.title, given.redacted, "title", "untitled");
  const shown = /^https?:\/\//i.test(given.url ?? "")
    ? h("a", { href: given.url, rel: "noreferrer noopener external", target: "_blank" }, name)
    : name;
  const [source] = rowsWhere("sources", "outlet", given.outlet);
  const outlet = source === undefined ? given.outlet : table("sources").get("title", source);
  return { given, link: shown, outlet: bdi(outlet) };
}

// A section of the page with its heading; the heading takes the focus when the section is gone to.
function section(id, heading, standfirst, ...children) {
  return h("section", { id, "aria-labelledby": id + "-title" },
    h("h2", { id: id + "-title", tabindex: "-1" }, heading), standfirst && h("p", { class: "standfirst" }, standfirst), ...children);
}

// What is wider than a phone scrolls within itself, by keyboard too.
const scroller = (label, ...children) => h("div", { class: "scroller", role: "region", "aria-label": label, tabindex: "0" }, ...children);

// A table that a phone shows a block a row: roles are spelled out, since such blocks lose them.
function grid(caption, columns, rows) {
  return h("table", { role: "table", class: "stacked" },
    h("caption", null, caption),
    h("thead", { role: "rowgroup" }, h("tr", { role: "row" },
      columns.map((name) => h("th", { role: "columnheader", scope: "col" }, name)))),
    h("tbody", { role: "rowgroup" }, rows.map((cells) => h("tr", { role: "row" },
      cells.map((cell, at) => h("td", { role: "cell", "data-label": columns[at] }, cell))))));
}

// Pages of a list: what is shown, how many there are, buttons to go on.
function pager(label, shown, total, size, page, go) {
  const last = Math.max(0, Math.ceil(total / size) - 1);
  const button = (name, to, off) => h("button", { type: "button", class: "quiet", disabled: off, onclick: () => go(to) }, name);
  return total <= size ? null : h("nav", { class: "pager", "aria-label": label },
    button("Previous", page - 1, page <= 0),
    h("span", null, "Page " + number(page + 1) + " of " + number(last + 1)),
    button("Next", page + 1, page >= last));
}

let fields = 0;

// A labelled choice; the first option is no choice.
function choice(label, values, value, change) {
  const id = "field-" + (fields += 1);
  const options = values.map(([code, name]) => h("option", { value: code, selected: code === value }, name));
  return h("div", { class: "field" }, h("label", { for: id }, label),
    h("select", { id, onchange: (event) => change(event.target.value) }, options));
}

function entry(label, value, change, list) {
  const id = "field-" + (fields += 1);
  let waiting = 0;
  const typed = (event) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => change(event.target.value), 150);
  };
  const offered = list && h("datalist", { id: id + "-list" }, list.map((name) => h("option", { value: name })));
  return h("div", { class: "field" }, h("label", { for: id }, label),
    h("input", { id, type: "search", value, autocomplete: "off", dir: "auto", list: list && id + "-list", oninput: typed }), offered);
}

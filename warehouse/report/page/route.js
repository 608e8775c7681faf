// Where the page is: everything after # in the address, so that any view can be linked to and the back button works.
// #event=ID and #statement=ID open a row; #events?type=ASSAULT and #statements?act=deny&country=ARM filter a list.

const listeners = { events: [], statements: [], row: [] };
const onRoute = (name, listener) => listeners[name].push(listener);

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a link cut short in the middle of a character
  }
}

function route() {
  const hash = location.hash.slice(1);
  const row = /^(event|statement)=(.*)$/.exec(hash);
  if (row) return { row: row[1], id: decoded(row[2]) };
  const [section, query = ""] = hash.split("?", 2);
  return { section: decoded(section), filters: Object.fromEntries(new URLSearchParams(query)) };
}

const address = (section, filters) => {
  const kept = Object.entries(filters).filter(([, value]) => value !== "" && value !== null && value !== undefined);
  return "#" + section + (kept.length ? "?" + new URLSearchParams(kept) : "");
};
const rowAddress = (kind, id) => "#" + kind + "=" + encodeURIComponent(id);

// Keep a list's filters in the address: typing replaces the entry of the history, a choice adds one.
function keep(section, filters, { add = false } = {}) {
  const to = address(section, filters);
  if (to === location.hash) return;
  if (add) history.pushState(null, "", to);
  else history.replaceState(null, "", to);
}

let origin = null; // where the reader of a row was opened from: the address, and the element that had the focus
let latest = "";

function follow() {
  const here = route();
  const before = latest;
  latest = location.hash;
  if (here.row) {
    origin ??= { hash: before, focus: document.activeElement };
    listeners.row.forEach((listener) => listener(here));
    return;
  }
  listeners.row.forEach((listener) => listener(null));
  const from = origin;
  origin = null;
  if (from !== null && from.hash === latest) {
    from.focus?.focus?.({ preventScroll: true });
    return;
  }
  for (const listener of listeners[here.section] ?? []) listener(here.filters);
  const target = here.section && document.getElementById(here.section);
  if (target) {
    target.scrollIntoView();
    target.querySelector("h2")?.focus({ preventScroll: true });
  }
}

// Close the reader of a row: back to where it was opened from, or to the page where it was opened by its address.
function close() {
  history.pushState(null, "", origin?.hash || location.pathname);
  follow();
}

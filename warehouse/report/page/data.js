// The snapshot's content: table(name) gives rows by number, each column decoded as it is asked for.

class Table {
  constructor(given) {
    this.rows = given.rows;
    this.given = given.columns;
  }

  // The value of a column in a row; a distinct value is one object, so that rows can be compared by it.
  get(name, row) {
    const column = this.given[name];
    if (column === undefined) return null;
    if (Array.isArray(column)) return column[row];
    const at = column.at[row];
    return at < 0 ? null : column.of[at];
  }

  // The distinct values of a column.
  distinct(name) {
    const column = this.given[name];
    if (column === undefined) return [];
    return Array.isArray(column) ? [...new Set(column)] : column.of;
  }

  row(row) {
    return Object.fromEntries(Object.keys(this.given).map((name) => [name, this.get(name, row)]));
  }

  all() {
    return Array.from({ length: this.rows }, (_, row) => this.row(row));
  }

  // Row numbers by the value of a column, each list in order.
  by(name) {
    const found = new Map();
    for (let row = 0; row < this.rows; row += 1) {
      const value = this.get(name, row);
      if (found.has(value)) found.get(value).push(row);
      else found.set(value, [row]);
    }
    return found;
  }
}

const held = {};
const indexes = new Map();

async function open() {
  const packed = atob(document.getElementById("data").textContent);
  const bytes = new Uint8Array(packed.length);
  for (let at = 0; at < packed.length; at += 1) bytes[at] = packed.charCodeAt(at);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  Object.assign(held, JSON.parse(await new Response(stream).text()));
  for (const [name, given] of Object.entries(held.tables)) held.tables[name] = new Table(given);
}

const table = (name) => held.tables[name];

// Row numbers of a table where a column has a value, from an index that is made on first use.
function rowsWhere(name, column, value) {
  const key = name + "." + column;
  if (!indexes.has(key)) indexes.set(key, table(name).by(column));
  return indexes.get(key).get(value) ?? [];
}

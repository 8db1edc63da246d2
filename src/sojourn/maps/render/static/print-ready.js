// On paper nothing can be opened or scrolled: while the page is printed, what is folded away is shown, and a wide map is
// cut into tables of a few columns each, with the lanes' names beside every one.

const MOST = 12; // columns on a sheet, as in a PDF

/** @type {HTMLDetailsElement[]} */
let opened = [];
/** @type {HTMLElement[]} */
let shown = [];

/** @param {HTMLTableElement} table */
function width(table) {
  return table.querySelectorAll("col").length - 1;
}

/** Keeps of a row the cells of some columns; the first, the lane's name, always. @param {Element} row */
function keep(row, /** @type {number} */ start, /** @type {number} */ stop) {
  let column = -1;
  for (const cell of [...row.children]) {
    const span = cell instanceof HTMLTableCellElement ? cell.colSpan : 1;
    const inside = Math.max(0, Math.min(stop, column + span) - Math.max(start, column)) + (column < 0 ? 1 : 0);
    column += span;
    if (!inside) cell.remove();
    else if (cell instanceof HTMLTableCellElement) cell.colSpan = inside;
  }
}

/** @param {HTMLTableElement} table @param {number} start @param {number} stop */
function part(table, start, stop) {
  const copy = /** @type {HTMLTableElement} */ (table.cloneNode(true));
  for (const named of copy.querySelectorAll("[id]")) named.removeAttribute("id");
  for (const row of copy.querySelectorAll("colgroup, tr")) keep(row, start, stop);
  return copy;
}

/** @param {Element} region @param {HTMLTableElement} table */
function cut(region, table) {
  const columns = width(table);
  const wide = Math.ceil(columns / Math.ceil(columns / MOST));
  for (let start = columns - 1 - ((columns - 1) % wide); start >= 0; start -= wide) {
    const sheet = document.createElement("div");
    sheet.className = "region sheet";
    sheet.append(part(table, start, Math.min(start + wide, columns)));
    region.after(sheet);
  }
}

function restore() {
  for (const one of opened) one.open = false;
  for (const one of shown) one.hidden = true;
  for (const sheet of document.querySelectorAll(".sheet")) sheet.remove();
  for (const region of document.querySelectorAll(".cut")) region.classList.remove("cut");
  opened = shown = [];
}

window.addEventListener("beforeprint", () => {
  restore();
  opened = [...document.querySelectorAll("details")].filter((one) => !one.open);
  shown = [...document.querySelectorAll("tbody")].filter((one) => one.hidden);
  for (const one of opened) one.open = true;
  for (const one of shown) one.hidden = false;
  for (const region of document.querySelectorAll(".region")) {
    const table = region.querySelector("table");
    if (!table || width(table) <= MOST) continue;
    cut(region, table);
    region.classList.add("cut");
  }
});

window.addEventListener("afterprint", restore);

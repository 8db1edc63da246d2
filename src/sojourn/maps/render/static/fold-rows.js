// "Behind the scenes": its rows are folded away at first, and unfold with a button.

/** @param {HTMLElement} folder @param {boolean} open */
function fold(folder, open) {
  const rows = document.getElementById(folder.getAttribute("aria-controls") ?? "");
  folder.setAttribute("aria-expanded", String(open));
  if (rows) rows.hidden = !open;
}

function foldAll() {
  for (const folder of document.querySelectorAll("button.folder")) {
    if (folder instanceof HTMLElement) fold(folder, false);
  }
}

document.addEventListener("click", (event) => {
  const folder = event.target instanceof Element ? event.target.closest("button.folder") : null;
  if (folder instanceof HTMLElement) fold(folder, folder.getAttribute("aria-expanded") !== "true");
});
document.addEventListener("view-changed", foldAll);
foldAll();

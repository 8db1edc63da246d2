// On paper nothing can be opened: what is folded away is shown while the page is printed.

/** @type {HTMLDetailsElement[]} */
let opened = [];
/** @type {HTMLElement[]} */
let shown = [];

window.addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll("details")].filter((one) => !one.open);
  shown = [...document.querySelectorAll("tbody")].filter((one) => one.hidden);
  for (const one of opened) one.open = true;
  for (const one of shown) one.hidden = false;
});

window.addEventListener("afterprint", () => {
  for (const one of opened) one.open = false;
  for (const one of shown) one.hidden = true;
});

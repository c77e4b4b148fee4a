// @ts-check
// Says so while Muster doesn't answer a page that fills by itself, and takes it back once it does.

const lost = /** @type {HTMLElement} */ (document.getElementById("lost"));
document.addEventListener("htmx:error", () => (lost.hidden = false));
document.addEventListener("htmx:after:swap", () => (lost.hidden = true));

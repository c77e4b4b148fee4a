// @ts-check
// A page that fills by itself: says so while Muster doesn't answer and keeps what stands, and takes it back once it
// does. Whatever answers in Muster's stead (a server that restarts, a page to sign in) takes the place of nothing.

const lost = /** @type {HTMLElement} */ (document.getElementById("lost"));
document.addEventListener("htmx:error", () => (lost.hidden = false));
document.addEventListener("htmx:after:request", (event) => {
  const { response, select, text } = /** @type {CustomEvent} */ (event).detail.ctx;
  const same = response.status === 304;
  const whole = response.status === 200 && (!select || text.includes(`id="${select.slice(1)}"`));
  lost.hidden = same || whole;
  if (same || whole) return;
  event.preventDefault();
  if (response.status < 500) location.reload(); // signed out, or no longer theirs to see: the page says so itself
});

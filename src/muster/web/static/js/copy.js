// @ts-check
// Copies words by a button. Without it, one press on the words chooses all of them (CSS: user-select).

for (const button of document.querySelectorAll("button[data-copies]")) {
  if (!(button instanceof HTMLButtonElement) || !navigator.clipboard) continue;
  const words = /** @type {HTMLElement} */ (document.getElementById(String(button.dataset.copies)));
  /** @type {HTMLElement} */ (button.parentElement).hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(words.innerText);
    button.textContent = String(button.dataset.done);
  });
}

// @ts-check
// Lets a turf be corrected on its drawing: a press on a door ticks it in the list, with all that stand at the same
// place, such as the flats of a house; a press on a neighbour's door chooses that turf. The list says the same, and is
// the way without a script.

const drawing = document.getElementById("correct");
const to = /** @type {HTMLSelectElement | null} */ (document.getElementById("to"));

/** Show what is ticked. */
function show() {
  for (const dot of drawing?.querySelectorAll("[data-door]") ?? []) {
    const box = boxOf(dot);
    dot.classList.toggle("chosen", Boolean(box?.checked || streetOf(box)?.checked));
  }
  for (const turf of drawing?.querySelectorAll("[data-turf]") ?? [])
    turf.classList.toggle("chosen", turf instanceof SVGElement && turf.dataset.turf === to?.value);
}

/** @param {Element} dot */
function boxOf(dot) {
  const door = dot instanceof SVGElement ? dot.dataset.door : "";
  return /** @type {HTMLInputElement | null} */ (document.getElementById(`door-${door}`));
}

/** @param {HTMLInputElement | null} box */
function streetOf(box) {
  return /** @type {HTMLInputElement | null | undefined} */ (box?.closest("fieldset")?.querySelector("[name=street]"));
}

/**
 * Give every door that is drawn where this one is: only the topmost can be pressed.
 * @param {Element} dot
 */
function placedAs(dot) {
  const at = (/** @type {Element} */ one) => `${one.getAttribute("cx")} ${one.getAttribute("cy")}`;
  return [...(drawing?.querySelectorAll("[data-door]") ?? [])].filter((one) => at(one) === at(dot));
}

/**
 * @param {Element[]} dots
 * @param {boolean} on
 */
function tick(dots, on) {
  for (const dot of dots) {
    const box = boxOf(dot);
    if (box) box.checked = on;
  }
}

drawing?.addEventListener("click", (event) => {
  const pressed = /** @type {Element} */ (event.target);
  const box = boxOf(pressed);
  const turf = pressed.closest("[data-turf]");
  if (box) tick(placedAs(pressed), !box.checked);
  else if (turf instanceof SVGElement && to) to.value = String(turf.dataset.turf);
  show();
});
document.getElementById("give")?.addEventListener("change", show);
show();

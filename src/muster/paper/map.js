"use strict";
// Moves and enlarges the map, and ties it to the list. Without it the map stands still, whole, and its links still work.
(() => {
  const svg = document.getElementById("svg"), sheet = document.getElementById("sheet"), tools = document.getElementById("tools");
  const whole = svg.viewBox.baseVal, wide = whole.width, high = whole.height;
  const texts = [...svg.querySelectorAll("#numbers text")].map((node) => ({ node, x: +node.getAttribute("x"), y: +node.getAttribute("y"), long: node.textContent.length }));
  const seen = { x: 0, y: 0, unit: 1 }; // the sheet's top left corner, and decimetres a pixel
  let drawn = 0, labelled = 0, onPaper = false;

  const size = () => ({ w: sheet.clientWidth || 1, h: sheet.clientHeight || 1 });
  const most = () => Math.max(wide / size().w, high / size().h);
  const draw = () => {
    drawn = 0;
    if (onPaper) return;  // paper shows the whole map, whatever was asked of the screen a moment before
    const { w, h } = size();
    svg.setAttribute("viewBox", seen.x + " " + seen.y + " " + w * seen.unit + " " + h * seen.unit);
    if (labelled !== seen.unit) label(seen.unit);
  };
  const soon = () => { drawn ||= requestAnimationFrame(draw); };
  // From afar only areas; a number is shown where it lies upon none before it.
  const label = (unit) => {
    labelled = unit;
    svg.classList.toggle("near", unit < 7);
    svg.classList.toggle("far", unit > 25);
    svg.classList.toggle("afar", unit > 60);
    svg.style.setProperty("--unit", unit);
    const taken = new Map(), tall = 15 * unit;
    for (const text of texts) {
      const half = (4 * text.long + 3) * unit, row = Math.floor(text.y / tall);
      const near = [row - 1, row, row + 1].flatMap((one) => taken.get(one) || []);
      const free = !near.some((other) => Math.abs(other.y - text.y) < tall && Math.abs(other.x - text.x) < half + other.half);
      text.node.classList.toggle("off", !free);
      if (free) taken.set(row, [...(taken.get(row) || []), { x: text.x, y: text.y, half }]);
    }
  };
  const keep = () => {
    const { w, h } = size();
    seen.x = Math.min(Math.max(seen.x, -w * seen.unit / 2), wide - w * seen.unit / 2);
    seen.y = Math.min(Math.max(seen.y, -h * seen.unit / 2), high - h * seen.unit / 2);
    soon();
  };
  const enlarge = (times, px, py) => {
    const unit = Math.min(Math.max(seen.unit / times, 0.4), most());
    seen.x += px * (seen.unit - unit);
    seen.y += py * (seen.unit - unit);
    seen.unit = unit;
    keep();
  };
  const show = (x, y, w, h, room) => {
    const at = size();
    seen.unit = Math.min(Math.max(room * Math.max(w / at.w, h / at.h), 0.8), most());
    seen.x = x + w / 2 - at.w * seen.unit / 2;
    seen.y = y + h / 2 - at.h * seen.unit / 2;
    keep();
  };
  const all = () => show(0, 0, wide, high, 1);

  const pair = (number) => [document.getElementById("t" + number), document.getElementById("r" + number)];
  const light = (number, on) => { for (const one of pair(number)) one?.classList.toggle("on", on); };
  const numberOf = (event) => event.target.closest?.("#turfs a, #rows li")?.id.slice(1);
  let chosen = "";
  const choose = (number, { move, focus }) => {
    if (chosen) light(chosen, false);
    chosen = number;
    light(number, true);
    const [shape, row] = pair(number);
    if (move) {
      sheet.scrollIntoView({ block: "nearest" });
      const box = shape.getBBox(); show(box.x, box.y, box.width, box.height, 1.6);
    }
    if (focus) { row.firstElementChild.focus({ preventScroll: true }); row.scrollIntoView({ block: "nearest" }); }
  };
  // On main, because a browser lets the keyboard stop at any part of a drawing that listens to focus.
  const main = document.querySelector("main");
  main.addEventListener("focusin", (event) => { const n = numberOf(event); if (n) light(n, true); });
  main.addEventListener("focusout", (event) => { const n = numberOf(event); if (n && n !== chosen) light(n, false); });
  for (const place of [document.getElementById("turfs"), document.getElementById("rows")]) {
    place.addEventListener("pointerover", (event) => { const n = numberOf(event); if (n) light(n, true); });
    place.addEventListener("pointerout", (event) => { const n = numberOf(event); if (n && n !== chosen) light(n, false); });
    place.addEventListener("click", (event) => {
      const n = numberOf(event);
      if (!n) return;
      event.preventDefault();
      if (moved) return;
      const list = place.id === "rows";
      choose(n, { move: list, focus: !list });
    });
  }

  // One finger or the mouse moves the sheet, two enlarge it.
  const fingers = new Map();
  let moved = false;
  const middle = () => {
    const at = [...fingers.values()], box = sheet.getBoundingClientRect();
    const x = at.reduce((sum, one) => sum + one.x, 0) / at.length - box.left, y = at.reduce((sum, one) => sum + one.y, 0) / at.length - box.top;
    return { x, y, far: at.length > 1 ? Math.hypot(at[0].x - at[1].x, at[0].y - at[1].y) : 0 };
  };
  sheet.addEventListener("pointerdown", (event) => {
    if (!fingers.size) moved = false;
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  });
  addEventListener("pointermove", (event) => {
    if (!fingers.has(event.pointerId)) return;
    const before = middle(), last = fingers.get(event.pointerId);
    if (!moved && Math.hypot(event.clientX - last.x, event.clientY - last.y) < 4) return;
    moved = true;
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    const after = middle();
    seen.x -= (after.x - before.x) * seen.unit;
    seen.y -= (after.y - before.y) * seen.unit;
    if (before.far && after.far) enlarge(after.far / before.far, after.x, after.y);
    keep();
  });
  for (const end of ["pointerup", "pointercancel"]) addEventListener(end, (event) => { fingers.delete(event.pointerId); });
  svg.addEventListener("dragstart", (event) => event.preventDefault());
  sheet.addEventListener("wheel", (event) => {
    event.preventDefault();
    const box = sheet.getBoundingClientRect();
    enlarge(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0018)), event.clientX - box.left, event.clientY - box.top);
  }, { passive: false });
  const centred = (times) => enlarge(times, size().w / 2, size().h / 2);
  const deeds = { in: () => centred(1.6), out: () => centred(1 / 1.6), all };
  tools.hidden = false;
  tools.addEventListener("click", (event) => { deeds[event.target.dataset.do]?.(); });
  sheet.tabIndex = 0;
  sheet.setAttribute("role", "group");
  sheet.setAttribute("aria-label", "The map. Arrow keys move it, plus and minus enlarge it, 0 shows the whole.");
  const keys = { "+": deeds.in, "=": deeds.in, "-": deeds.out, "0": all };
  const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  sheet.addEventListener("keydown", (event) => {
    const way = ways[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey || !(way || keys[event.key])) return;
    event.preventDefault();
    if (!way) return keys[event.key]();
    seen.x += way[0] * 80 * seen.unit;
    seen.y += way[1] * 80 * seen.unit;
    keep();
  });
  addEventListener("resize", keep);
  addEventListener("beforeprint", () => {
    onPaper = true;
    svg.setAttribute("viewBox", "0 0 " + wide + " " + high);
    label(Math.max(wide, high) / 700);
  });
  addEventListener("afterprint", () => { onPaper = false; keep(); });
  all();
  const asked = /^#[tr](\d+)$/.exec(location.hash);
  if (asked && pair(asked[1])[0]) choose(asked[1], { move: true, focus: false });
})();

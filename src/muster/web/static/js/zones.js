// @ts-check
// Lays the borders of zones over the ground. Without a script or WebGL the page's own picture says the same, and the list
// beside it says it in words; whatever is pointed at in one is marked in the other.

const dark = matchMedia("(prefers-color-scheme: dark)");
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const boxes = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".map.zones")]);
const CLOSE = 12; // zoom, from which on the ground is fetched

/** The row of a zone in the list. @param {number | string} zone */
const row = (zone) => document.getElementById(`zone-${zone}`);

/** The picture and the list, linked both ways; the map adds itself. @param {HTMLElement} box @param {(zone: number) => void} more */
function link(box, more) {
  const shapes = /** @type {NodeListOf<SVGElement>} */ (box.querySelectorAll("a[data-zone]"));
  const numbers = [...shapes].map((shape) => Number(shape.dataset.zone));
  const mark = (/** @type {number} */ zone) => {
    numbers.forEach((one) => row(one)?.classList.toggle("near", one === zone));
    shapes.forEach((shape) => shape.classList.toggle("near", Number(shape.dataset.zone) === zone));
    more(zone);
  };
  numbers.forEach((zone) => {
    for (const on of ["mouseenter", "focusin"]) row(zone)?.addEventListener(on, () => mark(zone));
    for (const off of ["mouseleave", "focusout"]) row(zone)?.addEventListener(off, () => mark(0));
  });
  shapes.forEach((shape) => {
    for (const on of ["mouseenter", "focus"]) shape.addEventListener(on, () => mark(Number(shape.dataset.zone)));
    for (const off of ["mouseleave", "blur"]) shape.addEventListener(off, () => mark(0));
  });
  return mark;
}

/** @param {any} ground */
function layers(ground) {
  const fills = [1, 2, 3, 4, 5, 6].flatMap((n) => [n, ground.ink(`--turf-${n}`)]);
  const polygon = ["==", ["geometry-type"], "Polygon"];
  return [
    ...ground.under(),
    { id: "zone", source: "zones", type: "fill", filter: polygon,
      paint: { "fill-color": ["match", ["get", "colour"], ...fills, ground.ink("--turf-1")],
        "fill-opacity": Number(ground.ink("--turf-fill")) } },
    ...ground.roads({ opacity: 1, fade: { duration: 0 } }),
    { id: "border", source: "zones", type: "line", filter: polygon, layout: { "line-join": "round" },
      paint: { "line-color": ground.ink("--map-ink"),
        "line-width": ["case", ["boolean", ["feature-state", "near"], false], 4, 1] } },
    ...ground.names(),
    { id: "number", source: "zones", type: "symbol", filter: ["==", ["geometry-type"], "Point"],
      layout: { "text-field": ["to-string", ["get", "number"]], "text-font": ground.FONT, "text-size": 16 },
      paint: { "text-color": ground.ink("--map-ink"), "text-halo-color": ground.ink("--map-halo"),
        "text-halo-width": 1.6 } },
  ];
}

/** @param {HTMLElement} box @param {any} ground @param {any} maplibre @param {any} zones */
async function draw(box, ground, maplibre, zones) {
  const canvas = document.createElement("div");
  canvas.className = "canvas";
  box.append(canvas);
  const [west, south, east, north] = String(box.dataset.box).split(" ").map(Number);
  const ours = zones.features.filter((/** @type {any} */ one) => one.properties.kind === box.dataset.kind);
  const map = new maplibre.Map({
    container: canvas, attributionControl: false, dragRotate: false, pitchWithRotate: false, touchPitch: false,
    style: { version: 8, layers: layers(ground), sources: {
      streets: { type: "geojson", data: ground.EMPTY },
      zones: { type: "geojson", promoteId: "zone", data: { type: "FeatureCollection", features: ours } } } },
    bounds: [west, south, east, north], fadeDuration: calm.matches ? 0 : 200,
    cooperativeGestures: matchMedia("(pointer: coarse)").matches,
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new maplibre.NavigationControl({ showCompass: false }), "top-right");
  map.on("render", () => delete box.dataset.still);
  map.on("idle", () => (box.dataset.still = "yes"));
  await map.once("load");
  box.querySelector("svg")?.setAttribute("hidden", "");
  dark.addEventListener("change", () => repaint(map, ground));
  follow(box, map);
  point(box, map);
  box.dataset.drawn = String(ours.length / 2);
}

/** @param {HTMLElement} box @param {any} map */
function point(box, map) {
  let near = 0;
  const told = document.createElement("p");
  told.className = "told";
  told.hidden = true;
  told.ariaHidden = "true"; // the list says it
  box.append(told);
  const mark = link(box, (zone) => {
    told.hidden = !zone;
    told.textContent = box.querySelector(`#drawn-${zone} title`)?.textContent ?? "";
    if (near) map.setFeatureState({ source: "zones", id: near }, { near: false });
    if (zone) map.setFeatureState({ source: "zones", id: zone }, { near: true });
    near = zone;
    box.dataset.near = String(zone);
    map.getCanvas().style.cursor = zone ? "pointer" : "";
  });
  map.on("mousemove", "zone", (/** @type {any} */ event) => mark(event.features[0].properties.zone));
  map.on("mouseleave", "zone", () => mark(0));
  map.on("click", "zone", (/** @type {any} */ event) => location.assign(event.features[0].properties.href));
  const asked = () => {
    const zone = Number(location.hash.match(/^#drawn-(\d+)$/)?.[1]);
    if (!zone || !row(zone)) return;
    mark(zone);
    box.scrollIntoView({ block: "nearest" });
  };
  window.addEventListener("hashchange", asked);
  asked();
}

/** Fetch the ground of what is shown, from near. @param {HTMLElement} box @param {any} map */
function follow(box, map) {
  let asked = "";
  const look = async () => {
    const around = map.getBounds().toArray().flat().map((/** @type {number} */ one) => one.toFixed(2)).join(",");
    if (around === asked || map.getZoom() < CLOSE) return;
    asked = around;
    try {
      const answer = await fetch(`${box.dataset.streets}?box=${around}`, { credentials: "same-origin" });
      if (answer.ok) credit(box, map, await answer.json());
    } catch {
      asked = ""; // the connection will come back
    }
  };
  map.on("moveend", look);
  look();
}

/** @param {HTMLElement} box @param {any} map @param {any} streets */
function credit(box, map, streets) {
  map.getSource("streets").setData(streets);
  if (!streets.credit || box.querySelector(".credit")) return;
  const line = document.createElement("p");
  line.className = "credit";
  line.textContent = streets.credit;
  box.append(line);
}

/** @param {any} map @param {any} ground */
function repaint(map, ground) {
  for (const { id, paint } of layers(ground)) {
    for (const [name, value] of Object.entries(paint)) {
      if (!name.endsWith("transition")) map.setPaintProperty(id, name, value);
    }
  }
}

async function start() {
  const { dataset } = boxes[0];
  const [ground, maplibre, answer] = await Promise.all([
    import(String(dataset.ground)), import(String(dataset.maplibre)),
    fetch(String(dataset.borders), { credentials: "same-origin" }),
  ]);
  maplibre.setWorkerUrl(String(dataset.worker));
  await document.fonts.load('16px "Atkinson Hyperlegible Next"');
  const zones = await answer.json();
  for (const box of boxes) await draw(box, ground, maplibre, zones).catch(() => picture(box));
}

/** Where there is no WebGL, the picture stays. @param {HTMLElement} box */
function picture(box) {
  box.querySelector(".canvas")?.remove();
  box.querySelector("svg")?.removeAttribute("hidden");
  link(box, () => undefined);
  box.dataset.drawn = "picture";
}

if (boxes.length) start().catch(() => boxes.forEach(picture));

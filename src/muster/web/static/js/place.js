// @ts-check
// Puts a building on the map by hand: the map's middle is the place. A tap brings a place to the middle, arrow keys move
// the map, and the two fields of the form always say the same. Without a script or WebGL the form is the way.

const box = /** @type {HTMLElement} */ (document.getElementById("map"));
const lon = /** @type {HTMLInputElement} */ (document.getElementById("id_lon"));
const lat = /** @type {HTMLInputElement} */ (document.getElementById("id_lat"));
const dark = matchMedia("(prefers-color-scheme: dark)");
const DIGITS = 6; // of a degree: a decimetre
const STEP = 12; // pixels that an arrow key moves the map by; with shift a tenth of that

async function start() {
  const { dataset } = box;
  const at = [Number(dataset.lon), Number(dataset.lat)];
  const ground = await import(String(dataset.ground));
  const maplibre = await import(String(dataset.maplibre));
  maplibre.setWorkerUrl(String(dataset.worker));
  await document.fonts.load('16px "Atkinson Hyperlegible Next"');
  box.hidden = false;
  const canvas = document.createElement("div");
  canvas.className = "canvas";
  box.append(canvas);
  const source = { type: "geojson", data: ground.EMPTY };
  const map = new maplibre.Map({
    container: canvas, style: { version: 8, sources: { streets: source, houses: source }, layers: layers(ground) },
    center: at, zoom: Number(dataset.zoom), attributionControl: false, dragRotate: false, pitchWithRotate: false,
    touchPitch: false, keyboard: false, doubleClickZoom: false, fadeDuration: 0,
  });
  map.touchZoomRotate.disableRotation();
  map.touchZoomRotate.enable({ around: "center" }); // whoever looks closer has not moved the cross
  map.scrollZoom.enable({ around: "center" });
  map.addControl(new maplibre.NavigationControl({ showCompass: false }), "top-right");
  map.on("render", () => delete box.dataset.still);
  map.on("idle", () => (box.dataset.still = "yes"));
  map.on("zoomend", () => (box.dataset.zoomed = map.getZoom().toFixed(2)));
  await map.once("load");
  const houses = document.getElementById("houses");
  if (houses) map.getSource("houses").setData(JSON.parse(String(houses.textContent)));
  dark.addEventListener("change", () => repaint(map, ground));
  listen(map);
  follow(map);
}

/** The ground, and the street's houses that stand already, with their numbers. @param {any} ground */
function layers(ground) {
  const text = { "text-font": ground.FONT, "text-size": 14, "text-field": ["get", "number"], "text-offset": [0, -0.9] };
  const halo = { "text-halo-color": ground.ink("--map-halo"), "text-halo-width": 1.6 };
  return [
    ...ground.under(), ...ground.roads({ opacity: 1, fade: { duration: 0 } }), ...ground.names(),
    { id: "house", source: "houses", type: "circle",
      paint: { "circle-color": ground.ink("--map-ink"), "circle-radius": 4 } },
    { id: "number", source: "houses", type: "symbol", layout: text,
      paint: { "text-color": ground.ink("--map-ink"), ...halo } },
  ];
}

/** Map and fields say the same place, whoever moved it. @param {any} map */
function listen(map) {
  let moved = Boolean(lon.value && lat.value); // a place that nobody chose is not written into the form
  const write = () => {
    if (!moved) return;
    const { lng, lat: north } = map.getCenter();
    [lon.value, lat.value] = [lng.toFixed(DIGITS), north.toFixed(DIGITS)];
    box.dataset.shows = `${lon.value} ${lat.value}`;
  };
  const read = () => {
    if (lon.value && lat.value && lon.validity.valid && lat.validity.valid) {
      map.jumpTo({ center: [Number(lon.value), Number(lat.value)] });
    }
  };
  map.on("click", (/** @type {any} */ event) => {
    if (event.originalEvent.detail > 1) return; // the second of two taps, when the first has moved the map under it
    moved = true;
    map.jumpTo({ center: event.lngLat });
  });
  map.on("dragstart", () => (moved = true));
  map.on("move", write);
  for (const field of [lon, lat]) field.addEventListener("change", read);
  map.getCanvas().addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    const zoom = { "+": 0.5, "=": 0.5, "-": -0.5 }[event.key];
    if (!by && !zoom && event.key !== "Enter") return;
    event.preventDefault();
    moved = true;
    if (by) map.panBy(by.map((one) => one * (event.shiftKey ? STEP / 10 : STEP)), { animate: false });
    if (zoom) map.jumpTo({ zoom: map.getZoom() + zoom });
    if (event.key === "Enter") write();
  });
}

/** Fetch the ground of what is shown, wherever the map goes. @param {any} map */
function follow(map) {
  let asked = "";
  const look = async () => {
    const around = map.getBounds().toArray().flat().map((/** @type {number} */ one) => one.toFixed(2)).join(",");
    if (around === asked || map.getZoom() < 12) return;
    asked = around;
    try {
      const answer = await fetch(`${box.dataset.streets}?box=${around}`, { credentials: "same-origin" });
      if (!answer.ok) return;
      const streets = await answer.json();
      map.getSource("streets").setData(streets);
      credit(streets.credit);
      box.dataset.drawn = "streets";
    } catch {
      asked = ""; // the connection will come back
    }
  };
  map.on("moveend", look);
  look();
}

/** @param {string} words */
function credit(words) {
  let line = box.querySelector(".credit");
  if (!words || line) return;
  line = document.createElement("p");
  line.className = "credit";
  line.textContent = words;
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

if (box.dataset.lon) start().catch(() => (box.hidden = true));

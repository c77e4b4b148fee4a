// @ts-check
// Draws the ground and the turfs as they become known. Everything it shows is also a list on another page.

const box = /** @type {HTMLElement} */ (document.getElementById("map"));
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const dark = matchMedia("(prefers-color-scheme: dark)");
const FONT = ["Atkinson Hyperlegible Next"];
const EMPTY = { type: "FeatureCollection", features: [] };
const MAIN = ["motorway", "trunk", "primary", "secondary", "tertiary"];
const PATHS = ["footway", "path", "steps", "pedestrian", "track", "cycleway", "bridleway"];

/** The story's element is swapped while the work runs, so it is looked up each time. */
const story = () => /** @type {HTMLElement} */ (document.getElementById("story"));

/** @param {string} name */
const ink = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const road = ["all", ["==", ["geometry-type"], "LineString"]];
const of = (/** @type {string[]} */ ...classes) => ["in", ["get", "class"], ["literal", classes]];
const wide = (/** @type {number} */ metres) => [
  "interpolate", ["exponential", 2], ["zoom"], 10, ["max", 0.4, metres / 60], 18, metres * 2.4,
];

/** Every layer in drawing order; colours come from the page's own custom properties. */
function layers() {
  const [other, main, path] = [["!", of(...MAIN, ...PATHS, "water", "green")], of(...MAIN), of(...PATHS)];
  const fade = { duration: calm.matches ? 0 : 500 };
  const line = { "line-cap": "round", "line-join": "round" };
  return [
    { id: "land", type: "background", paint: { "background-color": ink("--map-land") } },
    { id: "green", source: "streets", type: "fill", filter: ["all", of("green"), ["==", ["geometry-type"], "Polygon"]],
      paint: { "fill-color": ink("--map-green") } },
    { id: "water", source: "streets", type: "fill", filter: ["all", of("water"), ["==", ["geometry-type"], "Polygon"]],
      paint: { "fill-color": ink("--map-water") } },
    { id: "river", source: "streets", type: "line", layout: line, filter: [...road, of("water")],
      paint: { "line-color": ink("--map-water"), "line-width": wide(26) } },
    { id: "turf", source: "turfs", type: "fill", filter: ["==", ["geometry-type"], "Polygon"],
      paint: { "fill-color": colours(), "fill-opacity": shown(Number(ink("--turf-fill"))) } },
    { id: "path", source: "streets", type: "line", layout: line, minzoom: 13, filter: [...road, path],
      paint: { "line-color": ink("--map-path"), "line-width": wide(2), "line-dasharray": [2, 2] } },
    { id: "road-edge", source: "streets", type: "line", layout: line, filter: [...road, other],
      paint: { "line-color": ink("--map-road-edge"), "line-width": wide(10), "line-opacity": 0, "line-opacity-transition": fade } },
    { id: "main-edge", source: "streets", type: "line", layout: line, filter: [...road, main],
      paint: { "line-color": ink("--map-road-edge"), "line-width": wide(16), "line-opacity": 0, "line-opacity-transition": fade } },
    { id: "road", source: "streets", type: "line", layout: line, filter: [...road, other],
      paint: { "line-color": ink("--map-road"), "line-width": wide(7.5), "line-opacity": 0, "line-opacity-transition": fade } },
    { id: "main", source: "streets", type: "line", layout: line, filter: [...road, main],
      paint: { "line-color": ink("--map-main"), "line-width": wide(12), "line-opacity": 0, "line-opacity-transition": fade } },
    { id: "border", source: "turfs", type: "line", layout: line, filter: ["==", ["geometry-type"], "Polygon"],
      paint: { "line-color": ink("--map-ink"), "line-opacity": shown(0.55),
        "line-width": ["case", ["boolean", ["feature-state", "near"], false], 3.5, 0.7] } },
    { id: "name", source: "streets", type: "symbol", minzoom: 15, filter: [...road, ["!=", ["get", "name"], ""]],
      layout: { "symbol-placement": "line", "text-field": ["get", "name"], "text-font": FONT, "text-size": 12 },
      paint: { "text-color": ink("--map-ink"), "text-halo-color": ink("--map-halo"), "text-halo-width": 1.5 } },
    { id: "number", source: "turfs", type: "symbol", filter: ["==", ["geometry-type"], "Point"],
      layout: { "text-field": ["to-string", ["get", "number"]], "text-font": FONT,
        "text-size": ["interpolate", ["linear"], ["zoom"], 11, 9, 14, 15, 17, 24] },
      paint: { "text-color": ink("--map-ink"), "text-halo-color": ink("--map-halo"), "text-halo-width": 1.6,
        "text-opacity": shown(1) } },
  ];
}

function colours() {
  const fills = [1, 2, 3, 4, 5, 6].flatMap((n) => [n, ink(`--turf-${n}`)]);
  return ["match", ["get", "colour"], ...fills, ink("--turf-1")];
}

/** @param {number} opacity */
function shown(opacity) {
  return ["case", ["boolean", ["feature-state", "on"], false], opacity, 0];
}

function style() {
  const source = (/** @type {object} */ more) => ({ type: "geojson", data: EMPTY, ...more });
  return {
    version: 8,
    sources: { streets: source({}), turfs: source({ promoteId: "number" }) },
    layers: layers(),
  };
}

async function start() {
  const { dataset } = box;
  const maplibre = await import(String(dataset.maplibre));
  maplibre.setWorkerUrl(String(dataset.worker));
  await document.fonts.load('16px "Atkinson Hyperlegible Next"');
  const canvas = document.createElement("div");
  canvas.className = "canvas";
  box.append(canvas);
  const map = new maplibre.Map({
    container: canvas, style: style(), center: [0, 52], zoom: 5, attributionControl: false, dragRotate: false,
    pitchWithRotate: false, touchPitch: false, cooperativeGestures: matchMedia("(pointer: coarse)").matches,
    fadeDuration: calm.matches ? 0 : 200,
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new maplibre.NavigationControl({ showCompass: false }), "top-right");
  await map.once("load");
  dark.addEventListener("change", () => repaint(map));
  follow(map);
  touch(map);
}

/** Ask for each kind of thing once it is said to be there, now and after every swap. @param {any} map */
function follow(map) {
  const asked = new Map();
  const look = async () => {
    const { layers: ready = "", streets, turfs } = story().dataset;
    for (const [name, url, draw] of [["streets", streets, drawStreets], ["turfs", turfs, drawTurfs]]) {
      if (!ready.split(" ").includes(name) || asked.get(name) === url) continue;
      asked.set(name, url);
      const answer = await fetch(String(url), { credentials: "same-origin" });
      if (answer.ok) await draw(map, await answer.json());
    }
    box.dataset.drawn = [...asked.keys()].join(" ");
  };
  document.addEventListener("htmx:after:swap", look);
  look();
}

/** @param {any} map @param {any} streets */
function drawStreets(map, streets) {
  map.fitBounds(streets.first, { padding: 24, animate: false });
  map.setMaxBounds(roomy(streets.bbox));
  map.getSource("streets").setData(streets);
  const strokes = [["main-edge", "main"], ["road-edge", "road"]];
  strokes.forEach((pair, order) =>
    setTimeout(() => pair.forEach((id) => map.setPaintProperty(id, "line-opacity", 1)), calm.matches ? 0 : 150 + 450 * order),
  );
}

/** @param {number[]} bbox */
function roomy([west, south, east, north]) {
  const [x, y] = [(east - west) / 2, (north - south) / 2];
  return [west - x, south - y, east + x, north + y];
}

/** @param {any} map @param {any} turfs */
function drawTurfs(map, turfs) {
  map.getSource("turfs").setData(turfs);
  const numbers = [...new Set(turfs.features.map((/** @type {any} */ f) => f.properties.number))].sort((a, b) => a - b);
  const began = performance.now();
  let next = 0;
  const step = (/** @type {number} */ now) => {
    const due = calm.matches ? numbers.length : Math.ceil(((now - began) / 1500) * numbers.length);
    for (; next < Math.min(due, numbers.length); next += 1) {
      map.setFeatureState({ source: "turfs", id: numbers[next] }, { on: true });
    }
    if (next < numbers.length) requestAnimationFrame(step);
    else toAddressed(map, turfs);
  };
  requestAnimationFrame(step);
}

/** A link such as #turf-12 opens the map on that turf. @param {any} map @param {any} turfs */
function toAddressed(map, turfs) {
  const number = Number(location.hash.match(/^#turf-(\d+)$/)?.[1]);
  const label = turfs.features.find((/** @type {any} */ f) => f.geometry.type === "Point" && f.properties.number === number);
  if (!label) return;
  map.jumpTo({ center: label.geometry.coordinates, zoom: 16 });
  map.setFeatureState({ source: "turfs", id: number }, { near: true });
}

/** A turf under the pointer has a thick border; pressing it opens its page. @param {any} map */
function touch(map) {
  let near = 0;
  const mark = (/** @type {number} */ number) => {
    if (near) map.setFeatureState({ source: "turfs", id: near }, { near: false });
    if (number) map.setFeatureState({ source: "turfs", id: number }, { near: true });
    near = number;
    map.getCanvas().style.cursor = number ? "pointer" : "";
  };
  map.on("mousemove", "turf", (/** @type {any} */ event) => mark(event.features[0].properties.number));
  map.on("mouseleave", "turf", () => mark(0));
  map.on("click", "turf", (/** @type {any} */ event) => location.assign(event.features[0].properties.href));
}

/** @param {any} map */
function repaint(map) {
  for (const { id, paint } of layers()) {
    for (const [name, value] of Object.entries(paint)) {
      if (!name.endsWith("opacity") && !name.endsWith("transition")) map.setPaintProperty(id, name, value);
    }
  }
}

/** Where there is no WebGL the server's own drawing stands in. */
function drawing() {
  const picture = new Image();
  picture.className = "drawing";
  picture.alt = "";
  const look = () => {
    if (story().dataset.layers && !picture.src) picture.src = String(box.dataset.drawing);
  };
  document.addEventListener("htmx:after:swap", look);
  look();
  box.replaceChildren(picture);
}

start().catch(drawing);

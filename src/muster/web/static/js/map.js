// @ts-check
// Draws the ground and the turfs as they become known. Everything it shows is also a list on another page.

const box = /** @type {HTMLElement} */ (document.getElementById("map"));
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const dark = matchMedia("(prefers-color-scheme: dark)");
/** What ground.js draws with. @type {any} */
let ground;

/** The story's element is swapped while the work runs, so it is looked up each time. */
const story = () => /** @type {HTMLElement} */ (document.getElementById("story"));

/** @param {string} name */
const ink = (name) => ground.ink(name);

/** Every layer in drawing order; colours come from the page's own custom properties. */
function layers() {
  const fade = { duration: calm.matches ? 0 : 500 };
  const line = { "line-cap": "round", "line-join": "round" };
  return [
    ...ground.under(),
    { id: "turf", source: "turfs", type: "fill", filter: ["==", ["geometry-type"], "Polygon"],
      paint: { "fill-color": colours(), "fill-opacity": shown(Number(ink("--turf-fill"))) } },
    ...ground.roads({ opacity: 0, fade }),
    { id: "door", source: "doors", type: "circle",
      paint: { "circle-color": ink("--map-ink"), "circle-opacity": 0, "circle-opacity-transition": fade,
        "circle-radius": ["interpolate", ["exponential", 2], ["zoom"], 12, 0.8, 18, 4] } },
    { id: "border", source: "turfs", type: "line", layout: line, filter: ["==", ["geometry-type"], "Polygon"],
      paint: { "line-color": ink("--map-ink"), "line-opacity": shown(0.55),
        "line-width": ["case", ["boolean", ["feature-state", "near"], false], 3.5, 0.7] } },
    ...ground.names(),
    { id: "number", source: "turfs", type: "symbol", filter: ["==", ["geometry-type"], "Point"],
      layout: { "text-field": ["to-string", ["get", "number"]], "text-font": ground.FONT,
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
  const source = (/** @type {object} */ more) => ({ type: "geojson", data: ground.EMPTY, ...more });
  return {
    version: 8,
    sources: { streets: source({}), doors: source({}), turfs: source({ promoteId: "number" }) },
    layers: layers(),
  };
}

async function start() {
  const { dataset } = box;
  ground = await import(String(dataset.ground));
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
  map.on("render", () => delete box.dataset.still);
  map.on("idle", () => (box.dataset.still = "yes"));
  map.on("moveend", () => (box.dataset.shows = map.getBounds().toArray().flat().join(" ")));
  await map.once("load");
  dark.addEventListener("change", () => repaint(map));
  follow(map);
  touch(map);
}

/** Ask for each kind of thing once it is said to be there, now and after every swap. @param {any} map */
function follow(map) {
  const drawers = { streets: drawStreets, doors: drawDoors, turfs: drawTurfs };
  const asked = new Set();
  const drawn = /** @type {string[]} */ ([]);
  const look = async () => {
    for (const [name, draw] of Object.entries(drawers)) {
      if (!story().dataset.layers?.split(" ").includes(name) || asked.has(name)) continue;
      asked.add(name);
      try {
        await draw(map, await (await fetch(String(story().dataset[name]), { credentials: "same-origin" })).json());
        drawn.push(name);
      } catch {
        asked.delete(name); // the connection will come back
        setTimeout(look, 2000);
      }
    }
    box.dataset.drawn = drawn.join(" ");
  };
  document.addEventListener("htmx:after:swap", look);
  look();
}

/** @param {any} map @param {any} streets */
function drawStreets(map, streets) {
  map.getSource("streets").setData(streets);
  offerWhole(map, streets.bbox);
  credit(streets.credit);
  const strokes = [["main-edge", "main"], ["road-edge", "road"]];
  strokes.forEach((pair, order) =>
    setTimeout(() => pair.forEach((id) => map.setPaintProperty(id, "line-opacity", 1)), calm.matches ? 0 : 150 + 450 * order),
  );
}

/** The whole area is shown first, and again at the press of a button. @param {any} map @param {number[]} bbox */
function offerWhole(map, bbox) {
  const [west, south, east, north] = bbox;
  const room = Math.max(east - west, north - south);
  map.setMaxBounds([west - room, south - room, east + room, north + room]);
  const show = () => map.fitBounds(bbox, { padding: 12, animate: false });
  const button = document.createElement("button");
  button.type = "button";
  button.className = "whole";
  button.textContent = String(box.dataset.whole);
  let kept = true; // until somebody looks closer, a turned phone still shows all of it
  button.addEventListener("click", () => (kept = true) && show());
  map.on("movestart", (/** @type {any} */ event) => (kept &&= !event.originalEvent));
  map.on("zoomstart", (/** @type {any} */ event) => (kept &&= !event.originalEvent));
  map.on("resize", () => kept && show());
  box.append(button);
  show();
}

/** @param {string} words */
function credit(words) {
  const line = document.createElement("p");
  line.className = "credit";
  line.textContent = words;
  box.append(line);
}

/** Doors stand out until turfs say where they belong; then they are seen from near. @param {any} map @param {any} doors */
function drawDoors(map, doors) {
  map.getSource("doors").setData(doors);
  map.setPaintProperty("door", "circle-opacity", 0.8);
}

/** They colour in one after another. @param {any} map @param {any} turfs @returns {Promise<void>} */
function drawTurfs(map, turfs) {
  map.getSource("turfs").setData(turfs);
  map.setPaintProperty("door", "circle-opacity", ["interpolate", ["linear"], ["zoom"], 14.5, 0, 15.5, 0.8]);
  const numbers = [...new Set(turfs.features.map((/** @type {any} */ f) => f.properties.number))].sort((a, b) => a - b);
  const began = performance.now();
  let next = 0;
  return new Promise((done) => {
    const step = (/** @type {number} */ now) => {
      const due = calm.matches ? numbers.length : Math.ceil(((now - began) / 1500) * numbers.length);
      for (; next < Math.min(due, numbers.length); next += 1) {
        map.setFeatureState({ source: "turfs", id: numbers[next] }, { on: true });
      }
      if (next < numbers.length) requestAnimationFrame(step);
      else done(toAddressed(map, turfs));
    };
    requestAnimationFrame(step);
  });
}

/** A link such as #turf-12 opens the map on that turf. @param {any} map @param {any} turfs */
function toAddressed(map, turfs) {
  const number = Number(location.hash.match(/^#turf-(\d+)$/)?.[1]);
  const its = (/** @type {any} */ f) => f.geometry.type === "MultiPolygon" && f.properties.number === number;
  const places = turfs.features.find(its)?.geometry.coordinates.flat(2);
  if (!places) return;
  const [x, y] = [0, 1].map((axis) => places.map((/** @type {number[]} */ place) => place[axis]));
  const around = [Math.min(...x), Math.min(...y), Math.max(...x), Math.max(...y)];
  map.fitBounds(around, { padding: 56, maxZoom: 17, animate: false }, { originalEvent: location });
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
    const { layers } = story().dataset;
    if (!layers || box.dataset.drawn === layers) return;
    picture.src = `${box.dataset.drawing}?${layers.replaceAll(" ", "+")}`; // another address, for there is more on it
    box.dataset.drawn = layers;
  };
  document.addEventListener("htmx:after:swap", look);
  look();
  box.replaceChildren(picture);
}

start().catch(drawing);

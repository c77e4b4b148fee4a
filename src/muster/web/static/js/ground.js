// @ts-check
// The quiet ground of every map: water, green, and roads in two greys. Colours come from the page's own properties.

const MAIN = ["motorway", "trunk", "primary", "secondary", "tertiary"];
const PATHS = ["footway", "path", "steps", "pedestrian", "track", "cycleway", "bridleway"];
export const FONT = ["Atkinson Hyperlegible Next"];
export const EMPTY = { type: "FeatureCollection", features: [] };

/** @param {string} name */
export const ink = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const road = ["all", ["==", ["geometry-type"], "LineString"]];
const polygon = ["==", ["geometry-type"], "Polygon"];
const round = { "line-cap": "round", "line-join": "round" };
const of = (/** @type {string[]} */ ...classes) => ["in", ["get", "class"], ["literal", classes]];
const wide = (/** @type {number} */ metres) => [
  "interpolate", ["exponential", 2], ["zoom"], 10, ["max", 0.4, metres / 60], 18, metres * 2.4,
];

/** What lies under everything. */
export const under = () => [
  { id: "land", type: "background", paint: { "background-color": ink("--map-land") } },
  { id: "green", source: "streets", type: "fill", filter: ["all", of("green"), polygon],
    paint: { "fill-color": ink("--map-green") } },
  { id: "water", source: "streets", type: "fill", filter: ["all", of("water"), polygon],
    paint: { "fill-color": ink("--map-water") } },
  { id: "river", source: "streets", type: "line", layout: round, filter: [...road, of("water")],
    paint: { "line-color": ink("--map-water"), "line-width": wide(26) } },
];

/** Roads, as they appear: at once, or as they fade in. @param {{opacity: number, fade: object}} shown */
export function roads({ opacity, fade }) {
  const [other, main, path] = [["!", of(...MAIN, ...PATHS, "water", "green")], of(...MAIN), of(...PATHS)];
  const line = { source: "streets", type: "line", layout: round };
  const seen = { "line-opacity": opacity, "line-opacity-transition": fade };
  return [
    { ...line, id: "path", minzoom: 13, filter: [...road, path],
      paint: { "line-color": ink("--map-path"), "line-width": wide(2), "line-dasharray": [2, 2] } },
    { ...line, id: "road-edge", minzoom: 14, filter: [...road, other],
      paint: { "line-color": ink("--map-road-edge"), "line-width": wide(10), ...seen } },
    { ...line, id: "main-edge", filter: [...road, main],
      paint: { "line-color": ink("--map-road-edge"), "line-width": wide(16), ...seen } },
    { ...line, id: "road", filter: [...road, other],
      paint: { "line-color": ["interpolate", ["linear"], ["zoom"], 14, ink("--map-street"), 15, ink("--map-road")],
        "line-width": wide(7.5), ...seen } },
    { ...line, id: "main", filter: [...road, main],
      paint: { "line-color": ink("--map-main"), "line-width": wide(12), ...seen } },
  ];
}

/** The names of streets. */
export const names = () => [
  { id: "name", source: "streets", type: "symbol", minzoom: 15, filter: [...road, ["!=", ["get", "name"], ""]],
    layout: { "symbol-placement": "line", "text-field": ["get", "name"], "text-font": FONT, "text-size": 12 },
    paint: { "text-color": ink("--map-ink"), "text-halo-color": ink("--map-halo"), "text-halo-width": 1.5 } },
];

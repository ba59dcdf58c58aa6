// A picture for a gig that has none: six tiles of plain shapes, the same ones for the same gig, its colours its trade's.

import { drawing } from "./elements.js";

const COLUMNS = 3;
const ROWS = 2;
const SIDE = 40;
const PALETTES = 8;
const COLOURS = ["a", "b", "c", "d"];
const SHAPES = [
  "M20 4a16 16 0 1 1 0 32a16 16 0 1 1 0-32Z", // a disc
  "M0 0H40A40 40 0 0 1 0 40Z", // a quarter
  "M0 20a20 20 0 0 1 40 0Z M0 40a20 20 0 0 1 40 0Z", // two hills
  "M0 0H20A20 20 0 0 1 40 20V40H20A20 20 0 0 1 0 20Z", // a leaf
  "M0 0L40 40H0Z", // a half
  "M0 0H10V40H0Z M20 0H30V40H20Z", // stripes
  "M20 0A20 20 0 0 0 40 20A20 20 0 0 0 20 40A20 20 0 0 0 0 20A20 20 0 0 0 20 0Z", // a star
  "M0 0H40A40 40 0 0 1 0 40ZM0 0V22A22 22 0 0 0 22 0Z", // an arch
];

// The drawing; it says nothing to those who don't see it.
export function gigArt(gig) {
  const chance = chances(hash(gig.id));
  const tiles = Array.from({ length: COLUMNS * ROWS }, (_, index) => tile(index, chance));
  const attributes = {
    class: `art art-${hash(gig.categories) % PALETTES}`,
    viewBox: `0 0 ${COLUMNS * SIDE} ${ROWS * SIDE}`,
    preserveAspectRatio: "xMidYMid slice",
    "aria-hidden": "true",
  };
  return drawing("svg", attributes, ...tiles);
}

function tile(index, chance) {
  const ground = chance(COLOURS.length);
  const shape = (ground + 1 + chance(COLOURS.length - 1)) % COLOURS.length;
  const place = `translate(${(index % COLUMNS) * SIDE} ${Math.floor(index / COLUMNS) * SIDE})`;
  const turn = `rotate(${chance(4) * 90} ${SIDE / 2} ${SIDE / 2})`;
  return drawing(
    "g",
    { transform: place },
    drawing("rect", { class: COLOURS[ground], width: SIDE + 0.5, height: SIDE + 0.5 }),
    drawing("path", { class: COLOURS[shape], d: SHAPES[chance(SHAPES.length)], transform: turn, "fill-rule": "evenodd" }),
  );
}

// FNV-1a: the same number for the same text.
function hash(text) {
  let value = 0x811c9dc5;
  for (const character of String(text ?? "")) value = Math.imul(value ^ character.codePointAt(0), 0x01000193) >>> 0;
  return value;
}

// Mulberry32: `chance(n)` is the next number below n, in an order that the seed decides.
function chances(seed) {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

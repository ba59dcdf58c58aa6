// When something was, and from where.

import { element } from "./elements.js";
import { gettext, language } from "./texts.js";

const UNITS = [
  ["day", 24 * 3600],
  ["hour", 3600],
  ["minute", 60],
];
const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
const exact = new Intl.RelativeTimeFormat(language);
// A moment in full.
export const whole = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });

// How long ago that was, the very moment being its title.
export function ago(moment) {
  const date = new Date(moment);
  const seconds = Math.max(0, (Date.now() - date) / 1000);
  const [unit, length] = UNITS.find(([, size]) => seconds >= size) ?? ["second", 60];
  const text = unit === "second" ? relative.format(0, "second") : relative.format(-Math.floor(seconds / length), unit);
  return element("time", { datetime: moment, title: whole.format(date) }, text);
}

// When that many seconds are over, in whole units, never too early: "in 5 minutes".
export function fromNow(seconds) {
  const [unit, length] = UNITS.find(([, size]) => seconds >= size) ?? ["second", 1];
  return exact.format(Math.ceil(seconds / length), unit);
}

// The browser and device of a session or an event.
export function from({ browserName, deviceType }) {
  return [browserName, deviceType].filter(Boolean).join(" · ") || gettext("A browser without a name");
}

// A button that must wait.

import { ngettext } from "./texts.js";

const SECOND = 1000;

// Lets the button wait that many seconds, and say so.
export function waitFor(button, seconds) {
  const text = button.textContent;
  const end = Date.now() + seconds * SECOND;
  button.disabled = true;
  const timer = setInterval(tick, SECOND);
  tick();

  function tick() {
    const left = Math.ceil((end - Date.now()) / SECOND);
    button.textContent = left > 0 ? `${text} (${ngettext("in {count} second", "in {count} seconds", left)})` : text;
    if (left > 0) return;
    clearInterval(timer);
    button.disabled = false;
  }
}

// A button that must wait.

import { fromNow } from "./moments.js";

const SECOND = 1000;

// Lets the button wait that many seconds, and say so. It keeps the focus, and does nothing meanwhile.
export function waitFor(button, seconds) {
  const text = button.textContent;
  const end = Date.now() + seconds * SECOND;
  button.ariaDisabled = "true";
  button.dataset.waits = "";
  // before what the click is for
  button.addEventListener("click", refuse, { capture: true });
  const timer = setInterval(tick, SECOND);
  tick();

  function tick() {
    const left = Math.ceil((end - Date.now()) / SECOND);
    button.textContent = left > 0 ? `${text} (${fromNow(left)})` : text;
    if (left > 0) return;
    clearInterval(timer);
    button.removeEventListener("click", refuse, { capture: true });
    button.ariaDisabled = "false";
    delete button.dataset.waits;
  }
}

function refuse(event) {
  event.stopImmediatePropagation();
}

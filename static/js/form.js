// Forms that are sent as JSON. Their fields are `pages/field.html`; a `.notice[data-notice]` says what fits no field.

import { explain } from "./messages.js";

// Calls `send` with the form's values when it is submitted; the button is busy until the promise settles. What it
// throws is shown at its field, or in the notice.
export function onSubmit(form, send) {
  form.noValidate = true;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.ariaBusy === "true") return;
    clear(form);
    setBusy(form, true);
    try {
      await send(Object.fromEntries(new FormData(form)));
    } catch (error) {
      showError(form, error);
    } finally {
      setBusy(form, false);
    }
  });
}

// Shows what went wrong, and puts the focus where it can be mended.
export function showError(form, error) {
  const { text, field } = explain(error);
  if (field && form.elements[field]) showFieldError(form.elements[field], text);
  else notify(form, text, "error");
}

// Says at the field what is wrong with it; "" takes that back.
export function showFieldError(input, text) {
  const slot = document.getElementById(`${input.id}-error`);
  slot.textContent = text;
  slot.hidden = !text;
  if (text) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
  if (text) input.focus();
}

// Says something about the whole form; `kind` is "error", "success" or "info".
export function notify(form, text, kind = "info") {
  const notice = form.querySelector("[data-notice]");
  notice.textContent = text;
  notice.dataset.kind = kind;
  notice.hidden = !text;
}

function clear(form) {
  for (const input of form.querySelectorAll("[aria-invalid]")) showFieldError(input, "");
  if (form.querySelector("[data-notice]")) notify(form, "");
}

function setBusy(form, busy) {
  form.ariaBusy = String(busy);
  for (const button of form.querySelectorAll("button[type=submit]")) button.ariaDisabled = String(busy);
}

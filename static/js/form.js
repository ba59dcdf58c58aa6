// Forms that are sent as JSON. Their fields are `pages/field.html`; a `.notice[data-notice]` says what fits no field.

import { explain, faultOf } from "./messages.js";

// Calls `send` with the form's values when it is submitted; the button is busy until the promise settles. What it
// throws is shown at its field, or in the notice; `fields` has the form's own names of fields that the gateway's messages
// are about: {password: "currentPassword"}. Nothing is sent while fields are empty, or break a rule known here.
export function onSubmit(form, send, fields = {}) {
  form.noValidate = true;
  form.addEventListener("input", ({ target }) => target.ariaInvalid && showFieldError(target, ""));
  // Back may bring the page as it was when it was left
  addEventListener("pageshow", ({ persisted }) => persisted && setBusy(form, false));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.ariaBusy === "true") return;
    clear(form);
    if (showFaults(form)) return;
    setBusy(form, true);
    try {
      await send(Object.fromEntries(new FormData(form)));
    } catch (error) {
      showError(form, error, fields);
    } finally {
      setBusy(form, false);
    }
  });
}

// Shows what went wrong, and puts the focus where it can be mended.
export function showError(form, error, fields = {}) {
  const { text, field } = explain(error);
  const input = form.elements[fields[field] ?? field];
  if (!input) return notify(form, text, "error");
  showFieldError(input, text);
  input.focus();
}

// Says at the field what is wrong with it; "" takes that back.
export function showFieldError(input, text) {
  const slot = document.getElementById(`${input.id}-error`);
  slot.textContent = text;
  slot.hidden = !text;
  if (text) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
}

// Says something about the whole form; `kind` is "error", "success" or "info".
export function notify(form, text, kind = "info") {
  const notice = form.querySelector("[data-notice]");
  notice.textContent = text;
  notice.dataset.kind = kind;
  notice.hidden = !text;
}

// Shows the form's outcome, by its id, in the place of the form.
export function replaceForm(form, id) {
  const outcome = document.getElementById(id);
  form.hidden = true;
  outcome.hidden = false;
  outcome.focus();
}

// Says at all fields what is wrong with them, and puts the focus on the first; whether there is one.
function showFaults(form) {
  const faulty = [...form.elements].filter((input) => !input.validity.valid);
  for (const input of faulty) showFieldError(input, faultOf(input));
  faulty[0]?.focus();
  return faulty.length > 0;
}

function clear(form) {
  for (const input of form.querySelectorAll("[aria-invalid]")) showFieldError(input, "");
  if (form.querySelector("[data-notice]")) notify(form, "");
}

function setBusy(form, busy) {
  form.ariaBusy = String(busy);
  for (const button of form.querySelectorAll("button[type=submit]")) button.ariaDisabled = String(busy);
}

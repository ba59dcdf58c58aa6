// Password fields (`pages/password.html`): shown when asked, and the rule for a new one as one types.

import { gettext } from "./texts.js";

const BCRYPT_MAX_BYTES = 72;

for (const button of document.querySelectorAll("[data-show-password]")) {
  button.addEventListener("click", () => show(button, button.ariaPressed !== "true"));
}
for (const input of document.querySelectorAll("input[data-min-length]")) {
  input.addEventListener("input", () => showRules(input));
}

// Empties the fields, and takes back what was shown of them.
export function resetPasswords(form) {
  form.reset();
  for (const input of form.querySelectorAll("input[data-min-length]")) showRules(input);
  for (const button of form.querySelectorAll("[data-show-password]")) show(button, false);
}

function show(button, shown) {
  button.ariaPressed = String(shown);
  document.getElementById(button.getAttribute("aria-controls")).type = shown ? "text" : "password";
}

// Which parts of the rule the text keeps; characters are counted as the server does.
function kept(input) {
  const length = [...input.value].length;
  const bytes = new TextEncoder().encode(input.value).length;
  const { minLength, maxLength } = input.dataset;
  return { min: length >= Number(minLength), max: length <= Number(maxLength) && bytes <= BCRYPT_MAX_BYTES };
}

function showRules(input) {
  const { min, max } = kept(input);
  input.setCustomValidity(input.value ? fault(min, max) : "");
  for (const [rule, isKept] of Object.entries({ min, max })) {
    const line = document.querySelector(`#${input.name}-rules [data-rule="${rule}"]`);
    line.dataset.kept = input.value ? String(isKept) : "";
  }
}

function fault(min, max) {
  if (!min) return gettext("This password is too short.");
  return max ? "" : gettext("This password is too long.");
}

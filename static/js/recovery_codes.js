// The recovery codes: shown once, to be copied or downloaded.

import { element } from "./elements.js";
import { saveFile } from "./files.js";
import { gettext } from "./texts.js";

const NAME = "jobber-recovery-codes.txt";
const at = (id) => document.getElementById(`second-factor-${id}`);
let text = "";

// Shows the codes.
export function showRecoveryCodes(codes) {
  text = `${codes.join("\n")}\n`;
  at("list").replaceChildren(...codes.map((code) => element("li", {}, element("code", {}, code))));
  at("saved").textContent = "";
}

at("copy").addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(text);
    at("saved").textContent = gettext("Copied.");
  } catch {
    at("saved").textContent = gettext("The browser does not let this page copy. Please download them, or write them down.");
  }
});

at("download").addEventListener("click", () => {
  saveFile(NAME, text, "text/plain");
  at("saved").textContent = gettext("Downloaded.");
});

// All that is kept about oneself, as a file.

import { get } from "./api.js";
import { element } from "./elements.js";
import { explain } from "./messages.js";

const NAME = "jobber-account.json";
const INDENT = 2;
const button = document.getElementById("export");
const notice = document.getElementById("export-notice");

// `changed` is called after the file was made, which the account's events show.
export function listenToExport(changed) {
  button.addEventListener("click", async () => {
    button.disabled = true;
    notice.hidden = true;
    try {
      save(await get("/auth/export"));
      await changed();
    } catch (error) {
      notice.textContent = explain(error).text;
      notice.hidden = false;
    }
    button.disabled = false;
  });
}

function save(data) {
  const address = URL.createObjectURL(new Blob([JSON.stringify(data, null, INDENT)], { type: "application/json" }));
  element("a", { href: address, download: NAME }).click();
  URL.revokeObjectURL(address);
}

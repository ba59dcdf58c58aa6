// All that is kept about oneself, as a file.

import { get } from "./api.js";
import { element } from "./elements.js";
import { explain } from "./messages.js";

const NAME = "jobber-account.json";
const INDENT = 2;
const A_MINUTE = 60_000;
const button = document.getElementById("export");
const notice = document.getElementById("export-notice");

// `changed` is called after the file was made, which the account's events show.
export function listenToDownload(changed) {
  button.addEventListener("click", async () => {
    if (button.ariaDisabled === "true") return;
    button.ariaDisabled = "true";
    notice.hidden = true;
    try {
      save(await get("/auth/export"));
      await changed();
    } catch (error) {
      notice.textContent = explain(error).text;
      notice.hidden = false;
    }
    button.ariaDisabled = "false";
  });
}

function save(data) {
  const address = URL.createObjectURL(new Blob([JSON.stringify(data, null, INDENT)], { type: "application/json" }));
  element("a", { href: address, download: NAME }).click();
  // not at once: the download reads it later in some browsers
  setTimeout(() => URL.revokeObjectURL(address), A_MINUTE);
}

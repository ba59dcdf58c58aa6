// All that is kept about oneself, as a file.

import { get } from "./api.js";
import { saveFile } from "./files.js";
import { explain } from "./messages.js";

const NAME = "jobber-account.json";
const INDENT = 2;
const button = document.getElementById("export");
const notice = document.getElementById("export-notice");

// `changed` is called after the file was made, which the account's events show.
export function listenToDownload(changed) {
  button.addEventListener("click", async () => {
    if (button.ariaDisabled === "true") return;
    button.ariaDisabled = "true";
    notice.hidden = true;
    try {
      saveFile(NAME, JSON.stringify(await get("/auth/export"), null, INDENT), "application/json");
      await changed();
    } catch (error) {
      notice.textContent = explain(error).text;
      notice.hidden = false;
    }
    button.ariaDisabled = "false";
  });
}

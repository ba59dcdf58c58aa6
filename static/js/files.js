// Files that a page makes.

import { element } from "./elements.js";

const A_MINUTE = 60_000;

// Lets the browser download the text under that name.
export function saveFile(name, text, type) {
  const address = URL.createObjectURL(new Blob([text], { type }));
  element("a", { href: address, download: name }).click();
  // not at once: the download reads it later in some browsers
  setTimeout(() => URL.revokeObjectURL(address), A_MINUTE);
}

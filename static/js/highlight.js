// Highlights come as escaped HTML with <mark> around what was found. They are taken apart, never parsed as HTML.

import { element } from "./elements.js";

const ESCAPES = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#x27;": "'" };
const BEFORE_THE_MARK = 40;

// The nodes of a highlighted text: text, and <mark> with text in it.
export function marked(html) {
  return html.split(/(<mark>.*?<\/mark>)/s).map(nodeOf);
}

// Whether anything is marked.
export const hasMark = (html) => html.includes("<mark>");

// The text from a little before its first mark.
export function fromFirstMark(html) {
  const start = html.indexOf("<mark>");
  if (start <= BEFORE_THE_MARK) return html;
  const word = html.lastIndexOf(" ", start - BEFORE_THE_MARK);
  return `… ${html.slice(word + 1)}`;
}

function nodeOf(part) {
  const found = /^<mark>(.*)<\/mark>$/s.exec(part);
  return found ? element("mark", {}, unescaped(found[1])) : unescaped(part);
}

function unescaped(text) {
  return text.replace(/&(?:amp|lt|gt|quot|#x27);/g, (escape) => ESCAPES[escape]);
}

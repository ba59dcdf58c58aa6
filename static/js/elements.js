// Building the page. What gigs and people say goes in as text, never as HTML.

const SVG = "http://www.w3.org/2000/svg";

// An element with those attributes and children: elements, or text. What is null, undefined or false is absent.
export function element(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}

// The same for drawings.
export function drawing(name, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, name), attributes, children);
}

function filled(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if ((value ?? false) !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => (child ?? "") !== ""));
  return node;
}

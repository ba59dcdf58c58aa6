// Swagger UI for our own OpenAPI document. It is set up here, since the page's policy allows nothing inline.
const docs = document.getElementById("docs");
const dark = matchMedia("(prefers-color-scheme: dark)");

function followColourScheme() {
  document.documentElement.classList.toggle("dark-mode", dark.matches);
}

// Swagger UI leaves some fields without a name for screen readers, and boxes that scroll out of the keyboard's reach.
const NAMES = [
  [".servers select", "Server"],
  ["select.content-type, .content-type select", "Media type"],
  ["textarea.body-param__text", "Request body"],
  ["select", "Example"],
];

function nameOf(element) {
  const parameter = element.closest("[data-param-name]");
  return parameter ? parameter.dataset.paramName : NAMES.find(([selector]) => element.matches(selector))?.[1];
}

function mendForKeyboardsAndScreenReaders() {
  for (const element of docs.querySelectorAll("select:not([aria-label]), textarea:not([aria-label])")) {
    element.setAttribute("aria-label", nameOf(element) ?? "Value");
  }
  for (const box of docs.querySelectorAll("pre.microlight:not([tabindex])")) {
    box.tabIndex = 0;
  }
}

// The path of an operation stands in a button, where a link must not be.
const PlainPaths = { wrapComponents: { DeepLink: () => ({ text }) => text } };

followColourScheme();
dark.addEventListener("change", followColourScheme);
new MutationObserver(mendForKeyboardsAndScreenReaders).observe(docs, { childList: true, subtree: true });

SwaggerUIBundle({
  domNode: docs,
  url: docs.dataset.schema,
  deepLinking: true,
  displayRequestDuration: true,
  defaultModelsExpandDepth: 0,
  syntaxHighlight: { theme: "obsidian" },
  plugins: [PlainPaths],
  // no badge of a validator elsewhere
  validatorUrl: null,
});

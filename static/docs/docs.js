// Swagger UI for our own OpenAPI document. It is told here, since the page's policy allows nothing inline.
const docs = document.getElementById("docs");

SwaggerUIBundle({
  domNode: docs,
  url: docs.dataset.schema,
  deepLinking: true,
  displayRequestDuration: true,
  defaultModelsExpandDepth: 0,
  // no badge of a validator elsewhere
  validatorUrl: null,
});

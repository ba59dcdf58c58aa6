// The one place that calls the gateway.

const BASE = "/api/v1/gateway";

// What the gateway answers to a request that it can't do (contract 3); `retryAfter` is in seconds, or null.
export class ApiError extends Error {
  constructor(message, status, retryAfter = null) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

// No answer came: the network or the server is away.
export class OfflineError extends Error {
  constructor() {
    super("The server can't be reached.");
    this.name = "OfflineError";
  }
}

// The JSON of the answer. Throws ApiError, OfflineError, or AbortError where `signal` says so.
export async function call(method, path, { body, query = {}, signal } = {}) {
  const response = await send(method, address(path, query), body, signal);
  if (!response.ok) throw await refusal(response);
  // one that is cut off, or is no JSON, is no answer
  return response.json().catch(giveUp);
}

export const get = (path, options) => call("GET", path, options);
export const post = (path, body, options) => call("POST", path, { ...options, body });
export const put = (path, body, options) => call("PUT", path, { ...options, body });
export const del = (path, body, options) => call("DELETE", path, { ...options, body });

// The path that `segments` stand in, each escaped: pathTo("auth", "verify-otp", code).
export function pathTo(...segments) {
  return segments.map((segment) => `/${encodeURIComponent(segment)}`).join("");
}

function address(path, query) {
  const given = Object.entries(query).filter(([, value]) => value !== "" && value !== null && value !== undefined);
  return `${BASE}${path}${given.length ? `?${new URLSearchParams(given)}` : ""}`;
}

async function send(method, url, body, signal) {
  const json = { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body ?? {}) };
  return fetch(url, { method, signal, ...(method === "GET" ? {} : json) }).catch(giveUp);
}

function giveUp(error) {
  throw error.name === "AbortError" ? error : new OfflineError();
}

async function refusal(response) {
  const { message = response.statusText } = await response.json().catch(() => ({}));
  return new ApiError(message, response.status, secondsToWait(response));
}

function secondsToWait(response) {
  const seconds = Number.parseInt(response.headers.get("Retry-After") ?? "", 10);
  return Number.isNaN(seconds) ? null : seconds;
}

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
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) {
    throw new ApiError(answer.message ?? response.statusText, response.status, secondsToWait(response));
  }
  return answer;
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
  try {
    return await fetch(url, { method, signal, ...(method === "GET" ? {} : json) });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new OfflineError();
  }
}

function secondsToWait(response) {
  const seconds = Number.parseInt(response.headers.get("Retry-After") ?? "", 10);
  return Number.isNaN(seconds) ? null : seconds;
}

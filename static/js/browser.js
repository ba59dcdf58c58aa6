// What this browser and this device call themselves, in lists of sessions.

// Without their versions: an account knows a browser again by these names, and would not after each update.
const BROWSERS = [
  ["Edge", /\bEdg/],
  ["Opera", /\bOPR\//],
  ["Samsung Internet", /\bSamsungBrowser\//],
  ["Firefox", /\b(Firefox|FxiOS)\//],
  ["Chrome", /\b(Chrome|HeadlessChrome|CriOS)\//],
  ["Safari", /\bSafari\//],
];
const DEVICES = [
  ["iPhone", /\biPhone\b/],
  ["iPad", /\biPad\b/],
  ["Android", /\bAndroid\b.*\bMobile\b/],
  ["Android tablet", /\bAndroid\b/],
  ["Windows", /\bWindows\b/],
  ["ChromeOS", /\bCrOS\b/],
  ["Mac", /\bMacintosh\b/],
  ["Linux", /\bLinux\b/],
];

// The two fields that signing up, signing in and typing a code send along.
export function thisBrowser() {
  const { userAgent, maxTouchPoints } = navigator;
  const device = first(DEVICES, userAgent);
  // an iPad says that it is a Mac, which has no touch screen
  return { browserName: first(BROWSERS, userAgent), deviceType: device === "Mac" && maxTouchPoints > 1 ? "iPad" : device };
}

function first(names, text) {
  return names.find(([, pattern]) => pattern.test(text))?.[0] ?? "";
}

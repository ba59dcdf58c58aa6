// The drawing beside a form through which people get in.

import { gigArt } from "./gig_art.js";

const TRADES = ["Design", "Video & Animation", "Music & Audio"];

// another one for each page
const drawings = TRADES.map((categories) => gigArt({ id: location.pathname + categories, categories }));
document.querySelector("[data-art]").replaceChildren(...drawings);

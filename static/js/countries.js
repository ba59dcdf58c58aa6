// Countries: sent and stored by their English names, shown in the page's language.

import { element } from "./elements.js";
import { language } from "./texts.js";

// ISO 3166-1, and XK, by which Kosovo goes
const CODES =
  "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ " +
  "CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR " +
  "GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP " +
  "KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT " +
  "MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW " +
  "SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ " +
  "UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW";

const english = new Intl.DisplayNames("en", { type: "region" });
const local = new Intl.DisplayNames(language, { type: "region" });

// Fills the field with all countries after its first option, in the order of their names here; `chosen` is an English name, on the list or not.
export function fillCountries(select, chosen) {
  const countries = CODES.split(" ").map((code) => ({ value: english.of(code), text: local.of(code) }));
  if (chosen && !countries.some(({ value }) => value === chosen)) countries.push({ value: chosen, text: chosen });
  countries.sort((one, other) => one.text.localeCompare(other.text, language));
  select.replaceChildren(select.options[0], ...countries.map(({ value, text }) => element("option", { value }, text)));
  select.value = chosen;
}

// The name, in the page's language, of a country that is stored by its English one; any other text as it is.
export function countryName(name) {
  const code = CODES.split(" ").find((one) => english.of(one) === name);
  return code ? local.of(code) : name;
}

// The English name of the country that the browser's languages name, or "".
export function likelyCountry() {
  const regions = navigator.languages.map((tag) => new Intl.Locale(tag).region);
  const code = regions.find((region) => CODES.split(" ").includes(region));
  return code ? english.of(code) : "";
}

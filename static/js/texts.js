// What scripts say, in the page's language: English is the key, the page carries the rest (gateway/texts.py).

const texts = JSON.parse(document.getElementById("texts").textContent);

// The page's language, as Intl takes it.
export const language = document.documentElement.lang;

// The text in the page's language; `{name}` stands for the value of that name.
export function gettext(english, values = {}) {
  return filled(texts[english] ?? english, values);
}

// The text for one thing or for many; `{count}` stands for the number.
export function ngettext(one, many, count) {
  const forms = texts[one] ?? [one, many];
  return filled(forms[count === 1 ? 0 : 1], { count: new Intl.NumberFormat(language).format(count) });
}

function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
}

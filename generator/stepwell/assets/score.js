/* The form of a score tool: adds up, names the band, says what is certain already and what is missing.
   Stores nothing and sends nothing; all text goes in as text. Harmless when run twice. */
(function () {
"use strict";
if (window.stepwellScore || !window.stepwellLogic) return;
window.stepwellScore = true;

const logic = window.stepwellLogic;
let form, result, data;

function h(look, ...inside) {
  const [tag, ...names] = look.split(" "), made = document.createElement(tag);
  made.className = names.join(" ");
  made.append(...inside.flat().filter(Boolean));
  return made;
}
const link = (href, label) => Object.assign(h("a", label), { href });
const listed = (items, word) => (items.length > 1 ? `${items.slice(0, -1).join(", ")} ${word} ${items.at(-1)}` : items[0] || "");

/* What a line stands for as a value of the logic; null when it does not say. */
function read(fact, text) {
  if (fact.type === "yes-no") return text === "yes";
  if (fact.type === "one-of") return text;
  const fits = /^\d{1,9}(\.\d{1,6})?$/.test(text) && !(fact.type === "count" && text.includes("."));
  return fits && Number(text) >= Number(fact.min ?? text) && Number(text) <= Number(fact.max ?? text) ? text : null;
}

/* The answers given. */
function patient() {
  const found = {};
  for (const [name, text] of new FormData(form)) {
    const value = read(data.facts[name], text.trim());
    if (value !== null) found[name] = value;
  }
  return found;
}

/* The least and the most that a scale can still be. */
function span({ fact, min, max }, known) {
  const holds = (op, number) => logic.verdict(["compare", op, ["fact", fact], ["number", String(number)]], data.facts, known);
  let [low, high] = [min, max];
  while (low < max && holds(">=", low + 1)) low += 1;
  while (high > min && holds("<=", high - 1)) high -= 1;
  return [low, high];
}

/* Every way in which the open lines can still be answered. */
function* completions(known, [line, ...others]) {
  if (!line) yield known;
  else for (const value of line.values) yield* completions({ ...known, [line.fact]: value }, others);
}

/* The bands that the answers can still lead to, in order. */
function possible(known, open) {
  const guards = data.bands.filter((one) => one.when), found = new Set();
  const add = (patient, unlikely) => {
    const answers = guards.map((one) => logic.verdict(one.when, data.facts, patient));
    const rest = answers.includes(true) ? false : answers.includes(null) ? null : true;
    data.bands.filter((one) => ![false, unlikely].includes(one.when ? answers[guards.indexOf(one)] : rest)).forEach((one) => found.add(one));
  };
  if (open.every((one) => one.values.length)) {
    for (const patient of completions(known, open)) {
      add(patient, null);
      if (found.size === data.bands.length) break;
    }
  } else add(known);
  return data.bands.filter((one) => found.has(one));
}

/* What the answers give: scales, the band that is certain, those still possible, the lines left open. */
function scored() {
  const known = patient(), open = data.items.filter((one) => !(one.fact in known)), bands = possible(known, open);
  return { open, bands, band: bands.length === 1 ? bands[0] : null, scales: data.scales.map((one) => ({ ...one, span: span(one, known) })) };
}

function total({ name, span: [low, high], max }) {
  return low === high ? `${name} ${low} of ${max}` : `${name} ${low} to ${high} of ${max}`;
}

function headline({ band, bands, open }) {
  if (open.length === data.items.length) return "No answer yet.";
  if (band) return open.length ? `${band.label}: certain already, whatever the open lines say.` : `${band.label}.`;
  return `Not certain yet: ${listed(bands.map((one) => one.label.toLowerCase()), "or")}.`;
}

const sums = (found) => `${found.scales.map(total).join("; ")}.`;

function show() {
  const found = scored(), { band, open } = found, begun = open.length < data.items.length;
  const parts = [h("strong", headline(found))];
  if (begun) parts.push(` ${sums(found)}`);
  result.querySelector(".sw-score-said").replaceChildren(...parts);
  const lines = open.flatMap((one, at) => [at ? ", " : "", link(`#line-${one.number}`, one.number)]);
  const cites = band && band.sources.flatMap(([number, name], at) => [at && ",", Object.assign(link(`#ref-${number}`, number), { title: name })]);
  result.querySelector(".sw-score-meaning").replaceChildren(...[
    band && h("p", band.say, h("sup sw-cites", cites)),
    band && h("p sw-guard", `Rule: ${band.words}.`),
    begun && open.length > 0 && h("p sw-score-open", open.length === 1 ? "Open line: " : "Open lines: ", lines),
  ].filter(Boolean));
  result.dataset.band = band ? String(data.bands.indexOf(band)) : "";
  result.querySelector(".sw-score-tools").hidden = !begun;
  const box = result.querySelector("textarea");
  box.hidden = true;
  result.querySelector(".sw-score-copied").textContent = "";
}

/* The result for the record; it holds nothing that names a patient. */
function record() {
  const found = scored(), open = new Set(found.open), chosen = (name) => form.querySelector(`[name="${name}"]:checked, [name="${name}"][type=text]`);
  const said = (one) => (open.has(one) ? "not answered" : chosen(one.fact).dataset.say || chosen(one.fact).value);
  const sources = found.band ? found.band.sources.map(([, name]) => name) : [];
  return [
    data.title, document.querySelector(".sw-status").textContent.trim(), `Date: ${new Date().toLocaleDateString("sv")}`, "",
    headline(found), sums(found), found.band ? found.band.say : "", found.band ? `Rule: ${found.band.words}.` : "", "",
    "Answers", ...data.items.map((one) => `${one.number} ${one.say} ${said(one)}`), "",
    ...(sources.length ? ["Sources", ...new Set(sources), ""] : []), data.disclaimer,
  ].join("\n");
}

function copy() {
  const box = result.querySelector("textarea");
  Object.assign(box, { value: record(), hidden: false }).select();
  result.querySelector(".sw-score-copied").textContent = document.execCommand("copy") ? "Copied." : "Select the text and copy it.";
}

function clear() {
  form.reset();
  show();
  form.querySelector("input").focus();
}

function mount() {
  form = document.querySelector("form.sw-score");
  result = document.querySelector(".sw-score-result");
  if (!form || !result || form.dataset.ready) return;
  form.dataset.ready = "yes";
  data = JSON.parse(result.querySelector("script").textContent);
  result.querySelector(".sw-score-without").hidden = true;
  form.querySelector(".sw-score-tools").hidden = false;
  form.addEventListener("input", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.querySelector("[data-score-do=clear]").onclick = clear;
  result.querySelector("[data-score-do=copy]").onclick = copy;
  show();
}

window.addEventListener("pageshow", () => form && show());
if (window.document$) window.document$.subscribe(mount);
else mount();
})();

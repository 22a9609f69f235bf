/* The walk-through on a pathway's page: one question at a time, then the advice and its reasons.
   Fills copies of the page's templates, text as text. Stores and sends nothing. */
(function () {
"use strict";
const logic = window.stepwellLogic, title = document.title, UNKNOWN = "unknown";
let root, data, live, state = null, notes = [];
if (!logic || window.stepwellWalk) return;
window.stepwellWalk = true;

const piece = (name) => root.querySelector(`template[data-part="${name}"]`).content.cloneNode(true);
function h(tag, ...inside) {
  const made = document.createElement(tag);
  made.append(...inside.filter(Boolean));
  return made;
}

/* Puts what is shown into its place of a template; a place with nothing to show goes. */
function fill(part, name, all) {
  const place = part.querySelector(`[data-put="${name}"]`);
  if (all.length) place.append(...all);
  else place.remove();
}

const word = (value) => ({ true: "yes", false: "no" })[value] || value;
const amount = (fact, value) => `${value} ${fact.units[Number(value) === 1 ? 0 : 1]}`.trim();
const option = (fact, value) => fact.options.find(([one]) => one === word(value));
function label(name, value) {
  const fact = data.facts[name];
  return value === undefined ? "I don’t know" : option(fact, value)?.[1] || amount(fact, value);
}
function reason(name, value) {
  const fact = data.facts[name];
  return option(fact, value)?.[2] || `${fact.name} ${amount(fact, value)}`;
}

/* What is found for the state, the question to show, and the step that the address names. */
function look() {
  if (!state) return {};
  const found = logic.replay(data, state.answers, state.declined, state.usedUp, state.at);
  const ask = found.asked.find((one) => one.fact === state.change) || found.ask;
  return { found, ask, id: ask ? ask.step : found.walk.steps.at(-1) };
}

/* On to a new state. At a result, answers that its path did not ask for are dropped. */
function go(wanted, replace) {
  state = wanted && { ...wanted, deep: replace ? 0 : (state?.deep || 0) + 1 };
  const here = look();
  if (here.found && !here.ask) {
    const { patient, declined, walk } = here.found;
    const dropped = Object.keys(state.answers).filter((name) => !(name in patient)).map((name) => data.facts[name].name);
    if (dropped.length) notes.push(`No longer asked on this path, and dropped: ${dropped.join("; ")}.`);
    Object.assign(state, { answers: patient, declined, usedUp: state.usedUp.filter((one) => walk.steps.includes(one)) });
  }
  const hash = state ? `#walk=${encodeURIComponent(data.edition)}/${here.id}` : "#walk";
  history[replace ? "replaceState" : "pushState"]({ walk: state }, "", hash);
  turn();
}

function put(fact, value) {
  const answers = { ...state.answers }, declined = state.declined.filter((one) => one !== fact);
  delete answers[fact];
  if (value === UNKNOWN) declined.push(fact);
  else if (value !== undefined) answers[fact] = value;
  go({ ...state, answers, declined, change: null });
}

const visit = (at, answers = {}, usedUp = []) => go({ answers, declined: [], usedUp, at });

/* The buttons, by what they do. */
const acts = {
  start: () => visit(""),
  restart: () => go(null),
  change: (_, { value }) => go({ ...state, change: value }),
  undo: (_, { value }) => go({ ...state, usedUp: state.usedUp.filter((one) => one !== value) }),
  done: ({ walk }) => go({ ...state, usedUp: [...state.usedUp, walk.outcome] }),
  resume({ walk, patient }) {
    const { resume, now } = data.steps[walk.outcome];
    if (now) visit(resume, patient, state.usedUp);
    else visit(resume);
  },
  back({ asked }) {
    if (state.deep) history.back();
    else if (asked.length) put(asked.at(-1).fact);
    else go(null);
  },
  record: () => copy(live.querySelector(".sw-walk-result").innerText),
  link: (found) => copy(address(found)),
};

function show({ found, ask }) {
  const kind = ask ? "question" : found ? "result" : "start", part = piece(kind);
  if (ask) question(part, found, ask);
  if (found) fill(part, "answers", answers(found));
  if (kind === "result") result(part, found);
  const told = h("div", ...notes.map((one) => h("p", one)));
  told.className = "sw-walk-notes";
  live.replaceChildren(told, part);
  notes = [];
  root.dataset.shows = kind;
  const head = live.querySelector("h3");
  document.title = head ? `${head.textContent} – ${title}` : title;
  light(found);
  return head || live.querySelector("button");
}

function question(part, found, { step, fact: name }) {
  const fact = data.facts[name], form = part.querySelector("form"), errors = form.querySelector(".sw-walk-errors");
  fill(part, "at", [piece("step-" + step)]);
  fill(part, "fields", [piece("fact-" + name)]);
  const typed = form.elements.number, first = form.querySelector("input"), error = form.querySelector(".sw-walk-error");
  const old = state.change && word(found.patient[name] ?? UNKNOWN);
  for (const one of form.elements) if (one.value === old) one.checked = true;
  if (typed && old && old !== UNKNOWN) typed.value = old;
  first.id = "walk-answer";
  form.onsubmit = (event) => {
    event.preventDefault();
    const chosen = new FormData(form).get("answer") || "", written = typed ? typed.value.trim() : "";
    if (chosen === UNKNOWN && !written) return put(name, UNKNOWN);
    const value = chosen && written ? null : logic.read(fact, chosen || written);
    if (value !== null) return put(name, value);
    const link = errors.querySelector("a");
    error.textContent = link.textContent = error.dataset.said;
    link.onclick = (click) => { click.preventDefault(); first.focus(); };
    first.setAttribute("aria-invalid", "true");
    errors.hidden = false;
    errors.focus();
    document.title = `Error: ${fact.ask} – ${title}`;
  };
}

/* The answers so far, each with its button to change it. */
function answers({ asked, patient }) {
  const row = (say, said, act, value) => {
    const button = h("button", "Change");
    Object.assign(button, { type: "button", value, className: "sw-button", ariaLabel: `Change: ${say}` });
    button.dataset.do = act;
    return h("div", h("dt", say), h("dd", said), button);
  };
  const rows = asked.map(({ fact }) => row(data.facts[fact].ask, label(fact, patient[fact]), "change", fact));
  const done = state.usedUp.map((one) => row(`Advice of step ${data.steps[one].number}`, data.steps[one].done, "undo", one));
  return asked.length || done.length ? [h("dl", ...rows, ...done)] : [];
}

function result(part, { walk, patient }) {
  const taken = walk.ways.map((way) => ({ ...way, at: data.steps[way.step], own: () => piece("step-" + way.step) }));
  const advice = taken.filter(({ at, kind }) => at.kind !== "question" && kind !== "then");
  const drugs = new Set(advice.flatMap(({ at }) => at.start || []));
  const names = (facts) => facts.map((name) => data.facts[name].name).join("; ");
  const path = ({ step, at, kind, index, own }) => {
    if (kind === "then") return h("li", h("p", `Step ${at.number}: ${at.done.toLowerCase()}.`));
    const way = at.ways.find((one) => one.kind === kind && one.index === index) || {};
    const known = at.asked.filter((name) => name in patient).map((name) => reason(name, patient[name]));
    return h("li", own(), h("p", h("strong", way.label || way.words || "Not known")),
      h("p", known.length && `Known: ${known.join("; ")}. `, way.words && `Rule: ${way.words}.`));
  };
  fill(part, "advice", [walk.outcome ? advice.pop().own() : piece(walk.stop)]);
  fill(part, "doing", advice.map(({ own }) => own()));
  fill(part, "drugs", [...drugs].map((name) => piece("drug-" + name)));
  fill(part, "needs", walk.needs.map(({ step, facts }) => h("p", `At question ${data.steps[step].number}: ${names(facts)}.`)));
  fill(part, "path", [h("ol", ...taken.filter(({ at, kind }) => at.asked || kind === "then").map(path))]);
  const today = new Date().toLocaleDateString("sv"), late = part.querySelector("[data-due]");
  late.hidden = today <= late.dataset.due;
  fill(part, "today", [`Walked through on ${today}.`]);
  const cited = [...part.querySelectorAll("a[href^='#ref-']")].map((one) => `[${one.textContent}] ${one.title}`);
  fill(part, "sources", [...new Set(cited)].map((one) => h("p", one)));
  part.querySelector(".sw-walk-advice").classList.toggle("sw-walk-urgent", !!part.querySelector(".sw-walk-advice .sw-flag-word"));
  for (const one of part.querySelectorAll("[data-page]")) {
    const page = document.querySelector(`#${one.dataset.page} :is(.sw-handover, .sw-return) a:not(.sw-go)`);
    if (page) one.href = page.href + "#walk";
    else one.replaceWith(`${one.textContent} (not written yet)`);
  }
}

function copy(text) {
  const box = live.querySelector("textarea");
  box.value = text;
  box.hidden = false;
  box.select();
  live.querySelector("[role=status]").textContent = document.execCommand("copy") ? "Copied." : "Copy the text below.";
}

/* The link that holds the answers, and what such a link says. */
function address({ asked, patient }) {
  const query = new URLSearchParams(asked.map(({ fact }) => [fact, word(patient[fact] ?? UNKNOWN)]));
  state.usedUp.forEach((one) => query.append("used-up", one));
  if (state.at) query.set("begin-at", state.at);
  return `${location.href}?${query}`;
}

function open() {
  const [place, query] = location.hash.slice(6).split("?"), answers = {}, declined = [], usedUp = [];
  let at = "";
  if (!place.startsWith(encodeURIComponent(data.edition) + "/")) notes.push("This link was made with another edition: check every answer.");
  if (!query) notes.push("This link holds no answers: the walk-through begins at its start.");
  for (const [name, value] of new URLSearchParams(query)) {
    const fact = Object.hasOwn(data.facts, name) && data.facts[name], read = fact && logic.read(fact, value);
    if (name === "used-up" && data.steps[value]?.done) usedUp.push(value);
    else if (name === "begin-at" && Object.values(data.steps).some((one) => one.resume === value)) at = value;
    else if (fact && value === UNKNOWN) declined.push(name);
    else if (fact && read !== null) answers[name] = read;
    else notes.push(`Left out of this link, as it does not fit here: ${fact ? fact.name : name} “${value}”.`);
  }
  go(query ? { answers, declined, usedUp, at } : null, true);
}

/* The path so far on the charts: that of the pathway, and those of its blocks. */
function light(found) {
  document.querySelectorAll(".sw-lit").forEach((one) => one.classList.remove("sw-lit"));
  const mark = (chart, query) => document.querySelectorAll(`[id="${chart}-chart"] ${query}`).forEach((one) => one.classList.add("sw-lit"));
  for (const { step, to, kind, index } of found ? found.walk.ways : []) {
    const [box, inner] = step.split("/"), [next, after] = (to || "").split("/");
    const way = data.steps[step].ways.find((one) => one.kind === kind && one.index === index);
    const arrow = (from, end) => `[data-from="${from}"][data-to="${end}"]`;
    const own = way && `[data-kind="${kind}"][data-label="${CSS.escape(way.label)}"]`;
    mark(data.slug, `[data-step="${box}"]`);
    if (inner) mark(box, `[data-step="${inner}"]`);
    if (to && box !== next) mark(data.slug, arrow(box, next) + (inner ? "" : own));
    if (to && inner) mark(box, arrow(inner, box === next ? after : "@exit") + own);
  }
}

/* Shows the present state and brings the reader there. */
function turn() {
  const head = show(look());
  head.focus({ preventScroll: true });
  live.scrollIntoView();
}

function mount() {
  root = document.getElementById("walk-through");
  if (!root) return;
  data = JSON.parse(root.querySelector("script").textContent);
  live = root.querySelector(".sw-walk-live");
  live.onclick = ({ target }) => acts[target.dataset.do]?.(look().found, target);
  state = history.state?.walk || null;
  if (location.hash.startsWith("#walk=") && !state) return open();
  history.replaceState({ walk: state }, "");
  if (state) turn();
  else show({});
}

window.addEventListener("popstate", (event) => {
  if (!root || !event.state) return;
  state = event.state.walk;
  turn();
});
window.addEventListener("hashchange", () => {
  if (!root || history.state) return;
  if (location.hash.startsWith("#walk=")) open();
  else history.replaceState({ walk: state }, "");
});
if (window.document$) window.document$.subscribe(mount);
else mount();
})();

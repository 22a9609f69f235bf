/* The walk-through: fills copies of the page's templates; stores and sends nothing. */
(function () {
"use strict";
if (window.stepwellWalk) return;
window.stepwellWalk = true;

/* The state is the query of a link with answers, kept in the history; none at the start. */
let root, data, live, state, notes = [];
const title = document.title;

const all = (query, among = document) => [...among.querySelectorAll(query)];
const given = () => new URLSearchParams(state.query);
const names = (facts) => facts.map((name) => data.facts[name].name).join("; ");
function piece(name, text = "") {
  const copy = root.querySelector(`[data-part="${name}"]`).content.cloneNode(true);
  copy.querySelector("[data-text]")?.append(text);
  return copy;
}

function fill(part, name, shown) {
  const place = part.querySelector(`[data-put="${name}"]`);
  if (shown.length) place.append(...shown);
  else place.remove();
}

function said(name) {
  const { labels, units } = data.facts[name], value = given().get(name);
  return labels[value] ?? `${value} ${units[+(value !== "1")]}`;
}
const reason = (name) => data.facts[name].reasons[given().get(name)] ?? `${names([name])} ${said(name)}`;
const fits = ({ pattern, min, max }, text) => RegExp(`^(${pattern})$`).test(text) && !(+text < min || +text > max);

function look() {
  if (!state) return { hash: "#walk" };
  const answers = {}, declined = [], query = given();
  for (const [name, text] of query) {
    answers[name] = data.facts[name]?.type === "yes-no" ? text === "yes" : text;
    if (text === "unknown") declined.push(name);
  }
  const found = stepwellLogic.replay(data, answers, declined, query.getAll("used-up"), query.get("begin-at"));
  const ask = found.asked.find(({ fact }) => fact === state.change) || found.ask;
  return { ...found, ask, hash: `#walk=${encodeURIComponent(data.edition)}/${ask?.step || found.walk.steps.at(-1)}` };
}

/* At a result, answers that its path did not ask for are dropped. */
function go(query, change) {
  state = query && { query: `${query}`, change };
  const { asked, ask, hash } = look();
  if (state && !ask) {
    const kept = given(), dropped = [...kept.keys()].filter((name) => data.facts[name] && !asked.some(({ fact }) => fact === name));
    if (dropped[0]) notes.push(piece("dropped", names(dropped)));
    dropped.forEach((name) => kept.delete(name));
    state.query = `${kept}`;
  }
  history.pushState({ walk: state }, "", hash);
  turn();
}

const acts = {
  start: () => go(new URLSearchParams()),
  restart: () => go(),
  back: () => history.back(),
  change: (_, name) => go(state.query, name),
  undo: (query) => query.delete("used-up") || go(query),
  done: (query, _, { walk }) => query.append("used-up", walk.outcome) || go(query),
  resume(query, _, { walk }) {
    const { resume, now } = data.steps[walk.outcome], kept = new URLSearchParams({ "begin-at": resume });
    for (const [name, text] of query) if (now && text !== "unknown" && name !== "begin-at") kept.append(name, text);
    go(kept);
  },
  record() {
    root.dataset.shows = "record";
    const text = live.innerText.replace(/\n+/g, "\n");
    root.dataset.shows = "result";
    copy(text);
  },
  link: (query, _, { hash }) => copy(`${location.href.split("#")[0]}${hash}?${query}`),
};

function copy(text) {
  const [status, box] = all("[role=status], textarea", live);
  Object.assign(box, { value: text, hidden: false }).select();
  status.textContent = document.execCommand("copy") ? "Copied." : "Copy this text:";
}

function show(here) {
  const { walk, asked, ask } = here, kind = ask ? "question" : walk ? "result" : "start", part = piece(kind);
  if (walk) fill(part, "answers", [...asked.map(({ fact }) => piece("row-" + fact, said(fact))), ...given().getAll("used-up").map((step) => piece("row-" + step))]);
  if (ask) question(part, ask);
  else if (walk) result(part, here);
  live.replaceChildren(...notes, part);
  notes = [];
  root.dataset.shows = kind;
  document.title = walk ? `${live.querySelector("h3").textContent} – ${title}` : title;
  light(walk?.ways || [], ask?.step);
}

function turn() {
  show(look());
  live.querySelector("h3").focus({ preventScroll: true });
  live.scrollIntoView();
}

function question(part, { step, fact }) {
  fill(part, "at", [piece("step-" + step)]);
  fill(part, "fields", [piece("fact-" + fact)]);
  const [form, summary, link, error] = all("form, [role=alert], [role=alert] a, .sw-walk-error", part);
  const fields = all("input", form), [first] = fields, old = state.change && given().get(fact);
  for (const one of fields) one.checked = one.value === old;
  if (first.type === "text" && old !== "unknown") first.value = old || "";
  link.onclick = (event) => event.preventDefault() || first.focus();
  form.onsubmit = (event) => {
    event.preventDefault();
    const [text, more] = new FormData(form).getAll("answer").map((one) => one.trim()).filter(Boolean), query = given();
    if (!more && fits(data.facts[fact], text)) return query.set(fact, text) || go(query);
    error.textContent = link.textContent = error.dataset.said;
    first.setAttribute("aria-invalid", "true");
    summary.hidden = false;
    summary.focus();
    document.title = `Error: ${title}`;
  };
}

function result(part, { walk, patient }) {
  const tell = ({ step }) => piece("step-" + step), steps = walk.ways.map((way) => ({ ...way, at: data.steps[way.step] }));
  const advice = steps.filter(({ at, kind }) => !at.asked && kind !== "then"), drugs = advice.flatMap(({ at }) => at.start || []);
  const path = steps.filter(({ kind }) => kind && kind !== "goto").map(({ at, step, kind, index }) =>
    piece(`way-${step}-${kind}-${index}`, (at.asked || []).filter((name) => name in patient).map(reason).join("; ")));
  stepwellAge.mark(part);
  fill(part, "advice", [walk.outcome ? tell(advice.pop()) : piece(walk.stop)]);
  fill(part, "doing", advice.map(tell));
  fill(part, "drugs", [...new Set(drugs)].map((name) => piece("drug-" + name)));
  fill(part, "needs", walk.needs.map(({ step, facts }) => piece("need", `${data.steps[step].number}: ${names(facts)}`)));
  fill(part, "path", path);
  fill(part, "today", [stepwellAge.today()]);
  const cited = all("a[href^='#ref-']", part).map((one) => `[${one.textContent}] ${one.title}`);
  fill(part, "sources", [...new Set(cited)].map((one) => piece("source", one)));
  for (const one of all("[data-page]", part)) one.href = document.querySelector(one.dataset.page).href + "#walk";
}

function light(ways, last) {
  all(".sw-lit").forEach((one) => one.classList.remove("sw-lit"));
  for (const { step, kind, index } of ways) {
    const { lit, ways: ahead } = data.steps[step], way = step !== last && ahead.find((one) => one.kind === kind && one.index === index);
    all(way ? `${lit}, ${way.lit}` : lit).forEach((one) => one.classList.add("sw-lit"));
    if (step === last) break;
  }
}

/* A link with answers: they count as far as they fit. */
function open() {
  const [place, query] = location.hash.slice(6).split("?"), kept = new URLSearchParams();
  if (!place.startsWith(encodeURIComponent(data.edition) + "/")) notes.push(piece("other-edition"));
  if (!query) notes.push(piece("no-answers"));
  for (const [name, text] of new URLSearchParams(query)) {
    const fact = Object.hasOwn(data.facts, name) && data.facts[name], step = name === "used-up" && data.steps[text]?.done;
    if (fact ? fits(fact, text) : step || name === "begin-at" && data.visits.includes(text)) kept.append(name, text);
    else notes.push(piece("left-out", `${name}: ${text}`));
  }
  history.replaceState({}, "", "#walk");
  go(query && kept);
}

/* At a place in the history. */
function arrive(event) {
  const ours = history.state, { hash } = location;
  if (!ours && hash.startsWith("#walk=")) return open();
  if (ours) state = ours.walk;
  else history.replaceState({ walk: state }, "");
  if (ours && (state || event) && (!hash || hash.startsWith("#walk"))) turn();
  else if (ours || !event) show(look());
}

function mount() {
  root = document.getElementById("walk-through");
  if (!root) return;
  data = JSON.parse(root.querySelector("script").textContent);
  live = root.querySelector(".sw-walk-live");
  live.onclick = ({ target }) => acts[target.dataset.do]?.(state && given(), target.value, look());
  arrive();
}

addEventListener("popstate", (event) => root && arrive(event));
if (window.document$) window.document$.subscribe(mount);
else mount();
})();

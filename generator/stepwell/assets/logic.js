/* A pathway walked for one patient, as the generator's Python walks it; knows no page.
   A known value is true, false, a word, or a number as decimal text; one that is absent is unknown. */
(function () {
"use strict";
const ONE = 1000000n;
const MIRROR = { "<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!=" };
const has = (values, name) => Object.hasOwn(values, name) && values[name] !== null;
const isNumber = (fact) => fact.type === "number" || fact.type === "count";
const not = (answer) => (answer === null ? null : !answer);
const every = (answers) => (answers.includes(false) ? false : answers.includes(null) ? null : true);
const some = (answers) => not(every(answers.map(not)));
const once = (items) => [...new Set(items)];

/* Decimal text in millionths: exact, since no number here has more than six decimals. */
function exact(text) {
  const [whole, part = ""] = text.split(".");
  return BigInt(whole + (part + "000000").slice(0, 6));
}

/* What a comparison gives whatever the numbers within both bounds; null when it depends on them. */
function decided([a, b], op, [c, d]) {
  const below = b < c, above = a > d, same = a === d && b === c, apart = below || above;
  const [yes, no] = {
    "<": [below, a >= d], "<=": [b <= c, above], ">": [above, b <= c], ">=": [a >= d, below],
    "==": [same, apart], "!=": [apart, same],
  }[op];
  return yes || (no ? false : null);
}

/* Reads guards for one patient; a verdict is true, false, or null when it is not known. */
function reader(facts, patient) {
  function verdict(guard) {
    const [kind, first, second, third] = guard;
    if (kind === "fact") return value(first);
    if (kind === "not") return not(verdict(first));
    if (kind === "and") return every(guard.slice(1).map(verdict));
    if (kind === "or") return some(guard.slice(1).map(verdict));
    if (kind === "compare") return compare(first, second, third);
    const answer = some(second.map((one) => compare("==", first, one)));
    return third ? not(answer) : answer;
  }

  function compare(op, left, right) {
    if (left[0] === "number" || left[0] === "value") [left, op, right] = [right, MIRROR[op], left];
    if (right[0] !== "value") return decided(bounds(left), op, bounds(right));
    const found = verdict(left);
    return found === null ? null : (found === right[1]) === (op === "==");
  }

  /* A fact as given, else as worked out from others. */
  function value(name) {
    if (has(patient, name)) return patient[name];
    return facts[name].derive ? verdict(facts[name].derive) : null;
  }

  /* The least and the most that a number can be; yes counts as one. */
  function bounds(part) {
    const [kind, first] = part;
    const both = (text) => [exact(text), exact(text)];
    const plus = (a, b) => (typeof a === "number" ? a : typeof b === "number" ? b : a + b);
    if (kind === "sum") return part.slice(1).map(bounds).reduce(([a, b], [c, d]) => [plus(a, c), plus(b, d)]);
    if (kind === "fact" && isNumber(facts[first])) {
      const { derive, min, max } = facts[first];
      if (has(patient, first)) return both(patient[first]);
      return derive ? bounds(derive) : [min ? exact(min) : -Infinity, max ? exact(max) : Infinity];
    }
    if (kind === "number") return both(first);
    const answer = verdict(part);
    return [answer ? ONE : 0n, answer === false ? 0n : ONE];
  }

  /* Facts that could still settle a part, in the order written. */
  function missing(part) {
    const [kind, first] = part, derive = kind === "fact" && facts[first].derive;
    if (kind === "number" || kind === "value") return [];
    if (kind === "sum") return part.slice(1).flatMap(missing);
    if (kind === "fact") return has(patient, first) ? [] : derive ? missing(derive) : [first];
    if (verdict(part) !== null) return [];
    if (kind === "not" || kind === "in") return missing(first);
    return part.slice(kind === "compare" ? 2 : 1).flatMap(missing);
  }

  return { verdict, missing };
}

const guarded = (step) => step.ways.filter((way) => way.when);
const unsettled = (way) => way.kind === "unknown" || way.stop === "needs";

/* How a walk leaves a step: by a way, or by none, and then why. */
function choose(data, name, patient, usedUp) {
  const step = data.steps[name] || { ways: [] };
  const go = (way, stop) => {
    const { kind = null, index = null, to = null } = way || {};
    return { step: name, kind, index, to, stop: way ? null : stop };
  };
  const way = (kind) => step.ways.find((one) => one.kind === kind);
  if (step.kind === "link") return go(null, "link");
  if (step.kind === "outcome") return go(usedUp.includes(name) && way("then"), "outcome");
  if (step.kind !== "question") return go(way("goto"), "gap");
  const { verdict } = reader(data.facts, patient), answers = guarded(step).map((one) => verdict(one.when));
  const yes = guarded(step).filter((_, index) => answers[index]);
  if (yes.length) return go(yes.length === 1 && yes[0], "overlap");
  if (answers.includes(null)) return go(way("unknown"), "needs");
  return go(step.ways.find((one) => one.kind === "branch" && !one.when), "gap");
}

/* What a question lacks; facts that can settle it alone stand first. */
function lacks(data, name, patient) {
  const step = data.steps[name], { missing } = reader(data.facts, patient);
  const found = once(guarded(step).flatMap((way) => missing(way.when)));
  const alone = (fact) => step.candidates[fact].some(
    (one) => !unsettled(choose(data, name, { ...patient, [fact]: one }, [])));
  return [...found.filter(alone), ...found.filter((fact) => !alone(fact))];
}

function walk(data, patient, usedUp, at) {
  const ways = [];
  let step = at || data.start;
  for (let left = Object.keys(data.steps).length; step; left -= 1) {
    const way = choose(data, step, patient, usedUp || []);
    ways.push(left ? way : { step, kind: null, index: null, to: null, stop: "loop" });
    step = left ? way.to : null;
  }
  const { step: last, stop } = ways[ways.length - 1];
  const open = ways.filter(unsettled).map((way) => ({ step: way.step, facts: lacks(data, way.step, patient) }));
  const needs = [...open].sort((a, b) => a.facts.length - b.facts.length);
  return {
    ways, stop, open, needs,
    steps: ways.map((way) => way.step),
    outcome: stop === "outcome" || stop === "link" ? last : null,
    effects: once(ways.flatMap((way) => (way.kind === "then" ? [] : data.steps[way.step]?.effects || []))),
    missing: once(needs.flatMap((need) => need.facts)),
  };
}

/* The question and the fact to ask for now; null when no answer is left to give. */
function next(data, walked, declined) {
  for (const { step, facts } of walked.open) {
    const fact = facts.find((name) => !declined.includes(name));
    if (fact) return { step, fact };
  }
  return null;
}

/* Asks from nothing, as a person would: an answer counts only where the way asks for it. */
function replay(data, answers, declined, usedUp, at) {
  const patient = {}, asked = [], skipped = [];
  for (;;) {
    const walked = walk(data, patient, usedUp, at), ask = next(data, walked, skipped);
    if (ask && has(answers, ask.fact)) patient[ask.fact] = answers[ask.fact];
    else if (ask && declined.includes(ask.fact)) skipped.push(ask.fact);
    else return { walk: walked, patient, declined: skipped, asked, ask };
    asked.push(ask);
  }
}

/* The value that a text stands for; null when the fact has no such value. */
function read(fact, text) {
  if (fact.type === "yes-no") return { yes: true, no: false }[text] ?? null;
  if (!isNumber(fact)) return fact.options.some(([word]) => word === text) ? text : null;
  if (!/^[-+]?\d{1,9}(\.\d{1,6})?$/.test(text)) return null;
  const number = exact(text), end = (bound) => exact(bound ?? text);
  if (fact.type === "count" && number % ONE) return null;
  return number < end(fact.min) || number > end(fact.max) ? null : text;
}

const logic = { verdict: (guard, facts, patient) => reader(facts, patient).verdict(guard), walk, next, replay, read };
if (typeof module === "object" && module.exports) module.exports = logic;
if (typeof window === "object") window.stepwellLogic = window.stepwellLogic || logic;
})();

/* A pathway walked for one patient, as the generator's Python walks it; knows no page.
   Values are true, false, words and numbers as decimal text; an absent one is unknown. */
(function () {
"use strict";
const ONE = 1000000n;
const has = Object.hasOwn;
const once = (items) => [...new Set(items)];
const both = (number) => [number, number];
const truth = (yes) => both(yes ? ONE : 0n);
const least = (a, b) => (a < b ? a : b), most = (a, b) => (a > b ? a : b);
const plus = (a, b) => (typeof a === "number" ? a : typeof b === "number" ? b : a + b);
const join = (ranges, pick) => ranges.reduce(([a, b], [c, d]) => [pick(a, c), pick(b, d)]);

/* Decimal text in millionths, exact. */
function exact(text) {
  const [whole, part = ""] = text.split(".");
  return BigInt(whole + (part + "000000").slice(0, 6));
}

function compared(op, [a, b], [c, d]) {
  const opposite = { ">=": "<", ">": "<=", "!=": "==" }[op];
  if (opposite) return negated(compared(opposite, [a, b], [c, d]));
  const [yes, no] = {
    "<": [b < c, a >= d], "<=": [b <= c, a > d], "==": [a === d && b === c, b < c || a > d],
  }[op];
  return [yes ? ONE : 0n, no ? 0n : ONE];
}

const negated = ([a, b]) => [ONE - b, ONE - a];

/* Every part of a guard has a range: of a number, or of a truth as 0 or 1. */
function reading(facts, patient) {
  function range(part) {
    const [kind, first, second, third] = part, all = () => part.slice(1).map(range);
    switch (kind) {
      case "number": return both(exact(first));
      case "value": return truth(first);
      case "not": return negated(range(first));
      case "and": return join(all(), least);
      case "or": return join(all(), most);
      case "sum": return join(all(), plus);
      case "compare": return related(first, second, third);
      case "in": {
        const listed = join(second.map((one) => related("==", first, one)), most);
        return third ? negated(listed) : listed;
      }
    }
    const { type, derive, min, max } = facts[first], given = patient[first];
    if (has(patient, first)) return type === "yes-no" ? truth(given) : both(exact(given));
    if (derive) return range(derive);
    return type === "yes-no" ? [0n, ONE] : [min ? exact(min) : -Infinity, max ? exact(max) : Infinity];
  }

  function related(op, left, right) {
    if (left[0] === "value") [left, right] = [right, left];
    if (typeof right[1] !== "string" || right[0] !== "value") return compared(op, range(left), range(right));
    return has(patient, left[1]) ? truth((patient[left[1]] === right[1]) === (op === "==")) : [0n, ONE];
  }

  function verdict(guard) {
    const [low, high] = range(guard);
    return low === high ? low === ONE : null;
  }

  /* Facts that could still settle a part. */
  function missing(part) {
    const [kind, first] = part;
    if (kind === "fact") {
      if (has(patient, first)) return [];
      return facts[first].derive ? missing(facts[first].derive) : [first];
    }
    if (kind !== "sum" && verdict(part) !== null) return [];
    return kind === "in" ? missing(first) : part.filter(Array.isArray).flatMap(missing);
  }

  return { verdict, missing };
}

const guarded = ({ ways }) => ways.filter((way) => way.when);
const unsettled = (way) => way.kind === "unknown" || way.stop === "needs";

function choose({ steps, facts }, name, patient, usedUp) {
  const step = steps[name] || { ways: [] }, way = (kind) => step.ways.find((one) => one.kind === kind);
  function go(taken, stop) {
    const { kind = null, index = null, to = null } = taken || {};
    return { step: name, kind, index, to, stop: taken ? null : stop };
  }
  if (step.kind === "link") return go(null, "link");
  if (step.kind === "outcome") return go(usedUp.includes(name) && way("then"), "outcome");
  if (step.kind !== "question") return go(way("goto"), "gap");
  const answers = guarded(step).map((one) => reading(facts, patient).verdict(one.when));
  const yes = guarded(step).filter((_, index) => answers[index]);
  if (yes.length) return go(yes.length === 1 && yes[0], "overlap");
  if (answers.includes(null)) return go(way("unknown"), "needs");
  return go(step.ways.find((one) => one.kind === "branch" && !one.when), "gap");
}

/* Facts that can settle a question alone stand first. */
function lacks(data, name, patient) {
  const step = data.steps[name], { missing } = reading(data.facts, patient);
  const alone = (fact) => step.candidates[fact].some(
    (value) => !unsettled(choose(data, name, { ...patient, [fact]: value }, [])));
  return once(guarded(step).flatMap((way) => missing(way.when))).sort((a, b) => alone(b) - alone(a));
}

function walk(data, patient, usedUp = [], at = "") {
  const ways = [];
  let step = at || data.start, left = Object.keys(data.steps).length;
  while (step && left--) {
    ways.push(choose(data, step, patient, usedUp));
    step = ways.at(-1).to;
  }
  if (step) ways.push({ step, kind: null, index: null, to: null, stop: "loop" });
  const { step: last, stop } = ways.at(-1);
  const open = ways.filter(unsettled).map((way) => ({ step: way.step, facts: lacks(data, way.step, patient) }));
  const needs = [...open].sort((a, b) => a.facts.length - b.facts.length);
  const advising = ways.filter((way) => way.kind !== "then" && data.steps[way.step]);
  return {
    ways, stop, open, needs,
    steps: ways.map(({ step }) => step),
    outcome: stop === "outcome" || stop === "link" ? last : null,
    effects: once(advising.flatMap((way) => data.steps[way.step].effects)),
    missing: once(needs.flatMap(({ facts }) => facts)),
  };
}

function next(data, walked, declined) {
  for (const { step, facts } of walked.open) {
    const fact = facts.find((name) => !declined.includes(name));
    if (fact) return { step, fact };
  }
  return null;
}

/* An answer counts only where the way, from the start, asks for it. */
function replay(data, answers, declined, usedUp, at) {
  const patient = {}, asked = [], skipped = [];
  for (;;) {
    const walked = walk(data, patient, usedUp, at), ask = next(data, walked, skipped);
    if (ask && declined.includes(ask.fact)) skipped.push(ask.fact);
    else if (ask && has(answers, ask.fact)) patient[ask.fact] = answers[ask.fact];
    else return { walk: walked, patient, asked, ask };
    asked.push(ask);
  }
}

const logic = { verdict: (guard, facts, patient) => reading(facts, patient).verdict(guard), walk, next, replay };
if (typeof module === "object") module.exports = logic;
else window.stepwellLogic = logic;
})();

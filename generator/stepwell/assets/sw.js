/* The site without a network. An edition is held whole, each file with the bytes that its table names,
   or not at all; a page gets everything from one edition. `sw.json` is the table, the version is its hash. */
"use strict";
const EDITION = "@edition@";
const TABLE = "sw.json", SCRIPT = "sw.js", WINDOWS = "sw-windows.json";
const root = registration.scope, prefix = `stepwell ${root} `;

const address = (path) => root + path.split("/").map(encodeURIComponent).join("/");
const opened = (version) => caches.open(prefix + version);
const versions = async () => (await caches.keys()).filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
const drop = (version) => { known.delete(version); return caches.delete(prefix + version); };
const read = async (version, path) => {
  const found = (await caches.has(prefix + version)) && (await (await opened(version)).match(address(path)));
  return found ? found.json() : null;
};

/* Editions ------------------------------------------------------------------------------ */

const known = new Map();

/* An edition that is held whole: its table was written last. */
async function edition(version) {
  if (!known.has(version)) {
    const table = await read(version, TABLE);
    if (!table) return null;
    const all = new Map(Object.values(table).flatMap(Object.entries));
    known.set(version, { ...table, all, cache: await opened(version) });
  }
  return known.get(version);
}

async function sum(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

class OtherBytes extends Error {}

/* The file of that hash: from an edition held already, or from the server past any cache on the way. */
async function file(path, hash, caches = []) {
  for (const cache of caches) {
    const found = await cache.match(address(path));
    if (found && (await sum(await found.clone().arrayBuffer())) === hash) return found;
  }
  const answer = await fetch(address(path).replace(/\/index\.html$/, "/"), { cache: "no-store" });
  const body = await answer.arrayBuffer();
  if ((await sum(body)) !== hash) throw new OtherBytes(path);
  const headers = new Headers(answer.headers);
  for (const name of ["content-encoding", "content-length"]) headers.delete(name);
  return new Response(body, { headers });
}

/* Six at a time; the first that fails ends the others. */
async function each(files, work) {
  const queue = [...files];
  const worker = async () => {
    try {
      while (queue.length) await work(...queue.shift());
    } catch (fault) {
      queue.length = 0;
      throw fault;
    }
  };
  await Promise.all(Array.from({ length: 6 }, worker));
}

async function install() {
  if (await edition(EDITION.version)) return;
  await drop(EDITION.version);
  try {
    const earlier = await Promise.all((await versions()).map(opened)), cache = await opened(EDITION.version);
    const table = await file(TABLE, EDITION.version), { first, sheets } = await table.clone().json();
    await each(Object.entries(first), async (path, hash) => cache.put(address(path), await file(path, hash, earlier)));
    await carry(Object.entries(sheets), cache, earlier);
    await cache.put(address(TABLE), table);
  } catch (fault) {
    await drop(EDITION.version);
    throw fault;
  }
}

/* Sheets that this device keeps of an earlier edition it keeps of this one, as far as they can be had. */
async function carry(sheets, cache, earlier) {
  for (const [path, hash] of sheets) {
    const kept = await Promise.all(earlier.map((one) => one.match(address(path))));
    if (kept.some(Boolean)) await file(path, hash, earlier).then((one) => cache.put(address(path), one)).catch(() => {});
  }
}

/* Windows opened under an earlier edition keep it until they are gone --------------------- */

const everyWindow = async () => (await clients.matchAll({ type: "all", includeUncontrolled: true })).map((one) => one.id);
let earlierWindows;
const windows = async () => (earlierWindows ||= (await read(EDITION.version, WINDOWS)) || {});

async function remember(found) {
  earlierWindows = found;
  const wanted = new Set([EDITION.version, ...Object.values(found)]);
  const pending = registration.installing || registration.waiting;
  for (const version of await versions()) if (!wanted.has(version) && !(pending && !(await read(version, WINDOWS)))) await drop(version);
  const body = new Response(JSON.stringify(found), { headers: { "Content-Type": "application/json" } });
  if (await edition(EDITION.version)) await (await opened(EDITION.version)).put(address(WINDOWS), body);
}

async function activate() {
  const found = {};
  for (const version of await versions()) {
    const under = version !== EDITION.version && (await read(version, WINDOWS));
    if (!under) continue;
    for (const id of await everyWindow()) found[id] = under[id] || version;
    await (await opened(version)).delete(address(WINDOWS)); // the mark of the edition that was active last
  }
  await remember(found);
}

async function tidy() {
  const found = await windows(), there = new Set(await everyWindow());
  const left = Object.entries(found).filter(([id]) => there.has(id));
  if (left.length < Object.keys(found).length) await remember(Object.fromEntries(left));
}

/* Answers ------------------------------------------------------------------------------- */

/* A path below the root, or null. */
function within(url) {
  if (!url.startsWith(root)) return null;
  try {
    return decodeURIComponent(new URL(url).pathname.slice(new URL(root).pathname.length));
  } catch {
    return null;
  }
}

/* The file that a path means; a folder means its index. */
function meant(path, { all }) {
  const name = path === "" || path.endsWith("/") ? `${path}index.html` : path;
  return all.has(name) ? name : null;
}

async function answer(event, path) {
  const { request, clientId } = event, opens = request.mode === "navigate";
  if (opens) event.waitUntil(Promise.all([network(), tidy()]).catch(() => {}));
  const one = await edition((!opens && (await windows())[clientId]) || EDITION.version);
  const name = one && meant(path, one);
  if (opens && one && one.all.has(`${path}/index.html`)) return Response.redirect(`${address(path)}/${new URL(request.url).search}`);
  const page = opens ? null : within(((await clients.get(clientId)) || {}).url || "");
  /* A page that this edition does not have came from the server, and gets the rest from there too. */
  const foreign = one && page !== null && meant(page, one) === null;
  try {
    if (!name || foreign) return await fetch(request);
    const found = await one.cache.match(address(name));
    if (found) return found;
    const made = await file(name, one.all.get(name)), copy = made.clone();
    event.waitUntil(one.cache.put(address(name), copy).catch(() => {}));
    return made;
  } catch (fault) {
    return opens ? refusal(fault instanceof OtherBytes) : Response.error();
  }
}

function refusal(other) {
  const [title, text] = other
    ? ["This file has changed", "The site has a newer edition of this file than of the page that you came from. Go back, and take the newer edition of the site when it is offered."]
    : ["Not on this device", "There is no network, and this device does not hold this page or sheet."];
  const page = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark"><title>${title}</title><style>body { max-width: 34rem; margin: 2rem auto; padding: 0 1rem; font: 1.1rem/1.5 sans-serif; }</style><main><h1>${title}</h1><p>${text}</p><p><a href="${root}">Home</a></p></main></html>`;
  return new Response(page, { status: other ? 409 : 503, headers: { "Content-Type": "text/html; charset=utf-8" } });
}

/* What the page asks -------------------------------------------------------------------- */

async function state() {
  const one = await edition(EDITION.version);
  const held = one ? (await one.cache.keys()).filter(({ url }) => within(url) in one.sheets).length : 0;
  return { ...EDITION, kept: held, sheets: one ? Object.keys(one.sheets).length : 0 };
}

async function keep(port) {
  const one = await edition(EDITION.version);
  if (one) await each(Object.entries(one.sheets), async (path, hash) => {
    if (await one.cache.match(address(path))) return;
    await one.cache.put(address(path), await file(path, hash));
    port.postMessage({ more: await state() });
  }).catch(() => {});
  return state();
}

/* Whether the site can be reached. A site whose worker is gone or empty has withdrawn it. */
let asking = null;
const network = () => (asking ||= reached().finally(() => { asking = null; }));

async function reached() {
  try {
    const now = await fetch(address(SCRIPT), { cache: "no-cache" });
    const withdrawn = now.status === 404 || now.status === 410 || (now.ok && !(await now.text()).trim());
    if (withdrawn) {
      await registration.unregister();
      for (const version of await versions()) await drop(version);
    }
    return { network: now.ok || withdrawn, withdrawn };
  } catch {
    return { network: false, withdrawn: false };
  }
}

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(activate()));
addEventListener("fetch", (event) => {
  const { method, url } = event.request, path = within(url);
  if (method === "GET" && path !== null && path !== SCRIPT && path !== TABLE) event.respondWith(answer(event, path));
});
addEventListener("message", (event) => {
  const [port] = event.ports, asked = { state, keep, network, show: skipWaiting }[event.data];
  if (asked) event.waitUntil(asked(port).then((said) => port && port.postMessage(said)));
});

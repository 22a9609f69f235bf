/* Keeps the site on this device by its service worker, and says when a page is a copy or no longer the newest.
   Nothing is stored but the site itself; nothing is asked of another host. */
(() => {
  "use strict";
  const workers = navigator.serviceWorker;
  if (!workers || !isSecureContext || location.protocol === "file:") return;
  const site = new URL("../../", document.currentScript.src);
  const frugal = navigator.connection && navigator.connection.saveData;
  const waits = 10000; // for a worker's answer; an empty worker never gives one
  let mine = null, wanted = false, put = "";

  const ask = (worker, what, more) => new Promise((answered) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => { if (data && data.more) more(data.more); else answered(data); };
    worker.postMessage(what, [port2]);
    if (!more) setTimeout(answered, waits, null);
  });

  /* The notice: beside what is read, never over it -------------------------------------- */

  const notice = Object.assign(document.createElement("div"), { className: "sw-notice" });
  notice.setAttribute("role", "status");

  function button(label, press, ...classes) {
    const made = Object.assign(document.createElement("button"), { type: "button", textContent: label });
    made.classList.add("sw-button", ...classes);
    made.addEventListener("click", press);
    return made;
  }

  function say(text = "", label = "", press = null) {
    if (text === put) return;
    put = text;
    notice.replaceChildren(...(text ? [Object.assign(document.createElement("span"), { textContent: text })] : []));
    if (label) notice.append(button(label, press), button("Later", () => notice.replaceChildren()));
  }

  /* What this device keeps --------------------------------------------------------------- */

  function shown(box, worker, held, note = "") {
    const kept = held.kept === held.sheets ? `all ${held.sheets} kept` : `${held.kept} of ${held.sheets} kept`;
    const text = `This device holds the edition of ${held.date} (${held.version.slice(0, 8)}). Printed sheets: ${kept}.`;
    if (!box.firstChild) {
      const line = document.createElement("p");
      line.setAttribute("role", "status");
      box.append(line, button("Keep every printed sheet on this device", () => keep(box, worker)));
    }
    box.firstChild.textContent = note ? `${text} ${note}` : text;
    box.lastChild.hidden = held.kept === held.sheets;
    box.hidden = false;
  }

  async function keep(box, worker) {
    box.lastChild.disabled = true;
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => {});
    const held = await ask(worker, "keep", (sofar) => shown(box, worker, sofar));
    box.lastChild.disabled = false;
    shown(box, worker, held, held.kept < held.sheets ? "The others could not be kept: there is no network, or no room." : "");
  }

  /* The state ---------------------------------------------------------------------------- */

  async function look(registered) {
    await compare(registered);
    if (registered.active) document.documentElement.dataset.offline = "ready";
  }

  async function compare(registered) {
    const { active, waiting } = registered, controlled = workers.controller;
    if (!active) return;
    const held = await ask(active, "state");
    if (!held) return;
    mine ||= controlled && held.version;
    for (const box of document.querySelectorAll(".sw-offline")) shown(box, active, held);
    if (mine && mine !== held.version) return say("Another window shows a newer edition; this one still shows the earlier.", "Show the newer", () => location.reload());
    const next = waiting && (await ask(waiting, "state"));
    if (next && next.version === held.version) waiting.postMessage("show"); // the same files, built on another day
    else if (next && controlled) return say("A newer edition of this site is here.", "Show it", () => { wanted = true; waiting.postMessage("show"); });
    const now = await ask(active, "network");
    if (now && now.withdrawn) return say("This site no longer keeps a copy on this device.", "Reload", () => location.reload());
    if (now && now.network) registered.update().catch(() => {});
    return say(now && !now.network && controlled ? `You are reading the offline copy of ${held.date}.` : "");
  }

  async function begin() {
    const registered = frugal
      ? await workers.getRegistration(site)
      : await workers.register(new URL("sw.js", site), { updateViaCache: "none" });
    if (!registered) return;
    document.body.append(notice);
    const again = () => look(registered);
    const watch = (worker) => worker && worker.addEventListener("statechange", again);
    watch(registered.installing);
    registered.addEventListener("updatefound", () => watch(registered.installing));
    workers.addEventListener("controllerchange", () => (wanted ? location.reload() : again()));
    document.addEventListener("visibilitychange", () => document.hidden || again());
    for (const change of ["online", "offline"]) addEventListener(change, again);
    again();
  }
  /* A device without room, or a browser that refuses, reads the site from the network as before. */
  const start = () => begin().catch(() => {});
  if (document.readyState === "complete") start(); else addEventListener("load", start);
})();

/* Of the preview alone: asks its server what has changed, shows faults, loads a changed page anew. */
(function () {
  "use strict";
  var own = document.currentScript.dataset;
  var root = document.createElement("stepwell-preview").attachShadow({ mode: "open" });
  var style = document.createElement("style");
  var box = document.createElement("div");
  var epoch = "", shown = "", before = null, asking = null, waiting = 0;
  style.textContent = own.style;
  root.append(style, box);
  document.body.append(root.host);

  function part(name) { return box.querySelector(name); }

  function hide() {
    var overlay = part(".overlay");
    if (!overlay || overlay.hidden) return;
    overlay.hidden = true;
    part(".bar").hidden = false;
    if (before && before.isConnected) before.focus();
  }

  function open() {
    var overlay = part(".overlay");
    before = document.activeElement;
    part(".bar").hidden = true;
    overlay.hidden = false;
    overlay.focus();
  }

  function show(html) {
    if (html === shown) return;
    shown = html;
    box.innerHTML = html;
    if (!html) return;
    part(".hide").addEventListener("click", hide);
    part(".show").addEventListener("click", open);
    part(".dismiss").addEventListener("click", function () { part(".bar").hidden = true; });
    if (!part(".overlay").hidden) open();
  }

  document.addEventListener("keydown", function (event) { if (event.key === "Escape") hide(); });

  function later(seconds) { clearTimeout(waiting); waiting = setTimeout(ask, seconds * 1000); }

  function ask() {
    if (asking || document.visibilityState !== "visible") return;
    asking = new AbortController();
    fetch(own.ask + "?epoch=" + epoch + "&page=" + encodeURIComponent(location.pathname), { signal: asking.signal })
      .then(function (answer) { return answer.json(); })
      .then(function (said) {
        asking = null;
        if (said.mark !== own.mark) return location.reload();
        epoch = said.epoch;
        show(said.overlay);
        later(0);
      })
      .catch(function () { asking = null; later(1); });
  }

  function stop() { clearTimeout(waiting); if (asking) asking.abort(); }

  window.addEventListener("pagehide", stop);
  window.addEventListener("pageshow", function (event) { if (event.persisted) location.reload(); });
  document.addEventListener("visibilitychange", function () { later(0); });
  ask();
})();

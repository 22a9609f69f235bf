/* Zoom and full screen for flowcharts. No storage, no request; harmless when run twice. */
(function () {
  "use strict";
  if (window.stepwellChart) return;
  window.stepwellChart = true;

  var STEP = 1.25, LEAST = 0.4, MOST = 5;

  function parts(figure) {
    return { scroll: figure.querySelector(".sw-scroll"), chart: figure.querySelector(".sw-chart") };
  }

  function scaleTo(figure, width) {
    var one = parts(figure), natural = one.chart.viewBox.baseVal.width;
    var before = one.chart.getBoundingClientRect().width;
    var centre = (one.scroll.scrollLeft + one.scroll.clientWidth / 2) / before;
    var now = Math.min(MOST * natural, Math.max(LEAST * natural, width));
    one.chart.style.width = now + "px";
    one.chart.style.minWidth = "0";
    one.chart.style.maxWidth = "none";
    one.scroll.scrollLeft = centre * now - one.scroll.clientWidth / 2;
  }

  function isFull(figure) {
    return document.fullscreenElement === figure || figure.classList.contains("sw-full");
  }

  function tell(figure) {
    var button = figure.querySelector('[data-sw-do="full"]'), full = isFull(figure);
    button.textContent = full ? "Close full screen" : "Full screen";
    document.documentElement.classList.toggle("sw-covered", figure.classList.contains("sw-full"));
  }

  function cover(figure, on) {
    figure.classList.toggle("sw-full", on);
    tell(figure);
  }

  function full(figure) {
    if (document.fullscreenElement === figure) document.exitFullscreen();
    else if (figure.classList.contains("sw-full")) cover(figure, false);
    else if (figure.requestFullscreen) figure.requestFullscreen().catch(function () { cover(figure, true); });
    else cover(figure, true);
  }

  function fit(figure) {
    var one = parts(figure), box = one.chart.viewBox.baseVal, width = one.scroll.clientWidth - 8;
    if (isFull(figure)) width = Math.min(width, (one.scroll.clientHeight - 8) * box.width / box.height);
    scaleTo(figure, width);
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest("[data-sw-do]");
    if (button) {
      var figure = button.closest(".sw-figure"), what = button.getAttribute("data-sw-do");
      var width = parts(figure).chart.getBoundingClientRect().width;
      if (what === "in") scaleTo(figure, width * STEP);
      if (what === "out") scaleTo(figure, width / STEP);
      if (what === "fit") fit(figure);
      if (what === "full") full(figure);
      return;
    }
    var box = event.target.closest && event.target.closest("a.sw-box");
    var shown = box && box.closest(".sw-figure");
    if (shown && isFull(shown)) {
      if (document.fullscreenElement) document.exitFullscreen();
      cover(shown, false);
    }
  });

  document.addEventListener("keydown", function (event) {
    var covered = event.key === "Escape" && document.querySelector(".sw-figure.sw-full");
    if (covered) cover(covered, false);
  });

  document.addEventListener("fullscreenchange", function () {
    document.querySelectorAll(".sw-figure").forEach(tell);
  });

  function show() {
    document.querySelectorAll(".sw-figure .sw-tools[hidden]").forEach(function (tools) {
      tools.hidden = false;
    });
    document.querySelectorAll(".sw-figure .sw-scroll").forEach(function (scroll) {
      var first = scroll.querySelector(".sw-box"), box = first && first.getBoundingClientRect();
      if (box) scroll.scrollLeft += box.left + box.width / 2 - scroll.getBoundingClientRect().left - scroll.clientWidth / 2;
    });
  }

  if (window.document$ && window.document$.subscribe) window.document$.subscribe(show);
  else if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", show);
  else show();
})();

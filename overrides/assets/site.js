/* What the theme leaves out: tables that scroll are named and reached by keyboard. */
(function () {
  "use strict";
  function reachable() {
    document.querySelectorAll(".md-typeset__scrollwrap").forEach(function (box) {
      var scrolls = box.scrollWidth > box.clientWidth;
      if (!scrolls) { ["tabindex", "role", "aria-label"].forEach(function (name) { box.removeAttribute(name); }); return; }
      var before = box, heading = null;
      while (before && !heading) {
        before = before.previousElementSibling || before.parentElement;
        if (before && /^H[1-6]$/.test(before.tagName)) heading = before;
        if (before && before.tagName === "ARTICLE") break;
      }
      box.tabIndex = 0;
      box.setAttribute("role", "region");
      box.setAttribute("aria-label", "Table" + (heading ? ": " + heading.firstChild.textContent.trim() : ""));
    });
  }
  window.addEventListener("load", reachable);
  window.addEventListener("resize", reachable);
})();

/* How old a page is when it is read: shows, by the reader's own day, the words that stand beside each
   day of review. Stores nothing, sends nothing, and trusts no clock but the reader's. */
(function () {
  "use strict";
  var SOON = 90, DAY = 864e5;
  /* No page carries this script that was made before this day. */
  var FIRST = "2026-01-01";

  /* Calendar days are written as in the file, 2027-11-01, and so compare as text. */
  function today() {
    var now = new Date();
    return [now.getFullYear(), now.getMonth() + 1, now.getDate()]
      .map(function (part) { return String(part).padStart(2, "0"); }).join("-");
  }

  function state(due, since, day) {
    if (day < FIRST || since && day < since) return "";
    if (day > due) return "overdue";
    return (Date.parse(due) - Date.parse(day)) / DAY <= SOON ? "soon" : "";
  }

  function mark(among) {
    var day = today();
    among.querySelectorAll("[data-review-due]").forEach(function (one) {
      var now = state(one.dataset.reviewDue, one.dataset.since, day);
      one.querySelectorAll("[data-age]").forEach(function (words) { words.hidden = words.dataset.age !== now; });
    });
  }

  /* The day in words, or nothing when the page itself tells of a later one. */
  function printed() {
    var day = today(), wrong = day < FIRST;
    document.querySelectorAll("[data-since]").forEach(function (one) { wrong = wrong || day < one.dataset.since; });
    return wrong ? "" : new Date().toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
  }

  function show() { mark(document); }

  window.stepwellAge = { mark: mark, today: today, printed: printed };
  if (window.document$ && window.document$.subscribe) window.document$.subscribe(show);
  else if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", show);
  else show();
  ["pageshow", "visibilitychange", "beforeprint"].forEach(function (event) {
    (event === "visibilitychange" ? document : window).addEventListener(event, show);
  });
})();

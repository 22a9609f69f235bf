/* Looks up the code of a printed sheet in the list of the page. */
(function () {
  "use strict";
  var form = document.querySelector(".sw-look-up");
  if (!form) return;
  var said = form.querySelector(".sw-look-up-said");
  var links = {};
  document.querySelectorAll(".sw-sheets th a").forEach(function (link) { links[link.textContent.trim()] = link; });
  form.hidden = false;
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    var typed = form.querySelector("input").value.toLowerCase().replace(/[\s-]/g, "");
    var code = typed.replace(/o/g, "0").replace(/[il]/g, "1");
    if (links[code]) { window.location.href = links[code].href; return; }
    said.textContent = typed
      ? "No sheet with the code " + typed + " was released here. Do not use it; find the pathway by its question."
      : "Type the eight letters and digits at the foot of the sheet.";
  });
})();

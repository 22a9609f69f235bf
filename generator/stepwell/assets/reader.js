/* Whose words stand first. Chosen anew in each view of a page: nothing is stored, nothing is sent. */
(function () {
  "use strict";
  var said = [];
  document.querySelectorAll(".sw-plain").forEach(function (plain) {
    var step = plain.closest(".sw-step");
    said.push({ plain: plain, home: plain.parentNode, text: step.querySelector(".sw-step-text") });
  });
  document.querySelectorAll(".sw-reader").forEach(function (choice) {
    choice.hidden = false;
    choice.addEventListener("change", function (event) {
      var patient = event.target.value === "patient";
      document.body.classList.toggle("sw-patient", patient);
      said.forEach(function (one) {
        if (patient) one.text.parentNode.insertBefore(one.plain, one.text);
        else one.home.appendChild(one.plain);
      });
    });
  });
})();

/* A page on its way to paper: light colours, the day and the address, the addresses behind links, and
   what stands in the margin of each sheet. Made anew each time, and seen on paper alone (print.css). */
(function () {
  "use strict";
  var SCHEME = "data-md-color-scheme", shown = null;
  var LINKS = "a[href]:not([href^='#'], [href^='mailto:'], .headerlink, .sw-box, .sw-jump a, .sw-file a, .sw-more)";

  function said(one) { return one.innerText.replace(/\s+/g, " ").trim(); }
  function list(query, among) { return Array.from(among.querySelectorAll(query)); }
  function margin(name, text) {
    document.documentElement.style.setProperty("--sw-paper-" + name, JSON.stringify(text));
  }

  /* Where the page is published: the address of a copy in a folder would lead nobody to it. */
  function published() {
    var link = document.querySelector("link[rel=canonical]");
    if (link) return link.href;
    return location.protocol === "file:" ? "" : location.href.split(/[?#]/)[0];
  }

  function address(link, here) {
    if (/^https?:/.test(link)) return link;
    return here && new URL(link, here).href.split("#")[0].replace(/index\.html$/, "");
  }

  /* Each address stands once, after the first link that leads to it. */
  function addresses(article, here) {
    var known = [here];
    list(LINKS, article).forEach(function (one) {
      var where = address(one.getAttribute("href"), here);
      var anew = known.indexOf(where) < 0 && one.textContent.indexOf(where) < 0;
      if (anew) known.push(where);
      one.setAttribute("data-address", anew ? where : "");
    });
  }

  function prepare() {
    var article = document.querySelector("article"), title = article && article.querySelector("h1");
    shown = document.body.getAttribute(SCHEME);
    if (shown) document.body.setAttribute(SCHEME, "default");
    if (!title) return;
    var here = published(), day = window.stepwellAge.printed(), facts = list("[data-on-paper]", article).map(said);
    var line = article.querySelector(".sw-printed") || document.createElement("p");
    line.className = "sw-printed";
    line.textContent = [day && "Printed on " + day].concat(facts, here).filter(Boolean).join(" · ");
    title.after(line);
    var status = list(".sw-status > *", article);
    if (!status.length) status = list("[data-paper-status]", document);
    margin("status", status.map(said).join(": "));
    margin("title", title.firstChild.textContent);
    margin("facts", facts.join(" · "));
    addresses(article, here);
  }

  window.addEventListener("beforeprint", prepare);
  window.addEventListener("afterprint", function () {
    if (shown) document.body.setAttribute(SCHEME, shown);
  });
})();

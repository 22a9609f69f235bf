/* A folder opened without a server may start no worker: there, a worker's script runs in a frame of
   the page that no one sees. For the search of the theme; where a page comes from a server it does nothing. */
(() => {
  "use strict";
  if (location.protocol !== "file:") return;

  /* The theme's search asks its parent for this name to learn that it runs in a frame. */
  window.IFrameWorker = window.Worker = class extends EventTarget {
    constructor(address) {
      super();
      this.frame = Object.assign(document.createElement("iframe"), { hidden: true, title: "Search" });
      this.started = new Promise((started) => {
        this.frame.addEventListener("load", () => started(this.start(new URL(address, document.baseURI).href)), { once: true });
      });
      const place = () => document.body.append(this.frame);
      if (document.body) place(); else addEventListener("DOMContentLoaded", place);
    }

    start(address) {
      const inside = this.frame.contentWindow;
      const run = (source) => new Promise((done, failed) => {
        const script = inside.document.createElement("script");
        script.addEventListener("load", done);
        script.addEventListener("error", failed);
        script.src = source;
        inside.document.head.append(script);
      });
      inside.importScripts = (...all) => all.reduce((before, one) => before.then(() => run(new URL(one, address).href)), Promise.resolve());
      inside.postMessage = (data) => setTimeout(() => this.tell(new MessageEvent("message", { data: structuredClone(data) })));
      return run(address).catch(() => this.tell(new Event("error")));
    }

    tell(event) {
      this.dispatchEvent(event);
      const heard = this[`on${event.type}`];
      if (heard) heard.call(this, event);
    }

    postMessage(data) {
      const copy = structuredClone(data);
      this.started.then(() => {
        const inside = this.frame.contentWindow;
        inside.dispatchEvent(new inside.MessageEvent("message", { data: copy }));
      });
    }

    terminate() { this.frame.remove(); }
  };
})();

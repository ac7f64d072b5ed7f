// @ts-check
// biome-ignore-all lint: any browser has to read this, the oldest too
// Says in words what a browser lacks; it runs before anything else.
(function () {
  /** @type {string[]} */
  var missing = [];
  if (!("noModule" in document.createElement("script")) || !String.prototype.replaceAll || !window.CSS) {
    missing.push("scripts");
  }
  if (typeof WebAssembly !== "object") missing.push("webassembly");
  if (typeof Worker !== "function") missing.push("worker");
  function show() {
    var place = document.getElementById("vs-old");
    if (!place || !missing.length) return;
    var lines = place.getElementsByTagName("li");
    for (var at = 0; at < lines.length; at += 1) {
      var name = lines[at].getAttribute("data-missing") || "";
      if (missing.indexOf(name) < 0) lines[at].style.display = "none";
    }
    place.removeAttribute("hidden");
  }
  /** @type {any} */ (window).vertebraMissing = missing;
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", show);
  else show();
})();

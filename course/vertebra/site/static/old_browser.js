// @ts-nocheck
// biome-ignore-all lint: any browser has to read this, the oldest too
// Says in words what a browser lacks. It is written so that any browser can read it, and runs before anything else.
(function () {
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
      if (missing.indexOf(lines[at].getAttribute("data-missing")) < 0) lines[at].style.display = "none";
    }
    place.removeAttribute("hidden");
  }
  window.vertebraMissing = missing;
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", show);
  else show();
})();

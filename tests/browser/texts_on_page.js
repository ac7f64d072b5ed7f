// What a page says, and what of it is cut off. Run in the page before anything else: text on canvases is noted as it is drawn.
(() => {
  const drawn = new Map();
  const fillText = CanvasRenderingContext2D.prototype.fillText;
  CanvasRenderingContext2D.prototype.fillText = function (text, x, y, ...rest) {
    const { width, actualBoundingBoxLeft: left, actualBoundingBoxRight: right } = this.measureText(text);
    const at = this.getTransform();
    const narrower = Math.min(1, (rest[0] ?? Infinity) / width);
    const ends = [-left * narrower, right * narrower].map((dx) => at.transformPoint({ x: x + dx, y }));
    const outside = ends.map((end) => Math.max(-end.x, end.x - this.canvas.width, -end.y, end.y - this.canvas.height) / (devicePixelRatio || 1));
    drawn.set(`${text}`, { node: this.canvas, outside: Math.max(...outside), squeezed: narrower < 0.6 });
    return fillText.call(this, text, x, y, ...rest);
  };
  const SAID = ["aria-label", "title", "placeholder", "alt", "aria-valuetext", "aria-roledescription"];
  const shown = (node) => node.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true });
  // Whether a place lies in what is seen of whatever scrolls round it.
  const inSight = (node, box) => {
    for (let one = node.parentElement; one; one = one.parentElement) {
      const style = getComputedStyle(one);
      if (![style.overflowX, style.overflowY].some((how) => ["auto", "scroll"].includes(how))) continue;
      const seen = one.getBoundingClientRect();
      if (box.top < seen.top - 1 || box.bottom > seen.bottom + 1 || box.left < seen.left - 1 || box.right > seen.right + 1) return false;
    }
    return true;
  };
  const inside = (node, roots) => roots.some((root) => root.contains(node));

  // Every text that is seen or read aloud within `selector`, but not within `content`.
  window.textsOnPage = (selector, content) => {
    const roots = [...document.querySelectorAll(selector)].filter(shown);
    const skip = (node) => content && node.closest(content);
    const found = [];
    for (const root of roots) {
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const node = walker.currentNode.parentElement;
        const text = walker.currentNode.textContent.trim();
        if (text && !["SCRIPT", "STYLE"].includes(node.tagName) && (shown(node) || node.tagName === "OPTION") && !skip(node)) found.push([text, node.tagName]);
      }
      for (const node of [root, ...root.querySelectorAll("*")]) {
        if (!shown(node) || skip(node)) continue;
        for (const name of SAID) if (node.getAttribute(name)) found.push([node.getAttribute(name), name]);
      }
    }
    for (const [text, { node }] of drawn) if (inside(node, roots)) found.push([text, "canvas"]);
    return found;
  };

  // Text that is clipped, that runs over the edge of its canvas, or that lies over other text.
  window.textsCutOff = (selector, content) => {
    const roots = [...document.querySelectorAll(selector)].filter(shown);
    const faults = [];
    const boxes = [];
    for (const root of roots) {
      if (root.scrollWidth > root.clientWidth + 1) faults.push(`${root.className} is ${root.scrollWidth - root.clientWidth} px wider than its place`);
      for (const node of root.querySelectorAll("*")) {
        if (!shown(node) || (content && node.closest(content))) continue;
        const texts = [...node.childNodes].filter((one) => one.nodeType === Node.TEXT_NODE && one.textContent.trim());
        if (!texts.length || node.closest("canvas, option, textarea")) continue;
        const style = getComputedStyle(node);
        if (style.clipPath !== "none" || style.clip !== "auto") continue; // only for screen readers
        const clips = [style.overflowX, style.overflowY].some((one) => ["hidden", "clip"].includes(one));
        const words = texts.map((one) => one.textContent.trim()).join(" ").slice(0, 60);
        if (clips && (node.scrollWidth > node.clientWidth + 1 || node.scrollHeight > node.clientHeight + 1)) faults.push(`cut off: ${words}`);
        for (const one of texts) {
          const range = document.createRange();
          range.selectNodeContents(one);
          for (const box of range.getClientRects()) if (box.width > 1 && box.height > 1 && inSight(node, box)) boxes.push({ box, words, node });
        }
        const own = node.getBoundingClientRect();
        if (["BUTTON", "TH", "TD"].includes(node.tagName) && node.scrollWidth > Math.ceil(own.width) + 1) faults.push(`runs out of its ${node.tagName.toLowerCase()}: ${words}`);
      }
    }
    boxes.forEach((a, at) => {
      for (const b of boxes.slice(at + 1)) {
        if (a.node === b.node || a.node.contains(b.node) || b.node.contains(a.node)) continue;
        const across = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
        const down = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
        if (across > 3 && down > 4) faults.push(`over each other: ${a.words} | ${b.words}`);
      }
    });
    for (const [text, { node, outside, squeezed }] of drawn) {
      if (!inside(node, roots)) continue;
      if (outside > 3) faults.push(`${Math.round(outside)} px outside its picture: ${text}`);
      if (squeezed) faults.push(`too narrow to be read: ${text}`);
    }
    return [...new Set(faults)];
  };
})();

// The handles on a fluoroscopy picture: the learner's mark for the tip, the needle's tip, and its aim while it is loose.
import { makeDrag } from "./canvas.js";
import { drawTag } from "./sagittal.js";
import { t } from "./texts.js";

const REACH = 18;
const COLOURS = { mark: "#ffd166", tip: "#56b4e9", aim: "#56b4e9" };
const HINTS = { mark: t("your mark"), tip: { AP: t("move"), lateral: t("advance") }, aim: t("turn") };

// Which handles a picture has. An old picture and a needle that is fast can't be taken hold of; a mark is made before the needle goes in.
export function handlesOf(view, { held, loose, look, marked }) {
  const live = look === "both" || look === view;
  const found = [];
  if (loose || marked) found.push({ what: "mark", free: loose });
  if (live && !held.includes(view)) {
    if (loose) found.push({ what: "aim", free: true });
    found.push({ what: "tip", free: loose || view === "lateral" });
  }
  return found;
}

// The free handle nearest to a point (in CSS pixels), within reach. `place` turns a handle's name into such a point.
export function nearest(handles, point, place) {
  let best = null;
  for (const { what, free } of handles) {
    const at = place(what);
    const far = Math.hypot(at.x - point.x, at.y - point.y);
    if (free && far <= REACH && (!best || far < best.far)) best = { what, far };
  }
  return best?.what;
}

// Handles over a picture in `pane` (a canvas that draws itself): fit() says where the picture lies, now() what is shown.
export function makeMarks(view, pane, api, { fit, now }) {
  let hand = null;
  let over = null;
  const at = ([column, row]) => ({ x: fit().left + (column + 0.5) * fit().size, y: fit().top + (row + 0.5) * fit().size });
  const place = (what) => (hand?.what === what ? hand : at(now().marks[view][what]));
  const ask = () => ({ pull: { view, what: hand.what, column: (hand.x - fit().left) / fit().size - 0.5, row: (hand.y - fit().top) / fit().size - 0.5 } });
  const take = (point) => now() && nearest(handlesOf(view, now()), point, place);
  const point = (what) => {
    over = what;
    pane.node.style.cursor = what ? "grab" : "";
    pane.redraw();
  };
  makeDrag(pane.node, api, {
    start(from) {
      const what = take(from);
      if (what) hand = { what, ...place(what), down: true, moved: false };
      return Boolean(what);
    },
    move(_, { x, y }) {
      hand = { ...hand, x: hand.x + x, y: hand.y + y, moved: true };
      if (hand.what === "mark") api.setLatest(ask());
      pane.redraw();
    },
    end() {
      if (hand.moved && hand.what !== "mark") api.enqueue(ask());
      hand = hand.what === "mark" && hand.moved ? { ...hand, down: false } : null;
      pane.redraw();
    },
    hover: (spot) => take(spot) !== over && point(take(spot)),
    out: () => over && point(null),
  });
  return {
    // The answer is here: the mark stands where Python put it, unless the hand holds it or has gone on.
    settle: (behind) => {
      if (!behind && !hand?.down) hand = null;
    },
    draw(pen) {
      if (!now().marks) return;
      for (const { what, free } of handlesOf(view, now())) drawHandle(pen, { what, free, view, over, hand, place, marked: now().marked, entry: at(now().marks[view].entry) });
    },
  };
}

function drawHandle(pen, { what, free, view, over, hand, place, marked, entry }) {
  const { x, y } = place(what);
  const held = over === what || hand?.what === what;
  pen.save();
  if (what === "aim") line(pen, entry, { x, y }, [4, 5]);
  if (what === "tip" && hand?.what === "tip") line(pen, entry, { x, y }, [4, 5]);
  if (what === "mark" && !marked) pen.setLineDash([4, 3]);
  ring(pen, x, y, what === "mark" ? 9 : 6, COLOURS[what], held);
  if (what === "mark") cross(pen, x, y, COLOURS.mark);
  pen.restore();
  if (held && free) drawTag(pen, what === "tip" ? HINTS.tip[view] : HINTS[what], x, y + 24, { colour: COLOURS[what] });
}

function line(pen, from, to, dash) {
  pen.save();
  pen.setLineDash(dash);
  stroke(pen, () => {
    pen.moveTo(from.x, from.y);
    pen.lineTo(to.x, to.y);
  }, "#56b4e9", 1.5);
  pen.restore();
}

const ring = (pen, x, y, radius, colour, held) => stroke(pen, () => pen.arc(x, y, radius, 0, 2 * Math.PI), colour, held ? 3.5 : 2);

function cross(pen, x, y, colour) {
  stroke(pen, () => {
    for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
      pen.moveTo(x + 5 * dx, y + 5 * dy);
      pen.lineTo(x + 13 * dx, y + 13 * dy);
    }
  }, colour, 2);
}

// A stroke that shows on black and on white.
function stroke(pen, path, colour, width) {
  for (const [tint, wide] of [["rgba(0, 0, 0, 0.75)", width + 2], [colour, width]]) {
    pen.beginPath();
    path();
    pen.strokeStyle = tint;
    pen.lineWidth = wide;
    pen.stroke();
  }
}

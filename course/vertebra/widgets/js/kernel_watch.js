// @ts-check
// See decision 0412.
// Whether the kernel that a widget belongs to still has it: no widget looks alive and is dead.
/** @import { Model } from "./types" */

const GONE = ["restarting", "autorestarting", "terminating", "dead"];

/** @typedef {"" | "away" | "lost"} Loss nothing, no connection at the moment, no widget in the kernel any more */

/**
 * Follows the kernel's state; `changed` hears of each change. A loss is final: a kernel that starts again does not know
 * this widget.
 * @param {Model} model
 * @param {(loss: Loss) => void} changed
 */
export function watchKernel(model, changed) {
  const kernel = model.widget_manager?.kernel;
  /** @type {Loss} */
  let loss = "";
  /** @param {Loss} now */
  const set = (now) => {
    if (loss === "lost" || loss === now) return;
    loss = now;
    changed(now);
  };
  const lose = () => set("lost");
  /** @type {(sender: unknown, status: string) => void} */
  const onStatus = (_sender, status) => {
    if (GONE.includes(status)) lose();
  };
  /** @type {(sender: unknown, status: string) => void} */
  const onConnection = (_sender, status) => set(status === "connected" ? "" : "away");
  kernel?.statusChanged?.connect(onStatus);
  kernel?.connectionStatusChanged?.connect(onConnection);
  kernel?.disposed?.connect(lose);
  model.on("comm_live_update", lose);
  model.on("comm:close", lose);
  return {
    get loss() {
      return loss;
    },
    /**
     * Send a message; one that can't be sent says that the kernel is gone.
     * @param {unknown} content
     */
    send(content) {
      if (loss === "lost") return;
      try {
        model.send(content);
      } catch {
        lose();
      }
    },
    stop() {
      kernel?.statusChanged?.disconnect(onStatus);
      kernel?.connectionStatusChanged?.disconnect(onConnection);
      kernel?.disposed?.disconnect(lose);
      model.off("comm_live_update", lose);
      model.off("comm:close", lose);
    },
  };
}

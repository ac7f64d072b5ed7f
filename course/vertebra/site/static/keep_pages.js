// @ts-check
// Has the browser keep these pages, where it can: a service worker lies in the top folder.

const WAIT_MS = 3000;

/**
 * Start the service worker, and wait a moment until it answers for this page, so that what comes next is kept.
 * @param {URL} home the top folder
 */
export async function keepPages(home) {
  const { serviceWorker } = navigator;
  if (!serviceWorker) return;
  try {
    const before = serviceWorker.controller;
    const controlled = new Promise((resolve) => serviceWorker.addEventListener("controllerchange", resolve));
    await serviceWorker.register(new URL("service_worker.js", home));
    if (before) return;
    await Promise.race([controlled, new Promise((resolve) => setTimeout(resolve, WAIT_MS))]);
    const parts = performance.getEntriesByType("resource").map(({ name }) => name);
    const { active } = await serviceWorker.ready;
    active?.postMessage({ keep: [location.href, ...parts] });
  } catch (error) {
    console.info("These pages are not kept:", error);
  }
}

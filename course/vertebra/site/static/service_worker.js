// @ts-check
// Keeps what was fetched: the laboratory until another edition comes, everything else for when there is no network.
// The mark of the edition is put in when the pages are written. See decision 0468.

/** @typedef {{waitUntil: (done: Promise<unknown>) => void}} Extendable */
/** @typedef {Extendable & {request: Request, respondWith: (answer: Promise<Response>) => void}} Fetching */

const PREFIX = "vertebra-pages-";
const CACHE = `${PREFIX}VERSION`;
const scope = /** @type {any} */ (self);
const home = new URL("./", scope.location.href);

/** Of this folder of pages, and nothing that changes something. @param {Request} request */
const isOurs = ({ method, url }) => method === "GET" && url.startsWith(home.href);

/** @param {Request} request */
const isOfLaboratory = ({ url }) => url.startsWith(new URL("laboratory/", home).href);

/**
 * Keep a whole answer; where the storage is full it is not kept.
 * @type {(request: Request, answer: Response) => Promise<void>}
 */
async function keep(request, answer) {
  if (answer.status !== 200) return;
  const cache = await caches.open(CACHE);
  await cache.put(request, answer).catch(() => undefined);
}

/** @param {Request} request @returns {Promise<Response>} */
async function fetched(request) {
  const answer = await fetch(request);
  await keep(request, answer.clone());
  return answer;
}

/** The laboratory as it is kept, everything else as it is now. @param {Request} request @returns {Promise<Response>} */
async function answer(request) {
  const cache = await caches.open(CACHE);
  if (isOfLaboratory(request)) return (await cache.match(request)) ?? fetched(request);
  return fetched(request).catch(async (error) => {
    const kept = await cache.match(request, { ignoreSearch: true });
    if (kept) return kept;
    throw error;
  });
}

async function forgetOthers() {
  const names = await caches.keys();
  await Promise.all(
    names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name)),
  );
  await scope.clients.claim();
}

scope.addEventListener("install", () => scope.skipWaiting());
scope.addEventListener("activate", (/** @type {Extendable} */ event) => event.waitUntil(forgetOthers()));
scope.addEventListener("fetch", (/** @type {Fetching} */ event) => {
  if (isOurs(event.request)) event.respondWith(answer(event.request));
});
// The page that brought this worker was fetched without it: what it is made of is fetched again, now to be kept.
scope.addEventListener("message", (/** @type {Extendable & {data: any}} */ event) => {
  const addresses = Array.isArray(event.data?.keep) ? event.data.keep.map(String) : [];
  const requests = addresses.map((/** @type {string} */ address) => new Request(address)).filter(isOurs);
  event.waitUntil(Promise.allSettled(requests.map(fetched)));
});

// Files that stay the same until the site is built anew come once, and are kept for the next visit. This runs before
// JupyterLite's own service worker, which stands below.
const STORE = "coursecnn-BUILD";
const LASTING = /\/lite\/(static\/pyodide|build|extensions|data)\//;

async function lasting(event) {
    const store = await caches.open(STORE);
    const kept = await store.match(event.request);
    if (kept) return kept;
    const answer = await fetch(event.request);
    if (answer.status === 200) event.waitUntil(keep(store, event.request, answer.clone()));
    return answer;
}

async function keep(store, request, answer) {
    const bytes = (await answer.clone().arrayBuffer()).byteLength;
    await store.put(request, answer);
    if (!request.url.includes("/static/pyodide/")) return;
    for (const page of await self.clients.matchAll()) page.postMessage({ coursecnn: "came", bytes });
}

async function clean() {
    for (const name of await caches.keys()) {
        if (name.startsWith("coursecnn-") && name !== STORE) await caches.delete(name);
    }
}

self.addEventListener("activate", (event) => event.waitUntil(clean()));
self.addEventListener("fetch", (event) => {
    const { method, url } = event.request;
    if (method !== "GET" || !url.startsWith(self.location.origin) || !LASTING.test(new URL(url).pathname)) return;
    event.stopImmediatePropagation();
    event.respondWith(lasting(event));
});

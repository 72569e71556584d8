// On the page of a notebook that runs in the browser: files are kept for the next visit, a bar says what comes, and a
// learner whose notebook is older than the course's hears of it. Nothing that a learner wrote is ever replaced.
const lite = new URL(".", document.currentScript.src).href;
const notebook = new URLSearchParams(location.search).get("path");
const facts = fetch(`${lite}course.json`, { cache: "no-cache" }).then((answer) => answer.json());

const box = document.createElement("div");
box.style.cssText =
    "position:fixed;bottom:0;left:0;right:0;z-index:2000;padding:.5rem 1rem;background:#1a3a5c;color:#fff;font:1rem sans-serif";

function show(...parts) {
    box.replaceChildren(...parts);
    if (!box.isConnected) document.body.append(box);
}

async function follow() {
    const { runtime } = await facts;
    const bar = document.createElement("progress");
    const words = document.createElement("label");
    let came = 0;
    bar.max = runtime;
    bar.style.cssText = "width:12rem;margin:0 1rem";
    navigator.serviceWorker.addEventListener("message", ({ data }) => {
        if (data?.coursecnn !== "came") return;
        came += data.bytes;
        bar.value = came;
        const [now, all] = [came, runtime].map((bytes) => (bytes / 1e6).toFixed(0));
        words.replaceChildren(`Python and NumPy for this page, kept for the next visit: ${now} of ${all} MB`, bar);
        show(words);
        clearTimeout(follow.end);
        follow.end = setTimeout(() => box.remove(), came >= 0.95 * runtime ? 1000 : 20000);
    });
}

// What the page asked for before the service worker was there is kept, too; it comes from the browser's own cache.
async function keepPage() {
    await navigator.serviceWorker.ready;
    const [name] = (await caches.keys()).filter((key) => key.startsWith("coursecnn-"));
    const store = await caches.open(name ?? "coursecnn-first");
    for (const { name: url } of performance.getEntriesByType("resource")) {
        if (/\/(build|extensions)\//.test(url) && !(await store.match(url))) await store.add(url).catch(() => {});
    }
}

function request(operation) {
    return new Promise((resolve, reject) => {
        operation.onsuccess = () => resolve(operation.result);
        operation.onerror = () => reject(operation.error);
    });
}

async function openFiles() {
    const found = (await indexedDB.databases()).find(({ name }) => name.startsWith("JupyterLite Storage"));
    if (!found) return null;
    const base = await request(indexedDB.open(found.name));
    if (base.objectStoreNames.contains("files")) return base;
    base.close();
    return null;
}

async function compareVersions() {
    const { versions } = await facts;
    const now = versions[notebook];
    const key = `coursecnn:version:${lite}:${notebook}`;
    const base = now && (await openFiles());
    const mine = base && (await request(base.transaction("files").objectStore("files").get(notebook)));
    if (!mine) {
        if (now) localStorage.setItem(key, now);
        base?.close();
        return;
    }
    if (localStorage.getItem(key) === now) return base.close();
    const open = document.createElement("button");
    const later = document.createElement("button");
    open.textContent = "Open the new version beside yours";
    later.textContent = "Go on with yours";
    open.style.margin = later.style.margin = "0 .5rem";
    later.onclick = () => {
        localStorage.setItem(key, now);
        box.remove();
    };
    open.onclick = async () => {
        const path = notebook.replace(/\.ipynb$/, `-${now.slice(0, 8)}.ipynb`);
        const files = () => base.transaction("files", "readwrite").objectStore("files");
        if (!(await request(files().get(path)))) {
            const content = await (await fetch(`${lite}files/${notebook}`, { cache: "no-cache" })).json();
            const time = new Date().toISOString();
            const name = path.split("/").pop();
            await request(files().put({ ...mine, name, path, content, created: time, last_modified: time }, path));
        }
        localStorage.setItem(key, now);
        location.search = `?path=${encodeURIComponent(path)}`;
    };
    show("The course has a newer version of this notebook. What you wrote is kept.", open, later);
}

// Python and JupyterLab take seconds each: Python's worker begins at once, and is the one that JupyterLab gets when it
// makes its first. Not before files pass through the service worker, which keeps them.
function beginEarly() {
    let early = null;
    const kernel = new URL("KERNEL", lite).href;
    const begin = () => (early = new Worker(`${lite}early.js`));
    window.Worker = new Proxy(Worker, {
        construct(target, given) {
            const mine = String(given[0]) === kernel && early;
            if (!mine) return new target(...given);
            early = null;
            return mine;
        },
    });
    if (navigator.serviceWorker.controller) begin();
    else navigator.serviceWorker.addEventListener("controllerchange", begin, { once: true });
}

if ("serviceWorker" in navigator) {
    if (!crossOriginIsolated) beginEarly(); // else the kernel has another worker
    navigator.serviceWorker.register(`${lite}service-worker.js?enableCache=false`, { scope: lite });
    follow();
    addEventListener("load", () => setTimeout(keepPage, 15000));
}
if (notebook) addEventListener("load", compareVersions);

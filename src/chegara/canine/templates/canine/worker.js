// The service worker of the telephone page: keeps the page and its files, and sends when the network comes back.
"use strict";
const TOLD = {{ told|safe }};
importScripts("{{ store }}");
const PREFIX = "chegara-canine-";
const CACHE = PREFIX + TOLD.version;
const PATIENCE_MS = 2500;

self.addEventListener("install", (event) => event.waitUntil(keep()));
self.addEventListener("activate", (event) => event.waitUntil(tidy()));
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname === TOLD.page) event.respondWith(page(event.request));
  else if (TOLD.files.includes(url.pathname)) event.respondWith(file(event.request));
});
self.addEventListener("sync", (event) => {
  if (event.tag === "chegara-send") event.waitUntil(ChegaraStore.send());
});

async function keep() {
  const cache = await caches.open(CACHE);
  await cache.addAll(TOLD.files);
  const answer = await fetch(TOLD.page, { credentials: "same-origin" });
  if (own(answer)) await cache.put(TOLD.page, answer);
  await self.skipWaiting();
}

async function tidy() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name)));
  await self.clients.claim();
}

// A page that leads to sign-in or refuses is no page to keep.
function own(answer) {
  return answer.ok && !answer.redirected && answer.type === "basic";
}

async function file(request) {
  return (await caches.match(request)) || fetch(request);
}

// The newest page where the network answers soon; else the one that is kept: it works signed out, too.
async function page(request) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(TOLD.page);
  const late = new Promise((resolve) => setTimeout(() => resolve(kept), PATIENCE_MS));
  const fresh = fetch(request).then(async (answer) => {
    if (!own(answer)) return kept || answer;
    await cache.put(TOLD.page, answer.clone());
    return answer;
  });
  if (!kept) return fresh;
  return Promise.race([fresh.catch(() => kept), late]);
}

// What a telephone keeps, and how it sends: shared by the page and its service worker.
//
// A change is written to the telephone's own database before anybody is told that it is saved, and stays there
// until the server has said what became of it. Its name is made here, so that sending it again has no effect.
"use strict";
self.ChegaraStore = (() => {
  const DATABASE = "chegara-canine";
  let opened = null;

  function open() {
    opened ??= new Promise((resolve, reject) => {
      const asked = indexedDB.open(DATABASE, 1);
      asked.onupgradeneeded = () => {
        const changes = asked.result.createObjectStore("changes", { keyPath: "number", autoIncrement: true });
        changes.createIndex("uid", "uid", { unique: true });
        asked.result.createObjectStore("kept");
      };
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
    return opened;
  }

  // Do something in one transaction, and return what it gave once it is on the disk.
  async function within(name, mode, act) {
    const database = await open();
    return new Promise((resolve, reject) => {
      const transaction = database.transaction(name, mode, { durability: "strict" });
      const asked = act(transaction.objectStore(name));
      transaction.oncomplete = () => resolve(asked?.result);
      transaction.onabort = () => reject(transaction.error);
    });
  }

  const keep = (key, value) => within("kept", "readwrite", (store) => store.put(value, key));
  const kept = (key) => within("kept", "readonly", (store) => store.get(key));
  const changes = () => within("changes", "readonly", (store) => store.getAll());

  async function device() {
    const known = await kept("device");
    if (known) return known;
    const made = `${navigator.userAgentData?.platform || "telephone"}-${crypto.randomUUID().slice(0, 4)}`;
    await keep("device", made);
    return made;
  }

  // Keep a change of a record; `base` is the change that it builds on, null for a new record.
  async function add({ record, base, kind, team, values, replaces }) {
    const data = await kept("data");
    const change = {
      uid: crypto.randomUUID(),
      record: record || crypto.randomUUID(),
      base: base || null,
      kind,
      team,
      values,
      device: await device(),
      made_at: new Date().toISOString(),
      user: data?.user ?? null,
      state: "waiting",
      message: "",
    };
    await within("changes", "readwrite", (store) => {
      if (replaces) store.delete(replaces);
      return store.add(change);
    });
    return change;
  }

  // Write down what became of changes, in one transaction.
  async function settle(answers) {
    const became = new Map(answers.map((answer) => [answer.uid, answer]));
    await within("changes", "readwrite", (store) => {
      const walk = store.openCursor();
      walk.onsuccess = () => {
        const cursor = walk.result;
        if (!cursor) return;
        const answer = became.get(cursor.value.uid);
        if (answer && cursor.value.state === "waiting") {
          const state = { refused: "refused", conflict: "conflict" }[answer.became] || "sent";
          cursor.update({ ...cursor.value, state, message: answer.message || "" });
        }
        cursor.continue();
      };
    });
  }

  // Forget what was sent, but for the last ones, which may still be corrected.
  async function forget(most = 100) {
    const sent = (await changes()).filter((change) => change.state === "sent");
    const old = sent.slice(0, Math.max(0, sent.length - most));
    if (old.length) {
      await within("changes", "readwrite", (store) => {
        for (const change of old) store.delete(change.number);
      });
    }
  }

  // Send what waits. Return "sent", "offline", "signIn" or "other" (what waits is somebody else's).
  async function send() {
    if (!navigator.locks) return sendAlone();
    return navigator.locks.request("chegara-canine-send", sendAlone);
  }

  async function sendAlone() {
    const settings = await kept("settings");
    if (!settings) return "offline";
    const data = await asked(settings.data);
    if (typeof data === "string") return data;
    const { token, ...rest } = data;
    await keep("data", rest);
    for (;;) {
      const waiting = (await changes()).filter((change) => change.state === "waiting");
      const own = waiting.filter((change) => change.user === data.user).slice(0, settings.most);
      if (!own.length) {
        await forget();
        return waiting.length ? "other" : "sent";
      }
      const told = own.map(({ uid, record, base, kind, team, made_at, device: name, values }) => (
        { uid, record, base, kind, team, made_at, device: name, values }));
      const answer = await asked(settings.changes, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": token },
        body: JSON.stringify({ changes: told }),
      });
      if (typeof answer === "string") return answer;
      const known = new Set(own.map((change) => change.uid));
      const answers = answer.changes.filter((each) => known.has(each.uid));
      if (!answers.length) return "offline"; // an answer that says nothing of them: try again later
      await settle(answers);
    }
  }

  async function asked(address, how = {}) {
    let answer;
    try {
      answer = await fetch(address, { credentials: "same-origin", redirect: "manual", cache: "no-store", ...how });
      if (answer.type === "opaqueredirect" || answer.status === 403) return "signIn";
      if (!answer.ok) return "offline";
      return await answer.json();
    } catch {
      return "offline"; // no network, or it was lost on the way: the same is sent again
    }
  }

  return { add, changes, keep, kept, send };
})();

// Finds articles by words, from an index in scripts beside this page: it works from a file, without a server.
"use strict";
const copydesk = (() => {
  const MARK = { title: "^", outlet: "@", kind: "#", file: "~" };
  const SHOWN = 20; // results that "Show more" adds
  const MOST_SHARDS = 12; // for one beginning of a word; more would take longer than a search may
  const FIRST_DAY = 719163; // 1970-01-01, counted from the first day of the year 1
  const WAIT_MS = 60; // after a key
  const UNSPACED = "\\u3040-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff";
  const WORD = new RegExp(`[${UNSPACED}]+|(?:(?![${UNSPACED}])[\\p{L}\\p{N}])+`, "gu");
  const IS_UNSPACED = new RegExp(`^[${UNSPACED}]`, "u");

  const byId = (id) => document.getElementById(id);
  const loads = new Map(); // files by name: promises of what they hand over
  const waiting = new Map(); // who waits for what a file hands over
  let head = null;
  let days = null; // Uint32Array: of each article its day, or 0
  let newest = null; // all articles in that order
  let found = [];
  let nShown = 0;
  let nSearches = 0;
  let timer = 0;

  // --- files ---

  const load = (name) => {
    if (!loads.has(name)) {
      loads.set(name, new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = `find/${name}.js`;
        script.onerror = () => reject(new Error(`find/${name}.js is not there`));
        waiting.set(name, resolve);
        document.head.append(script);
      }));
    }
    return loads.get(name);
  };
  const handOver = (name, value) => {
    waiting.get(name)(value);
    waiting.delete(name);
  };
  const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const shardOf = (words, data) => {
    // Where each word's numbers begin is found by stepping over them once.
    const bytes = bytesOf(data);
    const starts = new Map();
    let at = 0;
    for (const word of words) {
      starts.set(word, at);
      let [n, next] = numberAt(bytes, at);
      for (; n > 0; n--) while (bytes[next++] > 127);
      at = next;
    }
    return { words, bytes, starts };
  };
  const numberAt = (bytes, at) => {
    let value = 0;
    let shift = 0;
    for (;;) {
      const byte = bytes[at++];
      value |= (byte & 127) << shift;
      if (byte < 128) return [value, at];
      shift += 7;
    }
  };

  // --- words ---

  const fold = (word) => word.normalize("NFD").replace(/\p{M}/gu, "");
  const wordsOf = (text) => {
    const words = [];
    for (const word of text.toLowerCase().match(WORD) ?? []) {
      if (!IS_UNSPACED.test(word)) {
        if ([...word].length > 1) words.push(fold(word));
      } else {
        for (let i = 0; i < Math.max(1, word.length - 1); i++) words.push(fold(word.slice(i, i + 2)));
      }
    }
    return words;
  };
  // As the index is sorted: by code point, which differs from a string's own order where a letter is two units.
  const rank = (unit) => (unit >= 0xe000 ? unit - 0x800 : unit >= 0xd800 ? unit + 0x2000 : unit);
  const isBefore = (one, other) => {
    const n = Math.min(one.length, other.length);
    for (let i = 0; i < n; i++) {
      const [a, b] = [one.charCodeAt(i), other.charCodeAt(i)];
      if (a !== b) return rank(a) < rank(b);
    }
    return one.length < other.length;
  };
  const shardAt = (word) => {
    let [low, high] = [0, head.begins.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isBefore(word, head.begins[middle])) high = middle;
      else low = middle + 1;
    }
    return Math.max(0, low - 1);
  };

  // Marks the articles that have the word, or any word that begins so. What stands in too many is not looked up.
  const look = async (word, isBeginning, marks) => {
    const first = shardAt(word);
    let last = first;
    while (isBeginning && last + 1 < head.begins.length && head.begins[last + 1].startsWith(word)) last++;
    const isCut = last - first >= MOST_SHARDS;
    const names = [];
    for (let n = first; n <= Math.min(last, first + MOST_SHARDS - 1); n++) names.push(`words-${n}`);
    let isCommon = false;
    for (const shard of await Promise.all(names.map(load))) {
      const words = isBeginning ? shard.words.filter((one) => one.startsWith(word)) : [word];
      for (const one of words) {
        const start = shard.starts.get(one);
        if (start === undefined) continue;
        let [n, at] = numberAt(shard.bytes, start);
        if (n === 0) isCommon = true;
        let article = 0;
        for (; n > 0; n--) {
          let step;
          [step, at] = numberAt(shard.bytes, at);
          article += step;
          marks[article] = 1;
        }
      }
    }
    return { isCommon, isCut };
  };

  // --- a search ---

  const dayOf = (text) => {
    const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? [];
    return year ? Date.UTC(year, month - 1, day) / 864e5 + FIRST_DAY : null;
  };
  const asked = () => {
    const value = (id) => byId(id).value;
    const text = value("q");
    const mark = MARK[value("in")] ?? "";
    const words = wordsOf(text);
    const isOpen = /[\p{L}\p{N}]$/u.test(text);
    const terms = words.map((word, i) => ({ said: word, word: mark + word, isBeginning: isOpen && i === words.length - 1 }));
    const outlet = fold(value("outlet").trim().toLowerCase());
    if (outlet) terms.push({ said: outlet, word: MARK.outlet + outlet, isBeginning: true });
    const kind = value("kind");
    if (kind && kind !== "undated") terms.push({ said: kind, word: MARK.kind + kind, isBeginning: false });
    return { terms, isUndated: kind === "undated", from: dayOf(value("from")), to: dayOf(value("to")), isOld: value("order") === "old" };
  };
  const search = async () => {
    const number = ++nSearches;
    clearTimeout(timer);
    document.documentElement.dataset.search = "on";
    const began = performance.now();
    const { terms, isUndated, from, to, isOld } = asked();
    const notes = [];
    const all = await Promise.all(terms.map(async (term) => {
      const marks = new Uint8Array(head.n);
      return { term, marks, ...(await look(term.word, term.isBeginning, marks)) };
    }));
    if (number !== nSearches) return; // somebody typed on
    if (!terms.length && byId("q").value.trim()) notes.push("there is no word of two letters or more to look for");
    const wanted = [];
    for (const { term, marks, isCommon, isCut } of all) {
      if (isCut) notes.push(`too many words begin with “${term.said}”: type on to see all of them`);
      if (isCommon) notes.push(`“${term.said}” stands in so many articles that it is not looked up`);
      else wanted.push(marks);
    }
    const isThere = (article) =>
      wanted.every((marks) => marks[article]) &&
      (!isUndated || days[article] === 0) &&
      (from === null || days[article] >= from) &&
      (to === null || (days[article] !== 0 && days[article] <= to));
    found = Array.from(newest.filter(isThere));
    if (isOld) found = [...found.filter((one) => days[one]).reverse(), ...found.filter((one) => !days[one])];
    nShown = 0;
    byId("results").replaceChildren();
    const n = found.length;
    const ms = performance.now() - began;
    byId("said").textContent = [`${n.toLocaleString("en")} ${n === 1 ? "article" : "articles"}`, ...notes].join("; ");
    document.documentElement.dataset.searchMs = ms.toFixed(1);
    await showMore(number);
    remember();
  };

  // --- results ---

  const rowOf = async (article) => {
    let range = head.firsts.length - 1;
    while (head.firsts[range] > article) range--;
    const at = article - head.firsts[range];
    const rows = await load(`rows-${head.names[range]}-${Math.floor(at / head.rows)}`);
    return rows[at % head.rows];
  };
  const element = (name, text, className) => {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    if (className) made.className = className;
    return made;
  };
  const counted = (n, one, what) => `${n} ${one}${n === 1 ? "" : "s"} ${what}`;
  const itemOf = ([link, title, outlet, published, nEdits, nRemovals, nShared, doubt, begin]) => {
    const item = element("li");
    const anchor = element("a", title);
    anchor.href = link;
    anchor.dir = "auto";
    const said = [outlet, published || "no date"];
    if (nShared) said.push(counted(nShared, "passage", "shared"));
    if (nEdits) said.push(counted(nEdits, "place", "mended"));
    if (nRemovals) said.push(counted(nRemovals, "line", "removed"));
    const meta = element("p", said.join(" · "), "meta");
    if (doubt) meta.append(" ", element("span", `doubtful: ${doubt}`, "tag warn"));
    const text = element("p", begin, "begin");
    text.dir = "auto";
    item.append(anchor, meta, text);
    return item;
  };
  const showMore = async (number = nSearches) => {
    const some = found.slice(nShown, nShown + SHOWN);
    const rows = await Promise.all(some.map(rowOf));
    if (number !== nSearches) return;
    nShown += rows.length;
    byId("results").append(...rows.map(itemOf));
    byId("more-place").hidden = nShown >= found.length;
    document.documentElement.dataset.search = "done";
  };

  // --- the form ---

  const fields = () => [...byId("find").elements].filter((field) => field.name);
  const remember = () => {
    const said = new URLSearchParams(fields().filter((field) => field.value).map((field) => [field.name, field.value]));
    try {
      history.replaceState(null, "", `${location.pathname}${said.size ? `?${said}` : ""}`);
    } catch {
      // a page from a file may not change its address in every browser; nothing depends on it
    }
  };
  const fail = (error) => {
    byId("said").textContent = `The search is not whole: ${error.message}. Copy the report's folder as a whole.`;
  };
  const begin = () => {
    byId("without").hidden = true;
    byId("find").hidden = false;
    const said = new URLSearchParams(location.search);
    for (const field of fields()) if (said.has(field.name)) field.value = said.get(field.name);
    byId("find").addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => search().catch(fail), WAIT_MS);
    });
    byId("find").addEventListener("submit", (event) => {
      event.preventDefault();
      search().catch(fail);
    });
    byId("more").addEventListener("click", () => {
      const next = nShown;
      showMore().then(() => byId("results").children[next]?.querySelector("a").focus()).catch(fail);
    });
    search().catch(fail);
  };

  return {
    index: (value) => {
      head = value;
      days = new Uint32Array(bytesOf(head.days).buffer);
      newest = Uint32Array.from(days.keys()).sort((one, other) => days[other] - days[one] || one - other);
      begin();
    },
    words: (number, words, data) => handOver(`words-${number}`, shardOf(words, data)),
    rows: (key, rows) => handOver(`rows-${key}`, rows),
  };
})();

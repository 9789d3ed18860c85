// Searches the pages of a language in the reader's browser: fetches of the index only the files that
// what is typed needs, and takes the sentences from the pages that are found.
//
// How words are read is the same as in `generator/crates/search`; which letters and suffixes are what
// stands in the index.

/** What a place is worth, from the text of a page to its title of one or two words. */
const PLACES = [1, 1.5, 4, 16, 64, 80];
/** What a word is worth that is there to the letter, but for marks, as a beginning, mistyped. */
const [EXACT, FOLDED, BEGUN, MISTYPED] = [1, 0.8, 0.6, 0.4];
/** The same if it may be right as it is: such a title is less than another page's text. */
const DOUBTFUL = 0.01;
/** Shorter words are not mistyped: of this length is one of five letters that lacks one, and no other. */
const MISTYPES = 4;
/** So many files of terms are fetched for a beginning of words at most. */
const FILES = 4;
/** A word that stands on one page in so many, or more, tells none from another. */
const USUAL = 6;
/** Fewer pages with all words are followed by those that lack one. */
const FEW = 3;
/** What advisories and vulnerabilities have behind their first letters. */
const NUMBER = /^\d{4}-\d{3,}$/;
const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_';
/** Soft hyphens, joiners and marks of letters part no words. */
const UNSEEN = /[\u00ad\u200b-\u200d\u2060\u0300-\u036f]/g;
const LETTERS = /^[\p{Alphabetic}\p{N}]+$/u;
/** What joins the parts of a name, one of an address that opens nothing among them. */
const JOINT = '[-._:]|\\[\\.\\]';
/** No suffix begins with the end of this word or changes it. */
const PLAIN = 'bbbbbb';
const LETTER = '[\\p{Alphabetic}\\p{N}\\u00ad\\u200b-\\u200d\\u2060\\u0300-\\u036f]';

/** A text in which no letter only looks otherwise: a ligature is the letters that it stands for. */
const usual = text => text.replace(/[\u0590-\u{10ffff}]/gu, c => {
  const letters = c.normalize('NFKC');
  return LETTERS.test(letters) ? letters : c;
});

/** The words of a language. */
export class Rules {
  constructor({ lower, fold, steps, joined, comma }) {
    Object.assign(this, { capitals: lower, letters: fold, joined: joined.split(' ') });
    const tenths = `(?<!${LETTER}|[.,])\\d\\d?,\\d(?!${LETTER}|[-._:,]${LETTER})|`;
    this.names = new RegExp(`${comma ? tenths : ''}${LETTER}+(?:(?:${JOINT})${LETTER}+)*`, 'gu');
    this.steps = steps.map(step => ({
      again: step.startsWith('*'),
      suffixes: step.replace('*', '').split(' ').map(text => {
        const [end, stays, before] = text.split(':');
        return { end, stays: Number(stays), before };
      }),
    }));
    this.endings = [...new Set(this.steps.flatMap(({ suffixes }) => suffixes.flatMap(({ end }) => [...end])))];
  }

  lower(text) {
    return Array.from(usual(text), c => this.capitals[c] ?? Array.from(c.toLowerCase())[0]).join('');
  }

  fold(word) {
    const plain = c => Array.from(c.normalize('NFD'))[0];
    return Array.from(word, c => this.letters[plain(c)] ?? plain(c)).join('');
  }

  /** The beginning of a word in small letters that it has in common with its other forms. */
  stem(word) {
    return /\d/.test(word) ? word : word.slice(0, this.cut(this.fold(word), this.steps).length);
  }

  /** What some steps leave of a folded word. */
  cut(left, steps) {
    for (const { again, suffixes } of steps) {
      const fits = ({ end, stays, before }) => {
        const stem = left.slice(0, left.length - end.length);
        return left.endsWith(end) && stem.length >= stays && (!before
          || before.includes(stem.at(-1)) !== before.startsWith('^'));
      };
      let found;
      do {
        found = suffixes.find(fits);
        if (found) left = left.slice(0, left.length - found.end.length);
      } while (again && found);
    }
    return left;
  }

  /** Whether a word behind a hyphen is a suffix of what stands before it: `DMARC-ın`. */
  isSuffix(word) {
    const suffix = this.fold(this.lower(word.replace(UNSEEN, '')));
    return this.joined.includes(suffix) || this.cut(PLAIN + suffix, this.steps.slice(0, -1)) === PLAIN;
  }

  /**
   * Whether a word, folded, is one with this stem, but for one letter more, less, other, or two in
   * each other's place; of a short word, but for one less.
   */
  isMistyped(stem, word, isShort) {
    let at = 0;
    while (at < stem.length && stem[at] === word[at]) at += 1;
    const isForm = suffixes => !suffixes || this.stem(stem + suffixes) === stem;
    const [here, next] = [word.slice(at), word.slice(at + 1)];
    if (at < stem.length) {
      const fits = (left, rest) => rest.startsWith(left) && isForm(rest.slice(left.length));
      const [a, b] = [stem[at], stem[at + 1]];
      if (isShort) return fits(stem.slice(at + 1), here);
      return fits(stem.slice(at + 1), next) || fits(stem.slice(at), next) || fits(stem.slice(at + 1), here)
        || (a === word[at + 1] && fits(b ? b + stem.slice(at + 2) : '', here[0] + next.slice(1)));
    }
    return !isShort && Array.from(`${here} `).some((_, n) => {
      const [before, own, after] = [here.slice(0, n), here.slice(n), here.slice(n + 1)];
      return isForm(before + after) || (after && isForm(before + after[0] + own[0] + after.slice(1)))
        || this.endings.some(letter => isForm(before + letter + own) || isForm(before + letter + after));
    });
  }

  /** The words of a text, each with its place: names with digits whole, up to their last digit. */
  words(text) {
    const found = [];
    const give = (part, at) => {
      const word = this.lower(part.replace(UNSEEN, '').replace(/\[\.\]|,/g, '.'));
      if (word.length > 1 || /\d/.test(word)) found.push({ word, at, end: at + part.length });
    };
    for (const { 0: all, index } of text.matchAll(this.names)) {
      const parts = all.split(new RegExp(`(${JOINT})`));
      const last = parts.findLastIndex(part => /[0-9]/.test(part));
      if (last >= 0) give(parts.slice(0, last + 1).join(''), index);
      const apostrophe = /[\p{L}\p{N}](['’])$/u.exec(text.slice(Math.max(0, index - 3), index))?.[1];
      let at = index;
      parts.forEach((part, n) => {
        const joint = parts[n - 1] ?? apostrophe;
        const isWord = n > last && n % 2 === 0;
        if (isWord && !(/^[-'’]$/.test(joint) && this.isSuffix(part))) give(part, at);
        at += part.length;
      });
    }
    return found;
  }
}

/** The files of a list of [beginning, name] for words that begin with a text, or that are it. */
function shards(list, text, isBeginning) {
  const first = Math.max(0, list.findLastIndex(([from]) => from <= text));
  let end = first + 1;
  while (isBeginning && end < list.length && list[end][0].startsWith(text)) end += 1;
  return list.slice(first, Math.min(end, first + FILES)).map(([, name]) => name);
}

/** An index, of which files come as they are asked for. */
export class Index {
  constructor(url) {
    this.url = url;
    this.files = new Map();
    this.terms = new WeakMap();
  }

  json(url, options) {
    return fetch(url, options).then(answer => {
      if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
      return answer.json();
    });
  }

  async open(options) {
    this.first ??= this.json(this.url, options);
    const first = await this.first.catch(error => {
      this.first = undefined;
      throw error;
    });
    first.read ??= new Rules(first.rules);
    this.folder = first.folder;
    return first;
  }

  file(name) {
    if (!this.files.has(name)) {
      const file = this.json(new URL(`${this.folder}${name}.json`, new URL(this.url, document.baseURI)));
      file.catch(() => this.files.delete(name));
      this.files.set(name, file);
    }
    return this.files.get(name);
  }

  /** The pages in which the words of a query stand, best first, and by what they were found. */
  async find(query, most) {
    try {
      return await this.either(query, most);
    } catch {
      // The site was published anew since the index was opened: its files have other names.
      this.first = undefined;
      await this.open({ cache: 'reload' });
      return this.either(query, most);
    }
  }

  /** What is found by a query whose numbers are written as they are published, or else as it is. */
  async either(query, most) {
    const { numbers } = await this.open();
    const typed = asPublished(query.normalize('NFC'));
    const whole = withNumbers(typed, numbers);
    const found = await this.search(whole, most);
    return found.hasAll || whole === typed ? found : this.search(typed, most);
  }

  async search(query, most) {
    const first = await this.open();
    const words = first.read.words(query).slice(0, 8).map(({ word }) => word);
    const found = await Promise.all(words.map(async (word, n) => {
      // A number of this year is told without what all of them begin with.
      const before = NUMBER.test(word) ? first.numbers.map(before => first.read.lower(`${before}-`)) : [];
      const meant = ['', ...before].map(before => this.meant(first, before + word, n === words.length - 1));
      return (await Promise.all(meant)).flat();
    }));
    // The pages that have the word itself, and no other that somebody may have meant.
    const right = found.map(() => new Set());
    const places = found.map((terms, n) => {
      const best = new Map();
      terms.forEach(({ places, worth }) => {
        let [page, rank, number, shift] = [0, 0, 0, 1];
        for (const c of places) {
          const digit = DIGITS.indexOf(c);
          if (digit < 0) {
            [page, rank] = [0, rank + 1];
            continue;
          }
          number += (digit % 32) * shift;
          shift *= 32;
          if (digit < 32) {
            page += number;
            [number, shift] = [0, 1];
            best.set(page, Math.max(best.get(page) ?? 0, worth * PLACES[rank]));
            if (worth > MISTYPED) right[n].add(page);
          }
        }
      });
      return best;
    });
    const gather = places => {
      const pages = new Map();
      places.forEach(best => best.forEach((worth, page) => {
        const sum = pages.get(page) ?? { page, words: 0, rare: 0, worth: 0 };
        pages.set(page, { page, words: sum.words + 1, rare: sum.rare + 1 / best.size, worth: sum.worth + worth });
      }));
      return [pages, Math.max(0, ...Array.from(pages.values(), ({ words }) => words))];
    };
    let [pages, all] = gather(places);
    // Where no page has all words, those that have the most of them, but for words that say nothing,
    // since they stand everywhere; and of words that are left the rarest says the most.
    const isWhole = all === words.length;
    const telling = places.filter(({ size }) => size && size * USUAL < first.count);
    if (!isWhole && telling.length) [pages, all] = gather(telling);
    const newer = (a, b) => {
      const [x, y] = [a < first.lasting, b < first.lasting];
      return x === y ? (x ? a - b : b - a) : y - x;
    };
    const some = least => Array.from(pages.values()).filter(({ words }) => words >= least)
      .sort((a, b) => b.words - a.words || (!isWhole && b.rare - a.rare) || b.worth - a.worth || newer(a.page, b.page));
    // A long page has many words; where hardly any other has all three, those with two follow.
    const ranked = all > 2 && some(all).length < FEW ? some(all - 1) : some(all);
    const shown = await Promise.all(ranked.slice(0, most).map(async ({ page }) => {
      const rows = await this.file(first.pages[Math.floor(page / first.each)]);
      const [title, url, section, date, description] = rows[page % first.each];
      const own = n => ({ worth }) => worth > MISTYPED || !right[n].has(page);
      const stems = found.map((terms, n) => new Map(terms.filter(own(n)).map(({ folded, worth }) => [folded, worth])))
        .filter(map => map.size);
      return { title, url, section, date, description, stems, rules: first.read };
    }));
    return { count: ranked.length, shown, hasAll: found.every(terms => terms.length) };
  }

  /** The terms that a word means: it, what begins with it if it is the last one, or what is like it. */
  async meant({ read, terms, endings }, word, isLast) {
    const stem = read.stem(word);
    const [folded, whole] = [read.fold(stem), read.fold(word)];
    const isName = /\d/.test(word);
    const isBeginning = (isLast || isName) && whole.length > 1;
    const from = isBeginning && folded.length > whole.length ? whole : folded;
    const known = await this.known(read, shards(terms, from, isBeginning));
    const those = (fits, worth) => known.filter(fits).map(term => ({ ...term, worth }));
    const found = known.filter(term => term.folded === folded)
      .map(term => ({ ...term, worth: term.term === stem ? EXACT : FOLDED }));
    if (isBeginning) {
      found.push(...those(term => term.folded !== folded && term.folded.startsWith(whole), BEGUN));
    }
    const isShort = word.length === MISTYPES;
    const isRight = isName || word.length < MISTYPES || (isShort && found.length);
    if (isRight || known.some(term => term.folded === whole)) return found;
    // Of a stem of three letters a slip leaves too little, if the word is short or may be right.
    const least = isShort || found.length ? 4 : 3;
    const isLike = ({ folded }) => folded.length >= least && read.isMistyped(folded, whole, isShort);
    const isNew = ({ term }) => !found.some(one => one.term === term);
    if (found.length) return [...found, ...those(term => isNew(term) && isLike(term), DOUBTFUL)];
    // Half a suffix, or one that the rules do not know.
    const length = Math.max(0, ...known.map(term => term.folded.length).filter((length, n) =>
      length > 3 && whole.length - length < 4 && whole.startsWith(known[n].folded)));
    found.push(...those(term => length && term.folded === whole.slice(0, length), BEGUN));
    // A slip leaves one half of a word as it is, by which other files have it: its end by that of endings.
    const half = Math.max(1, Math.floor((folded.length - 1) / 2));
    const end = Array.from(folded).reverse().join('').slice(0, half);
    const ends = await Promise.all(shards(endings, end, true).map(name => this.file(name)));
    const names = ends.flat().map(term => ({ folded: read.fold(term) })).filter(isLike)
      .sort((a, b) => b.folded.length - a.folded.length)
      .map(term => shards(terms, term.folded)[0]);
    const more = new Set([...names, ...shards(terms, folded.slice(0, Math.max(2, half)), true)]);
    const others = await this.known(read, Array.from(more).slice(0, FILES + 2));
    const like = [...known, ...others.filter(({ term }) => !known.some(one => one.term === term))];
    return [...found, ...like.filter(term => isNew(term) && isLike(term)).map(term => ({ ...term, worth: MISTYPED }))];
  }

  /** The terms of some files. */
  async known(read, names) {
    const files = await Promise.all(Array.from(names, name => this.file(name)));
    return files.flatMap(file => {
      const term = ([term, places]) => ({ term, places, folded: read.fold(term) });
      if (!this.terms.has(file)) this.terms.set(file, Object.entries(file).map(term));
      return this.terms.get(file);
    });
  }
}

const INLINE = 'a, abbr, b, code, del, em, i, kbd, mark, s, span, strong, sub, sup, u';
const BLOCKS = 'h2, h3, h4, h5, h6, p, li, td, th, dt, dd, pre, figcaption';

/** The places of words in a text, by which of the query's they are, and by how much. */
function marked(text, { rules, stems }) {
  return rules.words(text).flatMap(({ word, at, end }) => {
    const folded = rules.fold(rules.stem(word));
    const n = stems.findIndex(map => map.has(folded));
    return n < 0 ? [] : [{ n, at, end, worth: stems[n].get(folded) }];
  });
}

/** How many words of the query there are, and as a fraction how much they are these. */
function different(marks) {
  const best = [];
  marks.forEach(({ n, worth }) => { best[n] = Math.max(best[n] ?? 0, 1 + worth / 10); });
  return best.reduce((a, b) => a + b, 0);
}

/** The text of an element, in which blocks part words, as in the index. */
function spaced(node) {
  if (node.nodeType !== 1) return node.nodeType === 3 ? node.data : '';
  const text = Array.from(node.childNodes, spaced).join('');
  return node.matches(INLINE) ? text : ` ${text} `;
}

const plain = node => spaced(node).replace(/\s+/g, ' ').trim();

/** What people copy from advisories, as it is published: indicators that open nothing, other dashes. */
function asPublished(query) {
  return query.replaceAll('[.]', '.').replace(/\bh(xx|tt)ps?:\/\//gi, '').replace(/[\u2010-\u2015]/g, '-');
}

/** Numbers and months of a query, `cve 1900_1001` and `2026/10`, with the hyphens of those on pages. */
function withNumbers(query, before) {
  const blank = '[\\s_/-]*';
  const known = before.map(text => text.replaceAll('-', blank)).join('|');
  const number = new RegExp(`(?<!${LETTER})(?:(${known})${blank})?(\\d{4})${blank}(\\d{3,}|\\d\\d)(?!${LETTER})`, 'giu');
  return query.replace(number, (_, ...parts) => parts.slice(0, 3).filter(Boolean).join('-').replace(/[\s_]+/g, '-'));
}

/** A text with marks, as much of it as is read at a glance. */
function excerpt(text, found) {
  const out = document.createDocumentFragment();
  const sentences = text.match(/.*?(?:[.!?…]["»”)]?(?=\s)|$)/gsu).filter(Boolean);
  const best = sentences.map(sentence => ({ sentence, marks: marked(sentence, found) }))
    .reduce((a, b) => (different(b.marks) > different(a.marks) ? b : a));
  const { sentence, marks } = best;
  const most = 220;
  let from = sentence.length > most && marks.length ? Math.max(0, marks[0].at - 80) : 0;
  if (from) from = sentence.indexOf(' ', from) + 1;
  let to = Math.min(sentence.length, from + most);
  if (to < sentence.length) to = Math.max(sentence.lastIndexOf(' ', to), to - 40);
  let at = from;
  if (from) out.append('… ');
  for (const mark of marks.filter(mark => mark.at >= from && mark.end <= to)) {
    const word = document.createElement('mark');
    word.textContent = sentence.slice(mark.at, mark.end);
    out.append(sentence.slice(at, mark.at), word);
    at = mark.end;
  }
  out.append(sentence.slice(at, to).trimEnd());
  if (to < sentence.length) out.append(' …');
  return out;
}

/** Where on a page the words stand: the heading to go to, and the text to show. */
export function place(page, found) {
  const all = found.stems.length;
  // The sign that links to a heading is none of its words.
  page.querySelectorAll('.anchor').forEach(node => node.remove());
  const blocks = Array.from((page.querySelector('main') ?? page.body).querySelectorAll(BLOCKS))
    .filter(node => !node.querySelector(BLOCKS) && !node.closest('nav'))
    .map(node => {
      // What is explained belongs to its explanation.
      const term = node.matches('dd') && node.parentNode.querySelector('dt');
      const text = term ? `${plain(term)}: ${plain(node)}` : plain(node);
      return { node, isHeading: /^H/.test(node.tagName), text };
    });
  blocks.forEach(block => Object.assign(block, { count: different(marked(block.text, found)) }));
  const isOfTitle = Math.floor(different(marked(found.title, found))) === all;
  const heading = isOfTitle ? -1
    : blocks.findIndex(({ isHeading, count }) => isHeading && Math.floor(count) === all);
  // A label, such as that of a tag, is no sentence.
  const isText = ({ isHeading, node, text }) => !isHeading
    && (text.split(' ').length > 3 || node.matches('td, dd, pre'));
  const texts = blocks.slice(heading + 1).filter(isText);
  const best = texts.reduce((a, b) => (b.count > (a?.count ?? 0) ? b : a), undefined);
  const at = heading >= 0 ? heading : best ? blocks.indexOf(best) : -1;
  const above = blocks.slice(0, at + 1).findLast(({ isHeading, node }) => isHeading && node.id);
  const own = blocks[at]?.node.closest('[id]:not(main)');
  const id = isOfTitle ? '' : (own && own.matches('dt, dd, tr, li, dl > div') ? own.id : above?.node.id) ?? '';
  return { id, heading: id && above ? (blocks[heading] ?? above).text : '', text: (best ?? (heading >= 0 ? texts[0] : undefined))?.text };
}

/** Pages that were read, by address. */
const pages = new Map();

function read(url) {
  if (!pages.has(url)) {
    const page = fetch(url).then(answer => answer.text())
      .then(text => new DOMParser().parseFromString(text, 'text/html'));
    page.catch(() => pages.delete(url));
    pages.set(url, page);
  }
  return pages.get(url);
}

/** How long somebody types no letter before sentences are fetched. */
const PAUSE = 250;
const indexes = new Map();

/** A form with the list of what it finds. */
class Search {
  constructor(form) {
    this.form = form;
    this.field = form.elements.namedItem('q');
    // Without the script there is none that would do nothing.
    form.hidden = false;
    const url = form.dataset.index;
    if (!indexes.has(url)) indexes.set(url, new Index(url));
    this.index = indexes.get(url);
    this.isPage = form.nextElementSibling?.matches('.search-found') ?? false;
    this.list = document.createElement('ol');
    this.status = document.createElement('p');
    this.status.setAttribute('role', 'status');
    this.results = this.isPage ? form.nextElementSibling : document.createElement('div');
    this.results.append(this.status, this.list);
    this.most = this.isPage ? 20 : 8;
    if (!this.isPage) {
      this.results.className = 'search-found search-panel';
      this.results.hidden = true;
      form.append(this.results);
    }
    this.field.addEventListener('input', () => this.typed());
    this.field.addEventListener('focus', () => this.index.open().catch(() => {}), { once: true });
    form.addEventListener('keydown', event => this.key(event));
    this.results.addEventListener('keydown', event => this.isPage && this.key(event));
    if (this.isPage) {
      form.addEventListener('submit', event => {
        event.preventDefault();
        this.typed();
      });
      const query = form.dataset.from === 'address' ? wordsOfAddress() : new URLSearchParams(location.search).get('q');
      if (query) this.field.value = query;
      if (query) this.show(query);
    } else {
      form.addEventListener('focusout', ({ relatedTarget }) => {
        if (relatedTarget && !form.contains(relatedTarget)) this.close();
      });
      document.addEventListener('pointerdown', ({ target }) => form.contains(target) || this.close());
      this.field.addEventListener('focus', () => this.field.value && this.typed());
    }
  }

  open() {
    // It opens to where there is room.
    const { left, right } = this.form.getBoundingClientRect();
    this.results.classList.toggle('search-at-end', left + right > innerWidth);
    this.results.hidden = false;
  }

  close() {
    if (this.isPage) return;
    this.results.hidden = true;
    // What is still being looked for opens it no more.
    this.query = '';
  }

  typed() {
    // Half of a character cannot stand in an address.
    const query = this.field.value.replace(/\p{Cs}/gu, '').trim();
    if (this.isPage && this.form.dataset.from !== 'address') {
      history.replaceState(null, '', query ? `?q=${encodeURIComponent(query)}` : location.pathname);
    }
    // One letter is no word yet, so nothing can be said of it.
    if (/\p{N}|\p{L}{2}/u.test(query)) {
      this.show(query);
    } else {
      this.query = '';
      this.list.replaceChildren();
      this.status.textContent = '';
      this.close();
    }
  }

  async show(query) {
    this.query = query;
    const isOld = () => this.query !== query;
    try {
      const found = await this.index.find(query, this.most);
      if (isOld()) return;
      const { none, one, other } = this.form.dataset;
      const text = found.count === 0 ? none : found.count === 1 ? one : other;
      this.status.textContent = text.replace('{n}', found.count);
      const items = found.shown.map(page => this.item(page));
      this.list.replaceChildren(...items.map(({ item }) => item));
      this.open();
      await new Promise(resolve => setTimeout(resolve, PAUSE));
      if (isOld()) return;
      await Promise.all(items.map(({ fill }) => fill().catch(() => {})));
      this.list.dataset.whole = query;
    } catch {
      if (isOld()) return;
      this.list.replaceChildren();
      this.status.textContent = this.form.dataset.failed;
      this.open();
    }
  }

  /** A result, and what fills in its sentence once its page is there. */
  item(page) {
    const item = document.createElement('li');
    const link = document.createElement('a');
    link.href = page.url;
    link.append(excerpt(page.title, page));
    const where = document.createElement('p');
    where.className = 'search-where';
    where.textContent = [page.section, page.date].filter(Boolean).join(' · ');
    const text = document.createElement('p');
    if (page.description) text.append(excerpt(page.description, page));
    item.append(link, where, text);
    const fill = async () => {
      const { id, heading, text: best } = place(await read(page.url), page);
      if (id) link.href = `${page.url}#${id}`;
      if (heading) where.replaceChildren([page.section, page.date, ''].filter((text, n) => text || n > 1).join(' · '), excerpt(heading, page));
      if (best) text.replaceChildren(excerpt(best, page));
    };
    return { item, fill };
  }

  key(event) {
    const links = Array.from(this.list.querySelectorAll('a'));
    const at = links.indexOf(document.activeElement);
    if (event.key === 'Escape' && !this.results.hidden && !this.isPage) {
      this.field.focus();
      this.close();
    } else if (event.key === 'ArrowDown' && this.results.hidden && event.target === this.field) {
      this.typed();
    } else if (event.key === 'ArrowDown' && links.length && (at >= 0 || event.target === this.field)) {
      links[Math.min(at + 1, links.length - 1)].focus();
    } else if (event.key === 'ArrowUp' && at >= 0) {
      (links[at - 1] ?? this.field).focus();
    } else if (['Home', 'End'].includes(event.key) && at >= 0) {
      links.at(event.key === 'End' ? -1 : 0).focus();
    } else {
      return;
    }
    event.preventDefault();
  }
}

/** Numbers of advisories and of vulnerabilities. */
const NUMBERS = /\p{L}+-\d{4}-\d{3,}/gu;

/** What stands behind the name of a file, and behind no address of a computer. */
const ENDING = /\.(?:[sx]?html?|php\d?|aspx?|jsp|cgi|pdf|txt|json|xml|csv|md|docx?)$/i;

/** The numbers in an address at which nothing is, else its words, without the language that it begins with. */
function wordsOfAddress() {
  const forms = Array.from(document.querySelectorAll('form[data-index]'));
  const trees = forms.map(({ action }) => new URL('..', action).pathname);
  const path = location.pathname.replace(ENDING, '');
  const tree = trees.find(tree => path.startsWith(tree)) ?? '';
  try {
    const words = decodeURIComponent(path.slice(tree.length));
    return (words.match(NUMBERS) ?? [words.replace(/(?!(?<=\d)\.\d)[^\p{L}\p{N}]+/gu, ' ')]).join(' ').trim();
  } catch {
    return '';
  }
}

if (globalThis.document) {
  document.querySelectorAll('form[data-index]').forEach(form => new Search(form));
}

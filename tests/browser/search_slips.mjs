// { folder, languages: { home: alphabet }, each } → how well readers of a built site find its pages by
// words of their titles with one slip in them, by the real script: for each language how many slips were
// tried, of all that there are every so manieth, the words by which no page of theirs is found, and how
// many compressed bytes of the index a query fetches at most.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { argument, withBrowser } from './common.mjs';
import { serve } from './folder.mjs';

const server = await serve(argument.folder);

/** Runs in a page. */
async function tried([alphabet, each]) {
  const { Index } = await import(document.querySelector('script[src*="search"]').src);
  const url = document.querySelector('form[data-index]').dataset.index;
  const index = new Index(url);
  const first = await index.open();
  const rows = (await Promise.all(first.pages.map(name => index.file(name)))).flat();
  const pages = new Map();
  rows.forEach(([title], page) => first.read.words(title).forEach(({ word }) => {
    if (Array.from(word).length > 4 && !/\d/.test(word)) pages.set(word, [...pages.get(word) ?? [], page]);
  }));
  // A letter is left out, typed twice, replaced, or comes too early.
  const slips = word => Array.from(word).flatMap((letter, n, all) => {
    const [before, after] = [all.slice(0, n).join(''), all.slice(n + 1).join('')];
    const other = alphabet[(alphabet.indexOf(letter) + 8 + 7 * n) % alphabet.length];
    const swapped = n + 1 < all.length ? [before + all[n + 1] + letter + all.slice(n + 2).join('')] : [];
    return [before + after, before + letter + letter + after, before + other + after, ...swapped];
  }).filter(slip => slip !== word);
  const all = Array.from(pages.keys()).flatMap(word => Array.from(new Set(slips(word)), slip => [word, slip]));
  const some = all.filter((_, n) => n % each === 0);
  const [lost, fetched] = [[], new Set()];
  const file = index.file.bind(index);
  for (const [word, slip] of some) {
    const names = new Set();
    index.file = name => file(names.add(name) && name);
    const { shown } = await index.find(slip, rows.length);
    const found = new Set(shown.map(({ url }) => url));
    if (!pages.get(word).some(page => found.has(rows[page][1]))) lost.push(`${slip} for ${word}`);
    fetched.add(Array.from(names).filter(name => !name.startsWith('pages')).sort().join(' '));
  }
  return { url, folder: index.folder, tried: some.length, lost, fetched: Array.from(fetched) };
}

/** The most that one query fetches before titles: the file that names all others, and its own. */
async function most(url, folder, queries) {
  const size = async path => gzipSync(await readFile(join(argument.folder, path))).length;
  const sums = await Promise.all(queries.map(async names => {
    const sizes = await Promise.all([url, ...names.split(' ').filter(Boolean).map(name => `${folder}${name}.json`)].map(size));
    return sizes.reduce((a, b) => a + b);
  }));
  return Math.max(...sums);
}

try {
  await withBrowser(async browser => {
    const page = await browser.newPage();
    const seen = {};
    for (const [home, alphabet] of Object.entries(argument.languages)) {
      await page.goto(`${server.origin}${home}`);
      const { url, folder, tried: count, lost, fetched } = await page.evaluate(tried, [alphabet, argument.each]);
      seen[home] = { tried: count, lost, bytes: await most(url, folder, fetched) };
    }
    return seen;
  });
} finally {
  server.close();
}

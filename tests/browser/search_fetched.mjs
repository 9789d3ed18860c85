// { folder, homes, each } → how many compressed bytes queries fetch at most, by the real script: of every
// so manieth page the words of its title together, one of them, its beginning, and it with a slip. For
// each language: `first`, before addresses and titles show (index and terms), and `whole`, with the pages
// of which the panel shows sentences.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { argument, withBrowser } from './common.mjs';
import { serve } from './folder.mjs';

const server = await serve(argument.folder);
/** So many pages the panel shows. */
const SHOWN = 8;

/** Runs in a page. */
async function asked([each, most]) {
  const { Index } = await import(document.querySelector('script[src*="search"]').src);
  const url = document.querySelector('form[data-index]').dataset.index;
  const index = new Index(url);
  const first = await index.open();
  const rows = (await Promise.all(first.pages.map(name => index.file(name)))).flat();
  const queries = rows.filter((_, n) => n % each === 0).flatMap(([title]) => {
    const words = first.read.words(title).map(({ word }) => word);
    const long = words.reduce((a, b) => (b.length > a.length ? b : a), '');
    return [words.join(' '), long, long.slice(0, 4), long.slice(0, 2) + long.slice(3)];
  });
  const file = index.file.bind(index);
  const seen = [];
  for (const query of new Set(queries)) {
    const names = new Set();
    index.file = name => file(names.add(name) && name);
    const { shown } = await index.find(query, most);
    seen.push({ query, names: Array.from(names), pages: shown.map(page => page.url) });
  }
  return { url, folder: index.folder, rows: first.pages, seen };
}

const sizes = new Map();
async function size(path) {
  if (!sizes.has(path)) sizes.set(path, gzipSync(await readFile(join(argument.folder, path))).length);
  return sizes.get(path);
}

async function sum(paths) {
  return (await Promise.all(Array.from(new Set(paths), size))).reduce((a, b) => a + b, 0);
}

try {
  await withBrowser(async browser => {
    const page = await browser.newPage();
    const told = {};
    for (const home of argument.homes) {
      await page.goto(`${server.origin}${home}`);
      const { url, folder, rows, seen } = await page.evaluate(asked, [argument.each, SHOWN]);
      const of = name => `${folder}${name}.json`;
      const most = { queries: seen.length, first: 0, whole: 0 };
      for (const { query, names, pages } of seen) {
        const terms = names.filter(name => !rows.includes(name));
        const first = await sum([url, ...terms.map(of)]);
        const whole = await sum([url, ...names.map(of), ...pages.map(page => `${page}index.html`)]);
        if (first > most.first) Object.assign(most, { first, by: query });
        if (whole > most.whole) Object.assign(most, { whole, wholeBy: query });
      }
      told[home] = most;
    }
    return told;
  });
} finally {
  server.close();
}

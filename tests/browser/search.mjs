// { folder, queries: { home: [query] }, stems: [[code, stem, word]] } → what readers of a built site
// find, by the real script: for each query the first three addresses, with the place to which they
// lead; and what the script makes of words.
import { argument, withBrowser } from './common.mjs';
import { serve } from './folder.mjs';

const server = await serve(argument.folder);

/** Runs in a page. */
async function answers(queries) {
  const { Index, place } = await import(document.querySelector('script[src*="search"]').src);
  const index = new Index(document.querySelector('form[data-index]').dataset.index);
  const found = {};
  for (const query of queries) {
    const answer = await index.find(query, 3);
    const address = async ({ url, title }) => {
      const page = new DOMParser().parseFromString(await (await fetch(url)).text(), 'text/html');
      const { id } = place(page, title, answer);
      return id ? `${url}#${id}` : url;
    };
    found[query] = await Promise.all(answer.shown.map(address));
  }
  return found;
}

/** Runs in a page, too: words with another stem than expected. */
async function otherStems(stems) {
  const { Index } = await import(document.querySelector('script[src*="search"]').src);
  const { read } = await new Index(document.querySelector('form[data-index]').dataset.index).open();
  return stems.filter(([stem, word]) => read.fold(read.stem(word)) !== stem);
}

try {
  await withBrowser(async browser => {
    const page = await browser.newPage();
    const seen = {};
    for (const [home, { queries, stems }] of Object.entries(argument.languages)) {
      await page.goto(`${server.origin}${home}`);
      seen[home] = { found: await page.evaluate(answers, queries), otherStems: await page.evaluate(otherStems, stems) };
    }
    return seen;
  });
} finally {
  server.close();
}

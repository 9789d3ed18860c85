// { folder, languages: { home: { queries, stems, joined, texts } } } → what readers of a built site
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
    const address = async shown => {
      const { url } = shown;
      const page = new DOMParser().parseFromString(await (await fetch(url)).text(), 'text/html');
      const { id } = place(page, shown);
      return id ? `${url}#${id}` : url;
    };
    found[query] = await Promise.all(answer.shown.map(address));
  }
  return found;
}

/** Runs in a page, too: words with another stem than expected, or of another kind; texts with other words. */
async function otherwise([stems, joined, texts]) {
  const { Index } = await import(document.querySelector('script[src*="search"]').src);
  const { read } = await new Index(document.querySelector('form[data-index]').dataset.index).open();
  return [
    ...stems.filter(([stem, word]) => read.fold(read.stem(word)) !== stem),
    ...joined.filter(([is, word]) => read.isSuffix(word) !== (is === 'suffix')),
    ...texts.filter(([text, words]) => read.words(text).map(({ word }) => word).join(' ') !== words),
  ];
}

try {
  await withBrowser(async browser => {
    const page = await browser.newPage();
    const seen = {};
    for (const [home, { queries, stems, joined, texts }] of Object.entries(argument.languages)) {
      await page.goto(`${server.origin}${home}`);
      const found = await page.evaluate(answers, queries);
      seen[home] = { found, otherwise: await page.evaluate(otherwise, [stems, joined, texts]) };
    }
    return seen;
  });
} finally {
  server.close();
}

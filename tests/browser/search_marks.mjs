// { folder, asked: [[language, query, address, mark]] } → for each query of which the page at an address
// is not shown with these words marked first, and with nothing else marked in its sentence that is other
// than they: what is.
import { argument, withBrowser } from './common.mjs';
import { serve } from './folder.mjs';

const server = await serve(argument.folder);

try {
  await withBrowser(async browser => {
    const page = await browser.newPage();
    const wrong = [];
    for (const [lang, query, address, mark] of argument.asked) {
      await page.goto(`${server.origin}/${lang}/`);
      await page.locator('.site-header [name="q"]').fill(query);
      await page.waitForFunction(query => document.querySelector('.search-panel ol')?.dataset.whole === query, query);
      const shown = await page.evaluate(lang => Array.from(document.querySelectorAll('.search-panel li'), item => ({
        href: item.querySelector('a').getAttribute('href'),
        marks: Array.from(item.querySelectorAll('mark'), node => node.textContent.toLocaleLowerCase(lang)),
      })), lang);
      const own = shown.find(({ href }) => href === address);
      const isRight = own && own.marks.length > 0 && own.marks.every(text => text.startsWith(mark));
      if (!isRight) wrong.push({ lang, query, expected: [address, mark], shown });
    }
    return { wrong };
  });
} finally {
  server.close();
}

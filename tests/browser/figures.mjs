// { folder, pages } → how high each page is on a desk, and on a phone which cells of its tables cannot be
// seen or read whole once all that is folded is open.
import { argument, withBrowser } from './common.mjs';
import { serve } from './folder.mjs';

const { folder, pages } = argument;
const site = await serve(folder);

await withBrowser(async browser => {
  const seen = {};
  const page = await browser.newPage();
  for (const address of pages) {
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(`${site.origin}${address}`);
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    const lost = [];
    for (const width of [320, 360]) {
      await page.setViewportSize({ width, height: 800 });
      lost.push(...await page.evaluate(() => {
        document.querySelectorAll('details').forEach(details => { details.open = true; });
        const isLost = cell => {
          const { left, right, height } = cell.getBoundingClientRect();
          return left < 0 || right > innerWidth || height === 0 || cell.scrollWidth > cell.clientWidth + 1;
        };
        const cells = document.querySelectorAll('.figures th, .figures td');
        return Array.from(cells).filter(isLost).map(cell => `${innerWidth}: ${cell.textContent}`);
      }));
    }
    seen[address] = { height, lost };
  }
  return seen;
});
site.close();

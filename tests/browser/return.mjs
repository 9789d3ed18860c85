// { url, ready, shows } → opens a tab, makes the file `ready`, and waits until the tab shows a text
// by itself, whatever happens to its server meanwhile: how often it was loaded.
import { writeFile } from 'node:fs/promises';
import { argument, withBrowser } from './common.mjs';

const { url, ready, shows } = argument;

await withBrowser(async browser => {
  const page = await browser.newPage();
  let loads = 0;
  page.on('load', () => { loads += 1; });
  const asked = page.waitForResponse(answer => answer.url().includes('/_certsite/news'));
  await page.goto(url);
  await asked;
  await writeFile(ready, '');
  await page.waitForFunction(
    shows => document.body?.textContent.includes(shows), shows, { polling: 100, timeout: 60_000 });
  await page.waitForLoadState('load');
  return { loads };
});

// { url, steps: [{ file, text, shows, hides?, fetch? }] } → milliseconds from each saved
// change until the browser shows it by itself, and how often the tab was loaded.
import { rename, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { argument, withBrowser } from './common.mjs';

const { url, steps } = argument;
const body = ({ shows, hides }) =>
  document.body?.textContent.includes(shows) && !(hides && document.body.textContent.includes(hides));

/** Aside first, as good editors do: nobody who watches sees half of it. */
async function save(file, text) {
  const aside = join(dirname(file), `.${basename(file)}.part`);
  await writeFile(aside, text);
  await rename(aside, file);
}

await withBrowser(async browser => {
  const page = await browser.newPage();
  let loads = 0;
  page.on('load', () => { loads += 1; });
  const asked = page.waitForResponse(answer => answer.url().includes('/_certsite/news'));
  await page.goto(url, { waitUntil: 'domcontentloaded' });
  await asked;
  const milliseconds = [];
  for (const step of steps) {
    const start = performance.now();
    await save(step.file, step.text);
    if (step.fetch) {
      // Another page: watched from outside while this tab stays as it is.
      while (!(await (await fetch(step.fetch)).text()).includes(step.shows));
    } else {
      await page.waitForFunction(body, step, { polling: 'raf', timeout: 30_000 });
    }
    milliseconds.push(performance.now() - start);
  }
  await page.waitForLoadState('load');
  return { milliseconds, loads };
});

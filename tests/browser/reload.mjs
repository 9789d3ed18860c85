// { url, steps: [{ file, text, shows, hides?, fetch? }] } → milliseconds from each saved
// change until the browser shows it by itself, and whether the tab was reloaded at all.
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
  const connected = page.waitForRequest(request => request.url().includes('/_certsite/events'));
  await page.goto(url, { waitUntil: 'domcontentloaded' });
  await connected;
  await page.evaluate(() => { window.marked = true; });
  const milliseconds = [];
  for (const step of steps) {
    const start = performance.now();
    await save(step.file, step.text);
    if (step.fetch) {
      // Another page: watched from outside while this tab stays as it is.
      while (!(await (await fetch(step.fetch)).text()).includes(step.shows));
      // Time for a reload that must not come: one more answer by the tab's own connection.
      await page.evaluate(address => fetch(address).then(answer => answer.text()), step.fetch);
    } else {
      await page.waitForFunction(body, step, { polling: 'raf', timeout: 30_000 });
    }
    milliseconds.push(performance.now() - start);
  }
  return { milliseconds, reloaded: !(await page.evaluate(() => window.marked === true)) };
});

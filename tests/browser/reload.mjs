// { url, steps: [{ file, text, shows, hides?, fetch? }] } → milliseconds from each saved
// change until the browser shows it by itself, and whether the tab was reloaded at all.
import { writeFile } from 'node:fs/promises';
import { argument, withBrowser } from './common.mjs';

const { url, steps } = argument;
const body = ({ shows, hides }) =>
  document.body?.textContent.includes(shows) && !(hides && document.body.textContent.includes(hides));

await withBrowser(async browser => {
  const page = await browser.newPage();
  const connected = page.waitForRequest(request => request.url().includes('/_certsite/events'));
  await page.goto(url, { waitUntil: 'domcontentloaded' });
  await connected;
  await page.evaluate(() => { window.marked = true; });
  const milliseconds = [];
  for (const step of steps) {
    const start = performance.now();
    await writeFile(step.file, step.text);
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

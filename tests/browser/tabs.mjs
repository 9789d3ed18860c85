// { url, tabs, file, text, shows, alone? } → opens so many tabs, saves a change, and waits until
// each of them shows it by itself: how often each was loaded, what the pages' console says, and how
// many workers serve the tabs. With `alone` the browser cannot share anything between tabs.
import { writeFile } from 'node:fs/promises';
import { argument, watch, withBrowser } from './common.mjs';

const { url, tabs, file, text, shows, alone } = argument;

await withBrowser(async browser => {
  const context = await browser.newContext();
  if (alone) await context.addInitScript(() => { delete globalThis.SharedWorker; });
  const pages = [];
  const loads = [];
  const seen = [];
  for (let n = 0; n < tabs; n++) {
    const page = await context.newPage();
    loads.push(0);
    seen.push(watch(page, new URL(url).origin));
    page.on('load', () => { loads[n] += 1; });
    const asked = page.waitForResponse(answer => answer.url().includes('/_certsite/news'));
    await page.goto(url, { timeout: 20_000 });
    await asked;
    pages.push(page);
  }
  await writeFile(file, text);
  const shown = pages.map(page => page.waitForFunction(
    shows => document.body?.textContent.includes(shows), shows, { polling: 100, timeout: 30_000 }));
  await Promise.all(shown);
  await Promise.all(pages.map(page => page.waitForLoadState('load')));
  const { targetInfos } = await (await browser.newBrowserCDPSession()).send('Target.getTargets');
  const workers = targetInfos.filter(target => target.type === 'shared_worker').length;
  return { loads, workers, console: seen.flatMap(page => page.console) };
});

// { urls } → of each page with indicators: what its button copies and says, what it says where the
// browser refuses, and how many buttons there are where there is no clipboard, or no script.
import { argument, watch, withBrowser } from './common.mjs';

const { urls } = argument;

await withBrowser(async browser => {
  const { origin } = new URL(urls[0]);
  const buttons = async options => {
    const context = await browser.newContext(options.context);
    const page = await context.newPage();
    if (options.before) await page.addInitScript(options.before);
    return { context, page, button: page.locator('.copying button').first() };
  };
  const pages = [];
  const all = { console: [], external: [] };
  for (const url of urls) {
    const { context, page, button } = await buttons({});
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin });
    const seen = watch(page, origin);
    const told = page.locator('.copying [role="status"]').first();
    const says = async () => {
      await button.click();
      await page.waitForFunction(node => node.textContent, await told.elementHandle());
      return told.textContent();
    };
    await page.goto(url);
    const done = await says();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    const shown = await page.evaluate(() => document.querySelector('pre.copied').textContent);
    await page.evaluate(() => { navigator.clipboard.writeText = () => Promise.reject(new Error()); });
    const refused = await says();
    let without = 0;
    for (const options of [
      { context: { javaScriptEnabled: false } },
      { before: () => Object.defineProperty(Navigator.prototype, 'clipboard', { value: undefined }) },
    ]) {
      const other = await buttons(options);
      await other.page.goto(url);
      without += Number(await other.button.isVisible());
    }
    pages.push({ told: done, copied, shown, refused, without });
    all.console.push(...seen.console);
    all.external.push(...seen.external);
  }
  return { pages, ...all };
});

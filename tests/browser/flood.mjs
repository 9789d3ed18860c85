// { url, program, script, values, flood? } → how a page with script fares while posts come in floods.
// The page is the form function's own, behind a gateway that is played here: it has the public
// address and hands on to `program`. Nobody serves the site's files beside it, so the script is put
// in. With `flood`, posts as { body, from }, those come once the page has its token.
import { argument, fill, submit, withBrowser } from './common.mjs';

const { url, program, script, values, flood } = argument;
const bits = token => token.split('.')[2];

/** Posts of others, through a proxy that says whose they are; their statuses. */
async function others() {
  const statuses = [];
  for (const { body, from } of flood) {
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'x-forwarded-for': from };
    const answer = await fetch(`${program}/forms/incident`, { method: 'POST', headers, body, redirect: 'manual' });
    statuses.push(answer.status);
  }
  return statuses;
}

await withBrowser(async browser => {
  const context = await browser.newContext({ bypassCSP: true });
  await context.route(`${new URL(url).origin}/**`, async route => {
    const { pathname, search } = new URL(route.request().url());
    const response = await route.fetch({ url: program + pathname + search, maxRedirects: 0 });
    await route.fulfill({ response });
  });
  const page = await context.newPage();
  await page.goto(url);
  await page.addScriptTag({ path: script, type: 'module' });
  const token = page.locator('[name="token"]');
  const before = await token.inputValue();
  const seen = { before };
  await fill(page, values);
  if (flood) {
    await page.waitForFunction(() => document.querySelector('[name="token"]').value);
    seen.flood = await others();
    const old = bits(await token.inputValue());
    seen.first = { bits: old, status: await submit(page) };
    seen.again = { token: await token.inputValue(), title: await page.locator('[name="title"]').inputValue() };
    await page.addScriptTag({ path: script, type: 'module' });
  }
  const isDone = () => document.querySelector('[name="token"]').value.includes(':');
  await page.waitForFunction(isDone, null, { timeout: 120_000 });
  // Nobody fills in a form in less.
  await page.waitForTimeout(4000);
  return { ...seen, status: await submit(page) };
});

// { url, wrong, right } → what a reporter without JavaScript meets: a form filled in wrongly
// and refused, then mended and accepted. `wrong` and `right` map field names to what is typed or
// chosen; `right` is filled into the refused page, over what it kept.
import { argument, fill, submit, watch, withBrowser } from './common.mjs';

const { url, wrong, right } = argument;

/** Name → what stands in the form, as the browser would send it. */
const values = page => page.locator('form.report-form').evaluate(form => {
  const found = {};
  for (const [name, value] of new FormData(form)) (found[name] ??= []).push(value);
  return found;
});

await withBrowser(async browser => {
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 360, height: 800 } });
  const page = await context.newPage();
  const seen = watch(page, new URL(url).origin);
  await page.goto(url);
  const notice = await page.locator('.notice').allTextContents();
  await fill(page, wrong);
  const sent = await values(page);
  const refused = { status: await submit(page), title: await page.title(), sent, kept: await values(page) };
  refused.summary = await page.locator('.error-summary a').evaluateAll(links =>
    links.map(link => ({ target: link.getAttribute('href'), text: link.textContent })));
  refused.focused = await page.evaluate(() => document.activeElement?.className);
  refused.at_fields = await page.locator('.field--error .error-message').allTextContents();
  refused.dangling = [];
  for (const { target } of refused.summary) {
    if (await page.locator(target).count() !== 1) refused.dangling.push(target);
  }

  await fill(page, right);
  const complete = await values(page);
  const accepted = { status: await submit(page), url: page.url(), sent: complete };
  accepted.text = await page.locator('main').innerText();
  // Reloading must not send the report again.
  await page.reload();
  accepted.after_reload = await page.locator('main').innerText();
  return { notice, refused, accepted, console: seen.console, external: seen.external };
});

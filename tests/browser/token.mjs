// { url, values } → two reports of a reader with script; the second is first sent as a browser
// would that brings a page back with the token of the first.
import { argument, fill, submit, watch, withBrowser } from './common.mjs';

const { url, values } = argument;

await withBrowser(async browser => {
  const page = await browser.newPage();
  const seen = watch(page, new URL(url).origin);
  const token = page.locator('[name="token"]');
  const arrived = () => page.waitForFunction(() => document.querySelector('[name="token"]').value);
  await page.goto(url);
  const before = await token.inputValue();
  await fill(page, values);
  await arrived();
  // Nobody fills in a form in less.
  await page.waitForTimeout(4000);
  const first = { token: await token.inputValue(), status: await submit(page), url: page.url() };
  const quiet = seen.console;

  await page.goto(url);
  await token.evaluate((field, used) => { field.value = used; }, first.token);
  await fill(page, { ...values, title: 'Başqa hadisə' });
  const changed = { status: await submit(page), title: await page.locator('[name="title"]').inputValue() };
  await page.locator('#f-description').focus();
  await arrived();
  const second = { token: await token.inputValue(), status: await submit(page) };
  return { before, first, changed, second, console: [...quiet], external: seen.external };
});

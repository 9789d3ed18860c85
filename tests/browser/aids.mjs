// { url, values } → what the form's script does: it counts what is typed, keeps words in the browser
// where that is wanted, and asks before a page with words in it is left.
import { argument, fill, submit, watch, withBrowser } from './common.mjs';

const { url, values } = argument;

await withBrowser(async browser => {
  const page = await (await browser.newContext()).newPage();
  const seen = watch(page, new URL(url).origin);
  let asks = 0;
  page.on('dialog', dialog => { asks += 1; dialog.accept(); });
  const kept = () => page.evaluate(() => Object.values(localStorage).join());
  const count = () => page.evaluate(() => localStorage.length);
  /** Whether a reader who leaves is asked. */
  const leave = async () => {
    asks = 0;
    await page.reload();
    return asks > 0;
  };

  await page.goto(url);
  const asked = [await leave()];
  const words = page.locator('#f-description');
  const limit = page.locator('#f-description-limit');
  const counted = [];
  for (const length of [5001, 10_001]) {
    await words.fill('ə'.repeat(length));
    counted.push(await limit.textContent());
  }
  await words.press('End');
  asked.push(await leave());

  await fill(page, values);
  await page.locator('#keep-words').check();
  asked.push(await leave());
  const back = await page.evaluate(() => ({
    title: document.querySelector('[name="title"]').value,
    tlp: document.querySelector('[name="tlp"]:checked').value,
    open: [...document.querySelectorAll('details.group[open] .group-title')].map(title => title.id),
  }));
  back.kept = await kept();

  // What turns letters round is named where it is looked at, and turns none.
  await page.locator('[name="title"]').fill('ab\u202ecdef');
  const answer = page.waitForResponse(response => response.request().method() === 'POST');
  await page.locator('button.check').click();
  const looked = { status: (await answer).status() };
  await page.waitForLoadState('load');
  looked.answers = await page.locator('.answers dt').count();
  looked.turned = await page.locator('.answer', { hasText: 'U+202E' }).evaluate(node => {
    const [text] = node.childNodes;
    const left = n => {
      const letter = document.createRange();
      letter.setStart(text, n);
      letter.setEnd(text, n + 1);
      return letter.getBoundingClientRect().left;
    };
    return [node.textContent, left(0) < left(text.length - 1)];
  });
  const sent = { status: await submit(page) };
  await page.waitForFunction(() => !localStorage.length);
  sent.kept = await count();

  await page.goto(url);
  await words.fill('x');
  await page.locator('#keep-words').check();
  await page.locator('#keep-words').uncheck();
  return { counted, asked, back, looked, sent, unticked: await count(), ...seen };
});

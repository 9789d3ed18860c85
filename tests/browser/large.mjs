// { url, values, size } → a reader without script fills in the form, adds a photograph of so many
// bytes, sends it, looks at the answer, and goes back.
import { argument, fill, submit, withBrowser } from './common.mjs';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const { url, values, size } = argument;

await withBrowser(async browser => {
  const folder = mkdtempSync(join(tmpdir(), 'large-'));
  try {
    const photo = join(folder, 'IMG_1.jpg');
    writeFileSync(photo, Buffer.alloc(size, 0xff));
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(url);
    await fill(page, values);
    await page.locator('[name="attachments"]').setInputFiles(photo);
    const status = await submit(page);
    const value = name => page.locator(`[name="${name}"]`).inputValue();
    const seen = {
      status,
      lang: await page.locator('html').getAttribute('lang'),
      summary: await page.locator('.error-summary').innerText(),
      title: await value('title'),
      description: await value('description'),
    };
    await page.goBack();
    return { ...seen, back: await value('description') };
  } finally {
    rmSync(folder, { recursive: true });
  }
});

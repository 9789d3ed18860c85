// { folder, page } → how a page is printed: `sheets`, of each sheet with pictures how many are drawn there (one
// that is cut is drawn on two); `apart`, the pictures that may be parted from their caption or heading.
import { inflateSync } from 'node:zlib';
import { argument, withBrowser } from './common.mjs';
import { serve } from './folder.mjs';

const server = await serve(argument.folder);

/** How often each sheet of a document of Chromium's draws a picture. */
function drawn(document) {
  const text = document.toString('latin1');
  return Array.from(text.matchAll(/\/Filter \/FlateDecode[^>]*>>\s*stream\r?\n/g), ({ 0: head, index }) => {
    const start = index + head.length;
    return inflateSync(document.subarray(start, text.indexOf('endstream', start)), { finishFlush: 2 }).toString('latin1');
  }).map(content => content.match(/\/X\d+ Do\b/g)?.length ?? 0);
}

try {
  await withBrowser(async browser => {
    const page = await browser.newPage();
    await page.goto(server.origin + argument.page);
    await page.evaluate(() => Promise.all(Array.from(document.images, image => {
      image.loading = 'eager';
      return image.decode();
    })));
    const sheets = drawn(await page.pdf({ format: 'A4' })).filter(count => count > 0);
    await page.emulateMedia({ media: 'print' });
    const apart = await page.evaluate(() => Array.from(document.querySelectorAll('main img'), image => {
      const whole = image.closest('figure, p');
      const heading = whole.previousElementSibling;
      return getComputedStyle(whole).breakInside === 'avoid'
        && (!heading?.matches('h2') || getComputedStyle(heading).breakAfter === 'avoid') ? '' : image.alt;
    }).filter(Boolean));
    return { sheets, apart };
  });
} finally {
  server.close();
}

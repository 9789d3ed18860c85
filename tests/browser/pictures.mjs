// { folder, page, windows } → for each window, as its width and how many pixels it has for each of
// those it says: which file stands in each picture of a page, and how wide that file and the picture are.
import { argument, withBrowser } from './common.mjs';
import { serve } from './folder.mjs';

const { folder, page: path, windows } = argument;
const server = await serve(folder);

try {
  await withBrowser(async browser => {
    const seen = [];
    for (const [width, deviceScaleFactor] of windows) {
      const viewport = { width, height: 800 };
      const context = await browser.newContext({ viewport, deviceScaleFactor });
      const page = await context.newPage();
      await page.goto(server.origin + path);
      seen.push(await page.evaluate(async () => {
        const pictures = [];
        for (const image of document.querySelectorAll('main img')) {
          image.loading = 'eager';
          await image.decode();
          const file = new URL(image.currentSrc).pathname;
          pictures.push({ alt: image.alt, file, shown: image.getBoundingClientRect().width });
        }
        return pictures;
      }));
      await context.close();
    }
    return seen;
  });
} finally {
  server.close();
}

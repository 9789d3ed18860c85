// { folder, page } → for each picture of a page, by its words: how large the page says it is; and of it
// and each of its versions, as Chromium and as Firefox show them, how large they are and in which
// corners they are red.
import { argument, withBrowser } from './common.mjs';
import { withFirefox } from './firefox.mjs';
import { serve } from './folder.mjs';

const server = await serve(argument.folder);

/** Runs in a page. */
async function look() {
  const seen = {};
  for (const image of document.querySelectorAll('main img')) {
    const sets = [image, ...image.parentElement.querySelectorAll('source')].map(node => node.srcset);
    const versions = sets.flatMap(set => set.split(/,\s+/)).map(entry => entry.split(' ', 1)[0]).filter(Boolean);
    const files = {};
    for (const url of new Set([image.getAttribute('src'), ...versions])) {
      const shown = new Image();
      shown.src = url;
      await shown.decode();
      const [width, height] = [shown.naturalWidth, shown.naturalHeight];
      const canvas = Object.assign(document.createElement('canvas'), { width, height });
      const context = canvas.getContext('2d');
      context.drawImage(shown, 0, 0);
      const isRed = (x, y) => context.getImageData(x, y, 1, 1).data[1] < 128;
      const corners = { above: [2, 2], right: [width - 3, 2], below: [width - 3, height - 3], left: [2, height - 3] };
      files[url] = [width, height, Object.keys(corners).filter(name => isRed(...corners[name])).join()];
    }
    seen[image.alt] = { said: ['width', 'height'].map(name => Number(image.getAttribute(name))), files };
  }
  return seen;
}

try {
  const url = server.origin + argument.page;
  await withBrowser(async browser => {
    const page = await browser.newPage();
    await page.goto(url);
    const chromium = await page.evaluate(look);
    const firefox = await withFirefox(async other => {
      await other.goto(url);
      return other.evaluate(look);
    });
    return { chromium, firefox };
  });
} finally {
  server.close();
}

// { folder, out, pages: { name: address } } → a picture of the top of each page, as a reader sees it.
import { join } from 'node:path';
import { argument, withBrowser } from './common.mjs';

const { folder, out, pages } = argument;
// The pages are read from the folder; nothing is asked of this host.
const origin = 'https://cert.example.org';

await withBrowser(async browser => {
  const page = await browser.newPage({ viewport: { width: 1100, height: 760 } });
  await page.route('**/*', route => {
    const path = decodeURIComponent(new URL(route.request().url()).pathname);
    return route.fulfill({ path: join(folder, path.endsWith('/') ? `${path}index.html` : path) });
  });
  for (const [name, address] of Object.entries(pages)) {
    await page.goto(`${origin}${address}`);
    await page.evaluate(() => document.fonts.ready);
    await page.screenshot({ path: join(out, `${name}.jpg`), type: 'jpeg', quality: 75 });
  }
  return Object.keys(pages);
});

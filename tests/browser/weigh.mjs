// { folder, pages } → per page what a browser asks for on a first visit, with its bytes as hosts send
// them: texts packed by gzip.
import { gzipSync } from 'node:zlib';
import { argument, withBrowser } from './common.mjs';
import { serve } from './folder.mjs';

const { folder, pages } = argument;
const server = await serve(folder);

/** What a host sends of these bytes. Letters and pictures are packed already. */
const sent = (type, body) => (/^(text|application)\/|svg/.test(type) ? gzipSync(body).length : body.length);

async function weigh(browser, path) {
  // A new reader has nothing at hand.
  const context = await browser.newContext({ viewport: { width: 360, height: 800 } });
  const page = await context.newPage();
  const answers = [];
  page.on('response', answer => answers.push(answer));
  await page.goto(server.origin + path, { waitUntil: 'load' });
  await page.evaluate(() => document.fonts.ready);
  const asked = {};
  for (const answer of answers) {
    asked[new URL(answer.url()).pathname] = sent(answer.headers()['content-type'], await answer.body());
  }
  // A browser without a window shows no icon, and does not ask for it.
  const icon = await page.evaluate(() => document.querySelector('link[rel~="icon"]')?.href);
  if (icon && !(new URL(icon).pathname in asked)) {
    const answer = await fetch(icon);
    const body = Buffer.from(await answer.arrayBuffer());
    asked[new URL(icon).pathname] = sent(answer.headers.get('content-type'), body);
  }
  await context.close();
  return asked;
}

try {
  await withBrowser(async browser => {
    const weights = {};
    for (const path of pages) weights[path] = await weigh(browser, path);
    return weights;
  });
} finally {
  server.close();
}

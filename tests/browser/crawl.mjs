// { folder or origin, pages } → per page what a reader's browser would complain about: console and
// Content-Security-Policy, requests to elsewhere, content wider than a phone, barriers found by axe
// in both colour schemes.
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { extname, join } from 'node:path';
import { argument, watch, withBrowser } from './common.mjs';

const { folder, pages } = argument;
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const POLICY = [
  "default-src 'none'", "style-src 'self'", "script-src 'self'", "img-src 'self'", "font-src 'self'",
  "connect-src 'self'", "manifest-src 'self'", "form-action 'self'", "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');
const TYPES = {
  '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript',
  '.svg': 'image/svg+xml', '.png': 'image/png', '.woff2': 'font/woff2', '.xml': 'application/xml',
  '.json': 'application/json', '.webmanifest': 'application/manifest+json', '.ico': 'image/x-icon',
};

const server = createServer(async (request, response) => {
  const path = decodeURIComponent(new URL(request.url, 'http://x').pathname);
  const file = join(folder, path.endsWith('/') ? `${path}index.html` : path);
  try {
    const body = await readFile(file);
    const type = TYPES[extname(file)] ?? 'application/octet-stream';
    response.writeHead(200, { 'content-type': type, 'content-security-policy': POLICY });
    response.end(body);
  } catch {
    // Browsers ask for this one unbidden; a site need not have it.
    response.writeHead(path === '/favicon.ico' ? 204 : 404).end();
  }
});
await new Promise(ready => server.listen(0, '127.0.0.1', ready));
const origin = argument.origin ?? `http://127.0.0.1:${server.address().port}`;

/** What sticks out of the page to the right, named so that one finds it. */
function tooWide() {
  const width = document.documentElement.clientWidth;
  if (document.scrollingElement.scrollWidth <= width) return [];
  const name = element => element.tagName.toLowerCase() + (element.className ? `.${element.className}` : '');
  const guilty = [...document.body.querySelectorAll('*')]
    .filter(element => element.getBoundingClientRect().right > width + 1).map(name);
  return [`${document.scrollingElement.scrollWidth}px wide: ${[...new Set(guilty)].slice(0, 5).join(', ')}`];
}

async function barriers(page) {
  const result = await page.evaluate(async () => {
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const { violations } = await window.axe.run(document, { runOnly: tags });
    return violations.map(({ id, help, nodes }) =>
      ({ id, help, nodes: nodes.slice(0, 3).map(node => `${node.html} ${node.failureSummary}`) }));
  });
  return result;
}

try {
  await withBrowser(async browser => {
    const findings = {};
    for (const colorScheme of ['light', 'dark']) {
      // The policy holds for the page's own loading; axe comes in from outside, through the debugger.
      const context = await browser.newContext({ colorScheme, viewport: { width: 320, height: 800 } });
      const page = await context.newPage();
      const seen = watch(page, origin);
      for (const path of pages) {
        seen.console.length = seen.external.length = 0;
        const answer = await page.goto(origin + path, { waitUntil: 'load' });
        if (!answer.ok()) seen.console.push(`status ${answer.status()}`);
        const found = {
          console: [...seen.console], external: [...seen.external], overflow: await page.evaluate(tooWide),
        };
        await page.evaluate(axe);
        found.barriers = await barriers(page);
        if (Object.values(found).some(list => list.length)) findings[`${path} (${colorScheme})`] = found;
      }
      await context.close();
    }
    return { visited: pages.length, findings };
  });
} finally {
  server.close();
}

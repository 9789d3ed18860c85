// { folder or origin, pages } → per page what a reader's browser would complain about: console and
// Content-Security-Policy, requests to elsewhere, content wider than a phone, barriers found by axe
// in both colour schemes.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { argument, watch, withBrowser } from './common.mjs';
import { serve } from './folder.mjs';

const { folder, pages } = argument;
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const server = await serve(folder);
const origin = argument.origin ?? server.origin;

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

// { folder or origin, pages, widths? } → per page what a reader's browser would complain about: console
// and Content-Security-Policy, requests to elsewhere, content wider than the window, numbers of
// things that a line breaks, barriers found by axe in both colour schemes, addresses that paper shows
// twice, and controls that do nothing where no script runs.
//
// Of the windows, the narrowest and the widest have each rule of axe put to them: between them lie all
// points at which the theme lays a page out anew. Those between are asked for what depends on measures
// alone, and the dark scheme for what depends on colours alone.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { argument, watch, withBrowser } from './common.mjs';
import { serve } from './folder.mjs';

const { folder, pages, widths = [320] } = argument;
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

/** Numbers by which people know something, such as CVE-2026-0001, that a line ends in: a link or code of its own. */
function broken() {
  const isNumber = text => text.length < 25 && /^[A-Z][A-Za-z0-9]*(-[A-Za-z0-9]+)+$/.test(text) && /\d/.test(text);
  return [...document.querySelectorAll('code, a')]
    .filter(element => isNumber(element.textContent.trim()) && element.getClientRects().length > 1).map(element => element.outerHTML);
}

/** All rules of axe that people agree on, those of measures, and those of colours. */
const ALL = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const MEASURES = { type: 'rule', values: ['scrollable-region-focusable', 'target-size'] };
const COLOURS = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] };

/** What axe finds by such rules. */
async function barriers(page, runOnly) {
  return page.evaluate(async runOnly => {
    const { violations } = await window.axe.run(document, { runOnly, resultTypes: ['violations'], preload: { assets: ['media'] } });
    return violations.map(({ id, help, nodes }) =>
      ({ id, help, nodes: nodes.slice(0, 3).map(node => `${node.html} ${node.failureSummary}`) }));
  }, runOnly);
}

/** Links that show their address twice on paper: as their text, and behind it. */
function twice() {
  const bare = text => text.trim().replace(/^https?:\/\//, '').replace(/\/$/, '');
  const adds = link => getComputedStyle(link, '::after').content.includes('http');
  return [...document.querySelectorAll('a[href^="http"]')]
    .filter(link => adds(link) && bare(link.textContent) === bare(link.href)).map(link => link.outerHTML);
}

/** Controls that are shown, but that nothing answers without a script. */
function idle() {
  const controls = 'button, input, select, textarea, canvas, [tabindex="0"], [role="button"], [role="combobox"], [role="tab"], [aria-expanded], a[href="#"], a[href^="javascript:"], form:not([action])';
  // What browsers do themselves: send a form, show what is in a popover, move what is too wide.
  const answered = 'form[action] *, [popovertarget], pre, .table-wrap';
  return [...document.querySelectorAll(controls)]
    .filter(control => control.checkVisibility() && !control.matches(`${answered}, :disabled`)).map(control => control.outerHTML);
}

try {
  await withBrowser(async browser => {
    const findings = {};
    const note = (place, found) => {
      if (Object.values(found).some(list => list.length)) findings[place] = found;
    };
    /** Opens all pages in a window of such a kind, and looks at each. */
    const visit = async (name, options, look) => {
      const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
      const page = await context.newPage();
      const seen = watch(page, origin);
      for (const path of pages) {
        seen.console.length = seen.external.length = 0;
        const answer = await page.goto(origin + path, { waitUntil: 'load' });
        if (!answer.ok()) seen.console.push(`status ${answer.status()}`);
        await look(page, path);
        note(`${path} (${name})`, { console: [...seen.console], external: [...seen.external] });
      }
      await context.close();
    };
    await visit('loaded', {}, async (page, path) => {
      // The policy holds for the page's own loading; axe comes in from outside, through the debugger.
      await page.evaluate(axe);
      for (const width of widths) {
        await page.setViewportSize({ width, height: 800 });
        const isBetween = width > Math.min(...widths) && width < Math.max(...widths);
        const found = { overflow: await page.evaluate(tooWide), broken: await page.evaluate(broken) };
        note(`${path} (${width} px)`, { ...found, barriers: await barriers(page, isBetween ? MEASURES : ALL) });
        if (isBetween) continue;
        await page.emulateMedia({ colorScheme: 'dark' });
        note(`${path} (dark, ${width} px)`, { barriers: await barriers(page, COLOURS) });
        await page.emulateMedia({ colorScheme: 'light' });
      }
      await page.emulateMedia({ media: 'print' });
      note(`${path} (printed)`, { twice: await page.evaluate(twice) });
      await page.emulateMedia({ media: null });
    });
    const plain = { javaScriptEnabled: false, viewport: { width: widths[0], height: 800 } };
    await visit('loaded without scripts', plain, async (page, path) => {
      note(`${path} (without scripts)`, { overflow: await page.evaluate(tooWide), idle: await page.evaluate(idle) });
    });
    return { visited: pages.length, findings };
  });
} finally {
  server.close();
}

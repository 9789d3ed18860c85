// { folder, pages } → where Firefox lays out another page than Chromium does, and what is wider than
// the window in either. Of a page its landmarks, headings, tables and pictures are held against each
// other: letters are not drawn to the same width everywhere, so lines may break elsewhere.
import { argument, withBrowser } from './common.mjs';
import { withFirefox } from './firefox.mjs';
import { serve } from './folder.mjs';

const { folder, pages } = argument;
const WIDTHS = [360, 768, 1440];
/** How far an edge may be from where the other browser has it. */
const EDGE = 8;
/** How much higher than in the other browser a part may be: of its height, and of one line. */
const HIGHER = 0.06;
const LINE = 40;

/** Where the parts of the page are. Runs in the page. */
async function measure() {
  await document.fonts.ready;
  const parts = 'header, nav, main, aside, footer, h1, h2, h3, table, figure, img, form, details, button';
  const shown = [...document.querySelectorAll(parts)].filter(part => part.checkVisibility());
  const width = document.documentElement.clientWidth;
  return {
    overflow: document.scrollingElement.scrollWidth - width,
    height: document.scrollingElement.scrollHeight,
    parts: shown.map(part => {
      const { left, right, height } = part.getBoundingClientRect();
      const words = part.id || part.className || part.textContent.trim().slice(0, 30);
      return { name: `${part.tagName.toLowerCase()} ${words}`, left, right, height };
    }),
  };
}

const isFar = (one, other, by) => Math.abs(one - other) > by;
const isHigher = (one, other) => isFar(one, other, LINE + HIGHER * Math.max(one, other));

/** What differs in the layout of one page. */
function differences(chromium, firefox) {
  const told = [];
  for (const [name, { overflow }] of Object.entries({ chromium, firefox })) {
    if (overflow > 0) told.push(`${name}: ${overflow} px wider than the window`);
  }
  if (isHigher(chromium.height, firefox.height)) {
    told.push(`the page: ${chromium.height} px high, ${firefox.height} in Firefox`);
  }
  const names = ({ parts }) => parts.map(part => part.name).join('\n');
  if (names(chromium) !== names(firefox)) {
    const others = new Set(firefox.parts.map(part => part.name));
    const missing = chromium.parts.filter(part => !others.has(part.name)).map(part => part.name);
    return [...told, `other parts: ${chromium.parts.length}, ${firefox.parts.length} in Firefox; ${missing.slice(0, 3)}`];
  }
  chromium.parts.forEach((one, n) => {
    const other = firefox.parts[n];
    // The middle of what is as wide as its words does not move.
    const middle = ({ left, right }) => (left + right) / 2;
    const moved = isFar(one.left, other.left, EDGE) && isFar(middle(one), middle(other), EDGE);
    if (moved || isHigher(one.height, other.height)) {
      const shown = ({ left, right, height }) => [left, right, height].map(Math.round).join(' ');
      told.push(`${one.name}: ${shown(one)}, in Firefox ${shown(other)}`);
    }
  });
  return told;
}

/** The parts of all pages at all widths, by a page that can be sent to an address and resized. */
async function all(page, origin) {
  const seen = {};
  for (const path of pages) {
    await page.goto(origin + path);
    for (const width of WIDTHS) {
      await page.resize({ width, height: 900 });
      seen[`${path} at ${width}`] = await page.evaluate(measure);
    }
  }
  return seen;
}

const server = await serve(folder);
try {
  const firefox = await withFirefox(page => all(page, server.origin));
  await withBrowser(async browser => {
    const page = await browser.newPage();
    const chromium = await all({
      goto: url => page.goto(url),
      resize: size => page.setViewportSize(size),
      evaluate: work => page.evaluate(work),
    }, server.origin);
    const found = Object.entries(chromium).map(([name, one]) => [name, differences(one, firefox[name])]);
    return { looked: found.length, differences: Object.fromEntries(found.filter(([, told]) => told.length)) };
  });
} finally {
  server.close();
}

// { folder } → what is wrong with the search of a built site, as somebody with a keyboard, a phone, a
// screen reader, paper or no network finds it.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { argument, watch, withBrowser } from './common.mjs';
import { serve } from './folder.mjs';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const server = await serve(argument.folder, 'en/404.html');
const { origin } = server;
const wrong = [];
const expect = (is, what) => is || wrong.push(what);

async function barriers(page, where) {
  const found = await page.evaluate(async () => {
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const { violations } = await window.axe.run(document, { runOnly: tags });
    return violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`);
  });
  wrong.push(...found.map(barrier => `${where}: ${barrier}`));
}

const isWide = page => page.evaluate(() => document.scrollingElement.scrollWidth > document.documentElement.clientWidth);
const filled = page => page.waitForFunction(() => document.querySelector('.search-found ol[data-whole]'));

async function header(browser, colorScheme, width) {
  const where = `${colorScheme}, ${width}px`;
  const context = await browser.newContext({ colorScheme, viewport: { width, height: 700 } });
  const page = await context.newPage();
  // Axe is brought by the driver, not by the page.
  await page.addInitScript(axe);
  const seen = watch(page, origin);
  await page.goto(`${origin}/en/`);
  const field = page.locator('.site-header [name="q"]');
  await field.fill('phish');
  await page.locator('.search-panel a').first().waitFor();
  expect((await page.locator('.search-panel [role="status"]').textContent()).match(/^\d+ results$/), `${where}: no count`);
  await filled(page);
  expect(await page.locator('.search-panel mark').count() > 1, `${where}: nothing is marked`);
  expect(!await isWide(page), `${where}: wider than the window`);
  await barriers(page, where);
  const focused = () => page.evaluate(() => [document.activeElement.localName, document.activeElement.getAttribute('href')]);
  await page.keyboard.press('ArrowDown');
  const first = await focused();
  expect(first[0] === 'a' && first[1].includes('phishing'), `${where}: no way down: ${first}`);
  await page.keyboard.press('ArrowDown');
  expect((await focused())[1] !== first[1], `${where}: the second result is the first`);
  const last = await page.locator('.search-panel a').last().getAttribute('href');
  await page.keyboard.press('End');
  expect((await focused())[1] === last, `${where}: End does not lead to the last result`);
  await page.keyboard.press('Home');
  expect((await focused())[1] === first[1], `${where}: Home does not lead to the first result`);
  await page.keyboard.press('ArrowUp');
  expect((await focused())[0] === 'input', `${where}: no way up`);
  await page.keyboard.press('Escape');
  expect(!await page.locator('.search-panel').isVisible(), `${where}: it does not close`);
  // The same way opens it again; from a result one press closes it, and nothing that was still being
  // looked for opens it.
  await page.keyboard.press('ArrowDown');
  await page.locator('.search-panel a').first().waitFor();
  await page.keyboard.press('ArrowDown');
  expect((await focused())[0] === 'a', `${where}: no way back into it`);
  await page.keyboard.press('Escape');
  expect((await focused())[0] === 'input', `${where}: Escape leaves the field`);
  await page.evaluate(() => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  expect(!await page.locator('.search-panel').isVisible(), `${where}: it does not stay closed`);
  // Of one letter nothing is said: it is no word yet.
  await field.fill('p');
  expect(!await page.locator('.search-panel').isVisible(), `${where}: one letter finds nothing`);
  await page.emulateMedia({ media: 'print' });
  expect(!await field.isVisible(), `${where}: it is printed`);
  await page.emulateMedia({ media: 'screen', forcedColors: 'active', colorScheme });
  await field.fill('phishing');
  expect(await page.locator('.search-panel').isVisible(), `${where}: nothing in forced colours`);
  await page.emulateMedia({ forcedColors: 'none' });
  // What was fetched serves without a network, too.
  await context.setOffline(true);
  await field.fill('phish');
  await page.locator('.search-panel a').first().waitFor();
  // So do the sentences that were seen before.
  await page.locator('.search-panel mark').first().waitFor();
  await context.setOffline(false);
  await field.fill('');
  await field.fill('phishing');
  await field.press('Enter');
  await page.waitForURL('**/en/search/?q=phishing');
  await filled(page);
  await barriers(page, `${where}, page of results`);
  expect(!await isWide(page), `${where}: the page of results is wider than the window`);
  expect(await page.locator('.search-here [name="q"]').inputValue() === 'phishing', `${where}: the page has other words`);
  const link = page.locator('main .search-found a').first();
  expect((await link.getAttribute('href')).startsWith('/en/guides/phishing/'), `${where}: ${await link.getAttribute('href')}`);
  await page.locator('main [name="q"]').fill('qwertyuiop');
  await page.waitForFunction(() => document.querySelector('main [role="status"]').textContent.startsWith('Nothing'));
  const complaints = seen.console.filter(text => !text.includes('ERR_INTERNET_DISCONNECTED'));
  wrong.push(...complaints, ...seen.external);
  await context.close();
}

try {
  await withBrowser(async browser => {
    await header(browser, 'light', 1100);
    await header(browser, 'dark', 320);
    const page = await browser.newPage();
    await page.goto(`${origin}/en/news/phishing-wave.html`);
    await page.locator('main .search-found a').first().waitFor();
    expect(await page.locator('main [name="q"]').inputValue() === 'news phishing wave', 'the address has other words');
    // A number in an address is looked for as one, whatever stands round it.
    for (const [path, number] of [
      ['/en/advisories/CVE-1900-1001.html', 'CVE-1900-1001'],
      ['/en/cve-1900-1001', 'cve-1900-1001'],
      ['/en/advisories/2026/EXC-2026-0004/', 'EXC-2026-0004'],
      ['/en/EXC_2026_0004', 'EXC 2026 0004'],
      // The end of an address of a computer is no ending of a file.
      ['/en/203.0.113.21', '203.0.113.21'],
      ['/en/advisories/T1566.001.htm', 'advisories T1566.001'],
    ]) {
      await page.goto(`${origin}${path}`);
      await page.locator('main .search-found a').first().waitFor();
      expect(await page.locator('main [name="q"]').inputValue() === number, `${path} is looked for as other words`);
      const first = await page.locator('main .search-found a').first().getAttribute('href');
      expect(first.startsWith('/en/advisories/'), `${path} finds ${first}`);
    }
    await page.goto(`${origin}/en/2026/10/`);
    await page.locator('main .search-found a').first().waitFor();
    const month = await page.locator('main .search-found a').first().getAttribute('href');
    expect(month.startsWith('/en/statistics/2026-10/'), `an address of a month finds ${month}`);
    // What a host shows where it knows no language: both are searched.
    const root = await serve(argument.folder, '404.html');
    await page.addInitScript(axe);
    const told = watch(page, root.origin);
    await page.goto(`${root.origin}/news/phishing-wave.html`);
    await page.locator('section[lang="en"] .search-found a').first().waitFor();
    await page.locator('section[lang="az"] .search-found [role="status"]:not(:empty)').waitFor();
    for (const lang of ['az', 'en']) {
      const words = await page.locator(`section[lang="${lang}"] [name="q"]`).inputValue();
      expect(words === 'news phishing wave', `the ${lang} search of no language has other words: ${words}`);
    }
    expect(!await isWide(page), 'the search of no language is wider than the window');
    await barriers(page, 'the search of no language');
    wrong.push(...told.console.filter(text => !text.includes('404')), ...told.external);
    root.close();
    const plain = await browser.newContext({ javaScriptEnabled: false });
    const bare = await plain.newPage();
    await bare.goto(`${origin}/az/`);
    await bare.locator('.site-header [name="q"]').fill('fişinq');
    await bare.locator('.site-header [name="q"]').press('Enter');
    await bare.waitForURL('**/az/axtaris/?q=*');
    expect(await bare.locator('.search-index').getByText('Fişinq: necə tanımalı').count() === 1, 'no list without a script');
    expect(!await bare.locator('main [name="q"]').isVisible(), 'without a script there is a field that does nothing');
    return { wrong };
  });
} finally {
  server.close();
}

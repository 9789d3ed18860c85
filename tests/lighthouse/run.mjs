// node run.mjs PROGRAM ROOT → Lighthouse for a phone over the sample site, as a real host sends it: Caddy
// with what `certsite headers caddy --precompress` says. Ends with 1 if a category is below 100.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { launch } from 'chrome-launcher';
import lighthouse from 'lighthouse';

const [program, root] = process.argv.slice(2).map(path => resolve(path));
// Home, an advisory, a month of statistics, the form: in each language.
const ADDRESSES = [
  '/az/', '/az/bulletenler/mail-server/', '/az/statistika/2026-10/', '/az/melumat-verin/',
  '/en/', '/en/advisories/mail-server/', '/en/statistics/2026-10/', '/en/report/',
];

/** A port that nothing listens on. */
function freePort() {
  return new Promise(done => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

/** Waits until something answers at an address. */
async function answers(url) {
  for (const end = Date.now() + 30_000; Date.now() < end;) {
    if (await fetch(url).then(response => response.ok, () => false)) return;
    await new Promise(done => setTimeout(done, 50));
  }
  throw new Error(`nothing answers at ${url}`);
}

let chrome;

/** What Lighthouse says of a page. A browser that has only just begun may not have painted it; then once more. */
async function scores(url) {
  for (let attempt = 1; ; attempt++) {
    const { lhr } = await lighthouse(url, { port: chrome.port, output: 'json', logLevel: 'error' });
    if (!lhr.runtimeError) return lhr;
    console.log(`${url}: ${lhr.runtimeError.code}`);
    if (attempt === 2) throw new Error(lhr.runtimeError.message);
  }
}

const folder = mkdtempSync(join(tmpdir(), 'certsite-lighthouse-'));
const port = await freePort();
const origin = `http://127.0.0.1:${port}`;
const site = ['--root', root, '--base-url', origin];
execFileSync(program, ['build', ...site, '--out', join(folder, 'public'), '--precompress'], { stdio: 'ignore' });
const headers = execFileSync(program, ['headers', 'caddy', ...site, '--precompress'], { encoding: 'utf8' });
writeFileSync(join(folder, 'Caddyfile'),
  `{\nadmin off\nauto_https off\nlog {\noutput discard\n}\n}\n` +
  `${origin} {\nbind 127.0.0.1\nroot * ${join(folder, 'public')}\n${headers}\n}\n`);
const environment = { ...process.env, HOME: folder, XDG_DATA_HOME: folder };
const caddy = spawn('caddy', ['run', '--config', join(folder, 'Caddyfile')], { env: environment, stdio: 'ignore' });
let isGood = true;
try {
  await answers(`${origin}/en/`);
  chrome = await launch({
    chromePath: '/usr/bin/chromium',
    chromeFlags: ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  });
  for (const address of ADDRESSES) {
    const lhr = await scores(`${origin}${address}`);
    const said = Object.values(lhr.categories).map(({ title, score }) => `${title} ${Math.round(score * 100)}`);
    console.log(`${address}: ${said.join(', ')}`);
    for (const { title, score, auditRefs } of Object.values(lhr.categories)) {
      if (score === 1) continue;
      isGood = false;
      const weak = auditRefs.map(({ id, weight }) => ({ ...lhr.audits[id], weight }));
      for (const audit of weak.filter(({ score, weight }) => weight > 0 && score !== null && score < 1)) {
        console.log(`    ${title}: ${audit.title} ${audit.displayValue ?? ''}`);
      }
    }
  }
} finally {
  chrome?.kill();
  caddy.kill();
  rmSync(folder, { recursive: true, force: true });
}
process.exit(isGood ? 0 : 1);

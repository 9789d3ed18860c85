// Firefox for the scripts beside this file, by WebDriver BiDi (W3C), as Debian's speaks it; Playwright
// drives only a Firefox of its own.
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import WebSocket from 'ws';

/** What would ask somebody elsewhere or show a page of its own, is off; bars lie over the page, as on phones. */
const SETTINGS = `
user_pref("app.update.disabledForTesting", true);
user_pref("browser.aboutwelcome.enabled", false);
user_pref("browser.region.update.enabled", false);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("extensions.update.enabled", false);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("services.settings.server", "data:,");
user_pref("toolkit.telemetry.enabled", false);
user_pref("ui.systemUsesDarkTheme", 0);
user_pref("ui.useOverlayScrollbars", 1);
`;

/** A connection on which each command has one answer. */
async function connect(address) {
  const socket = new WebSocket(address);
  await new Promise((done, fail) => socket.once('open', done).once('error', fail));
  const waiting = new Map();
  socket.on('message', text => {
    const { id, type, result, error, message } = JSON.parse(text);
    const { done, fail } = waiting.get(id) ?? {};
    waiting.delete(id);
    if (type === 'success') done?.(result);
    else fail?.(new Error(`${error}: ${message}`));
  });
  socket.on('close', () => waiting.forEach(({ fail }) => fail(new Error('Firefox has gone'))));
  let last = 0;
  const send = (method, params) => new Promise((done, fail) => {
    last += 1;
    waiting.set(last, { done, fail });
    socket.send(JSON.stringify({ id: last, method, params }));
  });
  return { send, close: () => socket.close() };
}

/** Runs work with a page of a new Firefox; the browser and what it wrote always go. */
export async function withFirefox(work) {
  const profile = await mkdtemp(join(tmpdir(), 'certsite-firefox-'));
  await writeFile(join(profile, 'user.js'), SETTINGS);
  const options = ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0'];
  const browser = spawn('/usr/bin/firefox-esr', options, {
    stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, HOME: profile },
  });
  const ended = new Promise(done => browser.once('close', done));
  try {
    const address = await new Promise((done, fail) => {
      createInterface({ input: browser.stderr }).on('line', line => {
        const found = /WebDriver BiDi listening on (ws:\S+)/.exec(line);
        if (found) done(found[1]);
      });
      browser.once('error', fail).once('close', code => fail(new Error(`Firefox ended with ${code}`)));
    });
    const { send, close } = await connect(`${address}/session`);
    await send('session.new', { capabilities: {} });
    const { contexts: [{ context }] } = await send('browsingContext.getTree', {});
    const page = {
      /** Opens an address, and waits until all of it is there. */
      goto: url => send('browsingContext.navigate', { context, url, wait: 'complete' }),
      /** Sets the size of the window's inside. */
      resize: viewport => send('browsingContext.setViewport', { context, viewport }),
      /** What a function makes of the page; it takes nothing, and its value is plain. */
      evaluate: async work => {
        const { type, result, exceptionDetails } = await send('script.evaluate', {
          expression: `Promise.resolve((${work})()).then(JSON.stringify)`,
          target: { context }, awaitPromise: true,
        });
        if (type !== 'success') throw new Error(exceptionDetails.text);
        return JSON.parse(result.value);
      },
    };
    const seen = await work(page);
    close();
    return seen;
  } finally {
    browser.kill();
    await ended;
    await rm(profile, { recursive: true, force: true });
  }
}

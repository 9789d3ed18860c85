// Chromium for the scripts beside this file: each takes one JSON argument and prints one JSON line.
import { chromium } from 'playwright-core';

/** The argument that the test gave. */
export const argument = JSON.parse(process.argv[2]);

/** Runs the script's work in a browser and prints what it returns; the browser always goes. */
export async function withBrowser(work) {
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    // As root there is no sandbox to be had; the rest keeps the browser from calling home.
    args: [
      '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync',
      '--disable-background-networking', '--disable-component-update', '--disable-dev-shm-usage',
    ],
  });
  try {
    console.log(JSON.stringify(await work(browser)));
  } finally {
    await browser.close();
  }
}

/** Collects what a page says on the console, what fails, and every request that leaves its origin. */
export function watch(page, origin) {
  const seen = { console: [], external: [] };
  page.on('console', message => {
    if (['error', 'warning'].includes(message.type())) seen.console.push(message.text());
  });
  page.on('pageerror', error => seen.console.push(String(error)));
  page.on('requestfailed', request => {
    // Leaving a page ends what it still waits for.
    if (request.failure().errorText !== 'net::ERR_ABORTED') seen.console.push(`failed: ${request.url()}`);
  });
  page.on('request', request => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`) && !url.startsWith('data:')) seen.external.push(url);
  });
  return seen;
}

/** Types into the form, or chooses, what is given by the names of its fields. */
export async function fill(page, values) {
  const form = page.locator('form.report-form');
  for (const [name, value] of Object.entries(values)) {
    const control = form.locator(`[name="${name}"]`).first();
    // As a person does who looks for the question.
    await control.evaluate(node => {
      const group = node.closest('details');
      if (group && !group.open) group.querySelector('summary').click();
    });
    const kind = await control.evaluate(node => node.type ?? node.tagName);
    if (kind === 'radio' || kind === 'checkbox') {
      const chosen = Array.isArray(value) ? value : [value];
      for (const one of chosen) await form.locator(`[name="${name}"][value="${one}"]`).check();
    } else if (kind === 'select-one') {
      await control.selectOption(value);
    } else {
      await control.fill(value);
    }
  }
}

/** Sends the form; the status of the answer. */
export async function submit(page) {
  const answer = page.waitForResponse(response => response.request().method() === 'POST');
  // A page with all answers has it twice.
  await page.locator('button.submit').first().click();
  const status = (await answer).status();
  await page.waitForLoadState('load');
  return status;
}

// Fetches the form's age token when a reader comes to the form, and does the work that the token
// asks for while posts come in floods. Counts what is typed, keeps words in this browser where the
// reporter wants that, and asks before a page with words in it is left. Without it the form works
// all the same.

const form = document.getElementById('report-form');
const field = form.elements.namedItem('token');

/** A token is `seconds.nonce.bits.seal`; the server takes it for a day. */
const HALF_A_DAY = 12 * 3600;
const issued = () => Number(field.value.split('.', 1)[0]);

/** So many digests at once: the page answers to its reader between two batches. */
const BATCH = 256;

/** The number that, behind the seal, makes a SHA-256 with so many zero bits in front. */
async function work(seal, bits) {
  const text = new TextEncoder();
  for (let first = 0; ; first += BATCH) {
    const digests = await Promise.all(Array.from({ length: BATCH }, (_, n) =>
      crypto.subtle.digest('SHA-256', text.encode(`${seal}:${first + n}`))));
    const found = digests.findIndex(digest =>
      Math.clz32(new DataView(digest).getUint32(0)) >= bits);
    if (found >= 0) return first + found;
  }
}

async function prepare() {
  if (Date.now() / 1000 - issued() < HALF_A_DAY) return;
  const answer = await fetch(`${form.getAttribute('action')}/token`);
  if (!answer.ok) return;
  const token = await answer.text();
  // At once: whoever posts before the work is done has at least the token's age.
  field.value = token;
  const [, , bits, seal] = token.split('.');
  // Web Crypto is for pages that came over TLS.
  if (bits > 0 && crypto.subtle) field.value = `${token}:${await work(seal, bits)}`;
}

// Whoever has no network now may have one when posting; a report needs no token.
const begin = () => prepare().catch(() => {});
if (form.matches(':focus-within')) begin();
else form.addEventListener('focusin', begin, { once: true });

// ---- what there is still room for ----

const letters = new Intl.Segmenter(form.lang);
/** Letters as readers count them; a line break is one. */
const count = text => [...letters.segment(text.replaceAll('\r\n', '\n'))].length;
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);

for (const limit of form.querySelectorAll('.limit')) {
  const control = document.getElementById(limit.id.replace(/-limit$/, ''));
  const { most, left, over, count: files, bytes, many, large } = limit.dataset;
  const told = limit.textContent;
  const judge = () => {
    if (most) {
      // Nothing that is short by its units is long by its letters.
      if (control.value.length < most / 2) return [told];
      const n = count(control.value);
      return n > most ? [fill(over, { n }), true] : [`${told} ${fill(left, { n: most - n })}`];
    }
    const size = [...control.files].reduce((sum, file) => sum + file.size, 0);
    if (control.files.length > files) return [many, true];
    if (size > bytes) return [fill(large, { size: `${(size / 2 ** 20).toFixed(1)} MB` }), true];
    return [told];
  };
  if (!most && !bytes) continue;
  control.addEventListener('input', () => {
    const [text, isOver = false] = judge();
    // Read aloud only once something is wrong: a number at each letter would drown the words.
    limit.setAttribute('aria-live', isOver ? 'polite' : 'off');
    limit.classList.toggle('is-over', isOver);
    if (limit.textContent !== text) limit.textContent = text;
  });
}

// ---- words in this browser ----

/** The receipt takes it away; the address is the same in every language. */
const KEPT = `words:${form.getAttribute('action')}`;
const keep = document.getElementById('keep-words');
const controls = () => [...form.elements].filter(control =>
  control.name && !['hidden', 'file', 'submit'].includes(control.type) && !control.closest('.trap'));
const isChoice = control => ['radio', 'checkbox'].includes(control.type);
const words = () => controls().map(control =>
  [control.name, control.value, isChoice(control) ? control.checked : null]);
const write = () => localStorage.setItem(KEPT, JSON.stringify(words()));

/** Puts words back that were kept, each where its control still is. */
function restore(kept) {
  for (const [name, value, checked] of kept) {
    const control = controls().find(control => control.name === name &&
      (checked === null ? !isChoice(control) : control.value === value));
    if (!control) continue;
    const before = isChoice(control) ? control.checked : control.value;
    if (checked === null) control.value = value;
    else control.checked = checked;
    if (before === (checked ?? value)) continue;
    control.dispatchEvent(new Event('input'));
    const group = control.closest('details');
    if (group) group.open = true;
  }
}

/** An answer has words in it that stand nowhere else. */
const isFresh = form.dataset.fresh !== undefined;
let isSent = false;
const ask = event => { if (!isSent && !keep.checked) event.preventDefault(); };
if (!isFresh) addEventListener('beforeunload', ask);

// A browser may refuse to keep anything; nobody is offered then what cannot be.
try {
  const kept = localStorage.getItem(KEPT);
  keep.checked = kept !== null;
  // An answer has the words already, and newer ones.
  if (kept && isFresh) restore(JSON.parse(kept));
  keep.addEventListener('change', () => keep.checked ? write() : localStorage.removeItem(KEPT));
  keep.closest('.keep').hidden = false;
} catch { /* The form works without. */ }

form.addEventListener('input', ({ target }) => {
  if (target === keep) return;
  // Adding it again adds nothing.
  addEventListener('beforeunload', ask);
  if (keep.checked) write();
});
form.addEventListener('submit', () => { isSent = true; });
// A page that is shown again, by “Back”, may be left with words once more.
addEventListener('pageshow', () => { isSent = false; });

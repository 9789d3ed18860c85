// Fetches the form's age token when a reader comes to the form, and does the work that the token
// asks for while posts come in floods. Without it the form works all the same.

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

// A button beside each text that is taken along: shown only where the browser lets a page copy, which
// it does for pages that came over TLS. What came of it is read out, too.

const places = navigator.clipboard ? document.querySelectorAll('.copying') : [];
for (const place of places) {
  const told = place.querySelector('[role="status"]');
  const copied = place.parentElement.querySelector('.copied').textContent.trimEnd();
  place.querySelector('button').addEventListener('click', async () => {
    told.textContent = '';
    const { done, failed } = told.dataset;
    told.textContent = await navigator.clipboard.writeText(`${copied}\n`).then(() => done, () => failed);
  });
  place.hidden = false;
}

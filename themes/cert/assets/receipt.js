// Takes away what the form kept in this browser: the report has arrived.

const form = location.pathname.split('/receipt/', 1)[0];
try {
  localStorage.removeItem(`words:${form}`);
} catch { /* Nothing was kept then. */ }

//! certsite from outside: the real program on small sites, on the shipped one, and in a browser.

// What certsite makes of the corpus too, and no more: lists, tags, one feed a language, a sitemap.
import { minify } from "html-minifier-terser";

const LANGUAGES = ["az", "en"];
const SECTIONS = ["advisories", "news", "guides"];
const PAGE_SIZE = 20;

/** The pages of one list, each with its part of the items. */
function pages(lang, title, address, items) {
  const count = Math.max(1, Math.ceil(items.length / PAGE_SIZE));
  const url = (n) => (n === 0 ? address : `${address}page/${n + 1}/`);
  return Array.from({ length: count }, (_, n) => ({
    lang,
    title,
    url: url(n),
    number: n + 1,
    count,
    previous: n > 0 ? url(n - 1) : null,
    next: n + 1 < count ? url(n + 1) : null,
    items: items.slice(n * PAGE_SIZE, (n + 1) * PAGE_SIZE),
  }));
}

/** Headings with an id of their own: `## Summary {#summary}`. */
function ids(state) {
  for (const [n, token] of state.tokens.entries()) {
    const text = token.type === "heading_open" && state.tokens[n + 1].children.at(-1);
    const found = text && text.content.match(/ \{#([a-z-]+)\}$/);
    if (found) {
      text.content = text.content.slice(0, found.index);
      token.attrSet("id", found[1]);
    }
  }
}

export default function (config) {
  const all = (api) => api.getFilteredByGlob("content/**/*.md").reverse();
  config.addCollection("lists", (api) => {
    const everything = all(api);
    return LANGUAGES.flatMap((lang) => {
      const own = everything.filter((item) => item.data.lang === lang);
      const tags = [...new Set(own.flatMap((item) => item.data.tags))].sort();
      const sections = SECTIONS.flatMap((section) => {
        const items = own.filter((item) => item.url.startsWith(`/${lang}/${section}/`));
        items.forEach((item, n) => {
          item.data.neighbours = [items[n - 1], items[n + 1]].map(
            (other) => other && { url: other.url, title: other.data.title },
          );
        });
        return pages(lang, section, `/${lang}/${section}/`, items);
      });
      const ofTags = tags.flatMap((tag) => {
        const items = own.filter((item) => item.data.tags.includes(tag));
        return pages(lang, tag, `/${lang}/tags/${tag}/`, items);
      });
      return [...sections, ...ofTags];
    });
  });
  config.addCollection("feeds", (api) => {
    const everything = all(api);
    return LANGUAGES.map((lang) => ({
      lang,
      items: everything.filter((item) => item.data.lang === lang).slice(0, PAGE_SIZE),
    }));
  });
  config.addFilter("day", (date) => date.toISOString().slice(0, 10));
  config.amendLibrary("md", (md) => md.core.ruler.push("ids", ids));
  config.addTransform("minify", function (text) {
    const isPage = (this.page.outputPath || "").endsWith(".html");
    return isPage ? minify(text, { collapseWhitespace: true, removeComments: true }) : text;
  });
  return {
    dir: { input: "content", includes: "../_includes" },
    markdownTemplateEngine: false,
  };
}

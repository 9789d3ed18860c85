// Thunderbird's modules beside this file read the letter on standard input; prints what they find.
import { readFileSync } from "node:fs";

const lazy = {};
globalThis.ChromeUtils = {
  generateQI: () => () => {},
  defineESModuleGetters: (target, names) => {
    for (const name of Object.keys(names)) {
      Object.defineProperty(target, name, { get: () => lazy[name] });
    }
  },
};
globalThis.Cu = {
  reportError: why => {
    throw why;
  },
};
const { jsmime } = await import("./jsmime.sys.mjs");
// Gecko's own; the alphabets of letters are known to every decoder.
jsmime.mimeutils.MimeTextDecoder = TextDecoder;
const { MimeParser } = await import("./mimeParser.sys.mjs");
Object.assign(lazy, { jsmime, MimeParser });
const { EnigmailMime } = await import("./mime.sys.mjs");

const letter = readFileSync(0).toString("latin1");
const headers = EnigmailMime.extractProtectedHeaders(letter);
const parts = [];
MimeParser.parseSync(
  letter,
  {
    startPart(number, headers) {
      const type = headers.get("content-type");
      const disposition = headers.has("content-disposition")
        ? MimeParser.getParameter(headers.getRawHeader("content-disposition")[0], "filename")
        : "";
      parts.push({ number, type: type.type, name: disposition, text: "" });
    },
    deliverPartData(number, data) {
      const part = parts.find(part => part.number === number);
      part.text += typeof data === "string" ? data : Buffer.from(data).toString();
    },
  },
  { bodyformat: "decode", strformat: "unicode", charset: "utf-8" }
);
const told = headers && {
  subject: headers.get("subject"),
  date: headers.get("date"),
  answers: headers.get("reply-to")?.map(address => address.email),
};
console.log(JSON.stringify({ told, parts }));

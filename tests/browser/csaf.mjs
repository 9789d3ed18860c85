// { files } → what the CSAF validator of another team finds in each document, by kind of test.
import { readFile } from 'node:fs/promises';
import * as schema from '@secvisogram/csaf-validator-lib/schemaTests.js';
import * as mandatory from '@secvisogram/csaf-validator-lib/mandatoryTests.js';
import * as optional from '@secvisogram/csaf-validator-lib/optionalTests.js';
import * as informative from '@secvisogram/csaf-validator-lib/informativeTests.js';
import validate from '@secvisogram/csaf-validator-lib/validate.js';

// These ask the network for every address, or a dictionary.
const ELSEWHERE = new Set(['informativeTest_6_3_6', 'informativeTest_6_3_7', 'informativeTest_6_3_8']);

const { files } = JSON.parse(process.argv[2]);
const ran = {};
const findings = [];
for (const file of files) {
  const document = JSON.parse(await readFile(file, 'utf8'));
  for (const [kind, tests] of Object.entries({ schema, mandatory, optional, informative })) {
    const chosen = Object.values(tests).filter((test) => !ELSEWHERE.has(test.name));
    ran[kind] = chosen.length;
    const result = await validate(chosen, document);
    for (const test of result.tests) {
      for (const finding of [...test.errors, ...test.warnings, ...test.infos]) {
        findings.push({ file, kind, test: test.name, ...finding });
      }
    }
  }
}
console.log(JSON.stringify({ ran, findings }));

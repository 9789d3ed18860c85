// { files } → what the CSAF validator of another team finds in each document, by kind of test.
import './quick.mjs';
import { readFile } from 'node:fs/promises';
import * as schema from '@secvisogram/csaf-validator-lib/schemaTests.js';
import * as mandatory from '@secvisogram/csaf-validator-lib/mandatoryTests.js';
import * as optional from '@secvisogram/csaf-validator-lib/optionalTests.js';
import * as informative from '@secvisogram/csaf-validator-lib/informativeTests.js';
import * as schema21 from '@secvisogram/csaf-validator-lib/csaf_2_1/schemaTests.js';
import * as mandatory21 from '@secvisogram/csaf-validator-lib/csaf_2_1/mandatoryTests.js';
import * as optional21 from '@secvisogram/csaf-validator-lib/csaf_2_1/recommendedTests.js';
import * as informative21 from '@secvisogram/csaf-validator-lib/csaf_2_1/informativeTests.js';
import validate from '@secvisogram/csaf-validator-lib/validate.js';

// These ask the network for every address, or a dictionary.
const ELSEWHERE = new Set(['informativeTest_6_3_6', 'informativeTest_6_3_7', 'informativeTest_6_3_8']);

// By the version of the standard that a document names; what is optional in 2.0 is recommended in 2.1.
const TESTS = {
  '2.0': { schema, mandatory, optional, informative },
  '2.1': {
    schema: { csaf_2_1: schema21.csaf_2_1 },
    mandatory: mandatory21,
    optional: optional21,
    informative: informative21,
  },
};

const { files } = JSON.parse(process.argv[2]);
const ran = {};
const findings = [];
for (const file of files) {
  const document = JSON.parse(await readFile(file, 'utf8'));
  for (const [kind, tests] of Object.entries(TESTS[document.document.csaf_version])) {
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

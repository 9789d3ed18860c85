// Must be imported before the tests of the CSAF validator: each makes itself a validator of JSON, which
// compiles the rules of all rules anew before it compiles the few of the test. One does for all of
// them, and a tenth of the time is left.
import { createRequire } from 'node:module';

const library = createRequire(import.meta.resolve('@secvisogram/csaf-validator-lib/validate.js'));
const { Ajv } = library('ajv/dist/jtd.js');
const first = new Ajv();
Ajv.prototype.validateSchema = first.validateSchema.bind(first);

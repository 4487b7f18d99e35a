// The id of an authority: the same that the service derives, or one town would be two.
import assert from "node:assert/strict";
import { test } from "node:test";
import { authorityId, readCode } from "../../../service/web/ui/src/authority.ts";

test("ids are those of events/ids.py", () => {
  assert.equal(authorityId({ siren: "215704636" }), "024a4e3c-3f73-5201-9d07-23f50538749d");
  assert.equal(authorityId({ insee_code: "2A004" }), "933511db-c5a5-536e-b708-27085665291d");
});

test("a code is read as people write it, or not at all", () => {
  assert.deepEqual(readCode(" 215 704\u00a0636 "), { siren: "215704636" });
  assert.deepEqual(readCode("2a004"), { insee_code: "2A004" });
  for (const text of ["", "57", "2157046371", "2C004", "215704637", "Valbrun"]) {
    assert.equal(readCode(text), null);
  }
});

// The reference for documents that several people write: applies updates and edits with Yjs itself, for tests that hold the service to it.
// One line in: {updates: [base64], ops: [["insert", at, text] | ["delete", at, count]], gc: true}; one line out: {text, update} of it all.
import { createInterface } from "node:readline";
import * as Y from "yjs";

for await (const line of createInterface({ input: process.stdin })) {
  const { updates = [], ops = [], gc = true } = JSON.parse(line);
  const doc = new Y.Doc({ gc });
  const text = doc.getText("text");
  for (const update of updates) {
    Y.applyUpdate(doc, Buffer.from(update, "base64"));
  }
  for (const [what, at, value] of ops) {
    what === "insert" ? text.insert(at, value) : text.delete(at, value);
  }
  console.log(JSON.stringify({ text: text.toString(), update: Buffer.from(Y.encodeStateAsUpdate(doc)).toString("base64") }));
}

// Clients of a text, held by Yjs itself, for the test that has the service write with them.
// Lines in: {at: client, type: [place, text, instead of how many characters]}, {at, take: base64}, {at, send: true}; one line out for each:
// {text, u: what was typed since it was sent last, merged as the app merges it, or ""}.
import { createInterface } from "node:readline";
import * as Y from "yjs";

const clients = new Map();

function client(name) {
  if (!clients.has(name)) {
    const held = { doc: new Y.Doc(), typed: [] };
    held.doc.on("update", (update, origin) => origin === "elsewhere" || held.typed.push(update));
    clients.set(name, held);
  }
  return clients.get(name);
}

for await (const line of createInterface({ input: process.stdin })) {
  const { at, type, take, send = false } = JSON.parse(line);
  const { doc, typed } = client(at);
  const text = doc.getText("text");
  if (type) {
    const [place, put, instead] = type;
    doc.transact(() => {
      text.delete(place, instead);
      text.insert(place, put);
    });
  }
  if (take) {
    Y.applyUpdate(doc, Buffer.from(take, "base64"), "elsewhere");
  }
  const u = send && typed.length > 0 ? Buffer.from(Y.mergeUpdates(typed.splice(0))).toString("base64") : "";
  console.log(JSON.stringify({ text: text.toString(), u }));
}

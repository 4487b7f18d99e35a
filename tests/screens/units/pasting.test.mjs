// A block copied in a spreadsheet: its cells, what each is read as, and what one command makes of them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { blockOf, editsOf, needsReason, paste, previewsOf, readCell } from "../../../service/web/ui/src/plan/pasting.ts";

const nobody = { people: [], axes: [] };
const value = (column, text, known = nobody) => readCell(column, text, known).value;
const wrong = (column, text, known = nobody) => "wrong" in readCell(column, text, known);
const action = (action_id, more) => ({ action_id, title: action_id, lead: null, status: "planned", partners: [], extra: {}, ...more });

test("cells stand between tabs and line ends, and quotes hold those that hold such signs", () => {
  assert.deepEqual(blockOf("a\tb\r\nc\td\r\n"), [["a", "b"], ["c", "d"]]);
  assert.deepEqual(blockOf('"one\ntwo"\t"say ""yes"""\n\tlast'), [["one\ntwo", 'say "yes"'], ["", "last"]]);
  assert.deepEqual(blockOf('5" pipe'), [['5" pipe']]);
});

test("days, amounts, choices, lists and ticks are read as people write them", () => {
  assert.equal(value("starts_on", "05/09/2011"), "2011-09-05");
  assert.equal(value("starts_on", "5.9.11"), "2011-09-05");
  assert.equal(value("starts_on", "2011-09-05 00:00:00"), "2011-09-05");
  assert.equal(value("starts_on", "5 sept. 2011"), "2011-09-05");
  assert.ok(wrong("starts_on", "31/02/2011") && wrong("starts_on", "bientôt"));
  assert.equal(value("budget_planned", "24\u202f000,50\u00a0€"), 2_400_050);
  assert.equal(value("status", "en cours"), "in_progress");
  assert.ok(wrong("status", "en retard"));
  assert.deepEqual(value("partners", "ADEME, Région; CCAS"), ["ADEME", "Région", "CCAS"]);
  assert.equal(value("continuous", "VRAI"), true);
  assert.deepEqual(value("aims", "Biodiversité, milieux et ressources, Cohésion sociale et solidarité").toSorted(), ["biodiversity", "cohesion"]);
  assert.deepEqual(value("lead_people", "Ada Lune et Ben Sol", { people: [{ id: "1", name: "Ada Lune" }, { id: "2", name: "Ben Sol" }], axes: [] }), ["1", "2"]);
  assert.ok(wrong("lead_people", "Inconnue"));
  assert.equal(value("axis_id", "à pied", { people: [], axes: [{ id: "x", title: "À pied" }] }), "x");
  assert.ok(wrong("funders", "ADEME") && wrong("title", " "));
});

test("a block lies over the rows and columns that are there, and says what it has no room for", () => {
  const rows = [action("a", { lead: "Ville" }), action("b")];
  const found = paste(blockOf("Ville\tbloqué\tx\nCCAS\tjamais\tx\nzu\tviel\tx"), rows, ["lead", "status"], nobody);
  assert.deepEqual(found.changes.map(({ action, column }) => [action.action_id, column]), [["a", "status"], ["b", "lead"]]);
  assert.deepEqual([found.unread.length, found.unchanged, found.rowsOver, found.columnsOver], [1, 1, 1, 1]);
  assert.ok(needsReason(found.changes));
  assert.deepEqual(editsOf(found.changes), {
    a: { tag: "action.edit", status: { was: "planned", to: "blocked" } },
    b: { tag: "action.edit", lead: { was: null, to: "CCAS" } },
  });
});

test("columns of the imported spreadsheet keep each other", () => {
  const found = paste(blockOf("12\t13"), [action("a", { extra: { Old: "1", More: "2" } })], ["extra.Old", "extra.New"], nobody);
  assert.deepEqual(editsOf(found.changes).a.extra, { Old: { was: "1", to: "12" }, New: { was: null, to: "13" } });
  assert.deepEqual(previewsOf(found.changes).get("a"), { extra: { Old: "12", New: "13", More: "2" } });
});

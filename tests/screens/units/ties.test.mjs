// Who guides whom, drawn: the same ties give the same drawing, what came to nothing is not in it, and no line hides what runs.
import assert from "node:assert/strict";
import { test } from "node:test";
import { drawn, tiesOf } from "../../../service/web/ui/src/pages/mentoringTies.ts";

const offer = (offer_id, authority_id, themes, withdrawn = false) => ({ offer_id, person_id: `p-${offer_id}`, authority_id, themes, capacity: 2, withdrawn });
const pair = (mentorship_id, offer_id, authority_id, themes, stage) => ({ mentorship_id, offer_id, mentor_id: `p-${offer_id}`, mentee_id: `p-${mentorship_id}`, authority_id, themes, stage });
const party = (authority, person) => ({ id: authority ?? person, name: authority ?? person, person });
const plain = (text) => text.toLowerCase();
const byName = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

const OFFERS = [offer("o1", "Merlange", ["Haies", "Eau"]), offer("o2", null, ["eau"]), offer("o3", "Combe", ["Bois"], true)];
const PAIRS = [pair("m1", "o1", "Rivebelle", ["haies"], "running"), pair("m2", "o3", "Clairmont", [], "closed"), pair("m3", "o1", "Clairmont", ["Eau"], "declined")];

test("the ties of everybody are the same drawing, in whatever order they come", () => {
  const ties = tiesOf(OFFERS, PAIRS, party);
  const { nodes, lines, rows } = drawn(ties, plain, byName, "no theme");
  const backwards = drawn(tiesOf([...OFFERS].reverse(), [...PAIRS].reverse(), party), plain, byName, "no theme");
  const said = (drawing) => [drawing.nodes.map(({ id, name, place }) => [id, name, place]), drawing.lines.map(({ from, to, standing }) => [from, to, standing])];
  assert.deepEqual(said(backwards), said({ nodes, lines }));
  assert.equal(rows, 3);
  assert.deepEqual(nodes.filter(({ column }) => column === 0).map(({ name }) => name), ["Combe", "Merlange", "p-o2"]); // by name; whose offer is in nobody's name is a person
});

test("a request that was declined, and an offer that was withdrawn, tie nobody", () => {
  const ties = tiesOf(OFFERS, PAIRS, party);
  assert.deepEqual(ties.map(({ id, standing }) => [id, standing]), [["m1", "running"], ["m2", "closed"], ["o1", "offered"], ["o2", "offered"]]);
  assert.equal(ties[1].guide.name, "Combe"); // for whom the mentor spoke stays known
});

test("one theme in two spellings is one, and what runs is drawn over what is only on offer", () => {
  const { nodes, lines } = drawn(tiesOf(OFFERS, PAIRS, party), plain, byName, "no theme");
  assert.deepEqual(nodes.filter(({ column }) => column === 1).map(({ id }) => id), ["1:no theme", "1:haies", "1:eau"]);
  assert.deepEqual(lines.filter(({ to }) => to === "1:haies").map(({ standing, of }) => [standing, of.length]), [["running", 2]]);
  assert.equal(lines.at(-1).standing, "running");
});

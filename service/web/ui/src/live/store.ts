/**
 * The rows a person may see, as they stand: one signal a row, so that a change redraws what shows that row and nothing else.
 *
 * A row is kept with the lanes that show it; a removal takes one lane away, and the row goes with the last.
 * What a person asked for and the service has not yet answered lies over the rows as previews; no rule is applied here.
 */

import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { t } from "../i18n.ts";
import { same } from "../same.ts";
import type { AnyRow, NameCell, PlanPage, RowOf, SnapRow, Table, TxRow, Uuid } from "../types.ts";

export type Key = string | number;

/** What a person is called here. */
export interface Named {
  readonly name: string;
  readonly function: string | null;
  readonly photo?: number;
}

/** Whole numbers by key, as docs/dashboards.md has them; what is not told is nought. */
export type Figures = Readonly<Record<string, number>>;

/** The field that names a row of each table. */
const KEY_FIELDS: { readonly [T in Table]: keyof RowOf<T> } = {
  network_profile: "network_id",
  network_governance: "governance_id",
  plan_list: "plan_id",
  axis_list: "axis_id",
  phase_calendar: "phase_id",
  version_list: "version_id",
  moment_list: "moment_id",
  public_plans: "plan_id",
  plan_board: "action_id",
  conflict_inbox: "conflict_id",
  recent_activity: "position",
  member_list: "authority_id",
  rights: "person_id",
  restricted_items: "item_id",
  item_places: "item_id",
  note_list: "note_id",
  comment_list: "comment_id",
  attachment_list: "attachment_id",
  workshop_list: "workshop_id",
  workshop_board: "contribution_id",
  workshop_questions: "question_id",
  workshop_groups: "table_id",
  workshop_seats: "seat_id",
  workshop_tally: "workshop_id",
  synthesis_list: "synthesis_id",
  synthesis_clusters: "cluster_id",
  synthesis_promotions: "cluster_id",
  synthesis_sources: "place_id",
  synthesis_answers: "link_id",
  synthesis_scores: "score_id",
  roadmap_list: "roadmap_id",
  roadmap_programmes: "programme_id",
  consultation_list: "consultation_id",
  consultation_opinions: "opinion_id",
  directory: "authority_id",
  referent_list: "referent_id",
  skill_list: "skill_id",
  mentor_list: "offer_id",
  mentor_places: "offer_id",
  mentoring_circle: "mentorship_id",
  mentoring_journal: "note_id",
  question_list: "question_id",
  support_file_list: "file_id",
  finding_list: "finding_id",
  idea_list: "idea_id",
  body_list: "body_id",
  body_follow_ups: "follow_up_id",
  process_list: "process_id",
  process_steps: "step_id",
  process_resolutions: "resolution_id",
  process_recognitions: "request_id",
  process_sessions: "session_id",
  process_templates: "template_id",
  meeting_series_list: "series_id",
  meeting_theme_list: "theme_id",
  meeting_list: "meeting_id",
  meeting_agenda: "item_id",
  meeting_answers: "answer_id",
  meeting_attendance: "participant_id",
  meeting_decisions: "decision_id",
  meeting_visits: "visit_id",
  meeting_bookings: "booking_id",
  minutes_list: "minutes_id",
  minutes_sections: "section_id",
  minutes_amendments: "amendment_id",
  questionnaire_list: "questionnaire_id",
  questionnaire_questions: "question_id",
  questionnaire_answers: "answer_id",
};

/** How a row will look if the service agrees: some fields of one that is there, or a whole new one. */
export interface Preview<T extends Table = Table> {
  readonly table: T;
  readonly key: Key;
  readonly set: Partial<RowOf<T>>;
  readonly fresh?: boolean;
}

interface Held {
  readonly truth: Signal<AnyRow | null>;
  readonly previews: Signal<readonly Preview[]>;
  readonly shown: ReadonlySignal<AnyRow | null>;
  readonly lanes: Set<string>;
}

interface Rows {
  readonly held: Map<Key, Held>;
  /** Raised when a key comes or goes. */
  readonly keys: Signal<number>;
  readonly all: ReadonlySignal<readonly AnyRow[]>;
}

const FROZEN = "frozen";

export class Store {
  private readonly tables = new Map<Table, Rows>();
  private readonly names = new Map<Uuid, Signal<NameCell | null>>();
  private readonly namesKnown = signal(0);
  /** Figures by lane: of several lanes, people are shown the sum. */
  private readonly counted = signal<ReadonlyMap<string, Figures>>(new Map());
  private readonly today: Store | null;

  constructor(today: Store | null = null) {
    this.today = today;
  }

  /** The rows of one moment of the past: they never change. People and members are those of today. */
  static of(page: PlanPage, today: Store): Store {
    const rows: SnapRow[] = [
      { table: "plan_list", row: page.plan },
      ...page.axes.map((row) => ({ table: "axis_list", row })),
      ...page.phases.map((row) => ({ table: "phase_calendar", row })),
      ...page.versions.map((row) => ({ table: "version_list", row })),
      ...page.actions.map((row) => ({ table: "plan_board", row })),
      ...page.conflicts.map((row) => ({ table: "conflict_inbox", row })),
      ...page.notes.map((row) => ({ table: "note_list", row })),
    ];
    return Store.frozen(rows, today);
  }

  /** Rows of one moment of the past, whatever they are of. */
  static frozen(rows: readonly SnapRow[], today: Store): Store {
    const store = new Store(today);
    store.replace(FROZEN, rows);
    return store;
  }

  /** Reading it follows this row alone. */
  row<T extends Table>(table: T, key: Key): RowOf<T> | null {
    const rows = this.rowsOf(table);
    const held = rows.held.get(key);
    if (held === undefined) {
      void rows.keys.value; // It may yet come.
      return null;
    }
    return held.shown.value as RowOf<T> | null;
  }

  /** Reading it follows every row of the table. */
  all<T extends Table>(table: T): readonly RowOf<T>[] {
    return this.rowsOf(table).all.value as readonly RowOf<T>[];
  }

  /** Whoever was erased is told as such: their cell has come, without a name. */
  nameOf(person: Uuid): Named | null {
    if (this.today !== null) {
      return this.today.nameOf(person);
    }
    const cell = this.names.get(person);
    if (cell === undefined) {
      void this.namesKnown.value;
      return null;
    }
    return cell.value === null ? null : { ...cell.value, name: cell.value.name ?? t("person.erased") };
  }

  /** Has word come that this person was erased? */
  isErased(person: Uuid): boolean {
    void this.namesKnown.value;
    return this.today?.isErased(person) ?? this.names.get(person)?.value?.name === null;
  }

  /** Everyone who can be named. */
  people(): readonly (Named & { readonly person_id: Uuid })[] {
    if (this.today !== null) {
      return this.today.people();
    }
    void this.namesKnown.value;
    const people: (Named & { person_id: Uuid })[] = [];
    for (const [person_id, cell] of this.names) {
      const known = cell.value;
      if (known !== null && known.name !== null) {
        people.push({ ...known, name: known.name, person_id });
      }
    }
    return people;
  }

  /** What one lane says happened. */
  apply(lane: string, rows: readonly TxRow[]): void {
    batch(() => {
      for (const { table, key, row } of rows) {
        if (isTable(table)) {
          if (row === null) {
            this.take(table, key, lane);
          } else {
            this.put(table, key, row, lane);
          }
        }
      }
    });
  }

  /** Everything this lane shows, and nothing else of it. */
  replace(lane: string, rows: readonly SnapRow[]): void {
    batch(() => {
      const present = new Map<Table, Set<Key>>();
      for (const { table, row } of rows) {
        if (isTable(table)) {
          const key = keyOf(table, row);
          this.put(table, key, row, lane);
          present.set(table, (present.get(table) ?? new Set<Key>()).add(key));
        }
      }
      for (const [table, { held }] of this.tables) {
        // Journals are not part of snapshots: what was told stays told.
        if (table !== "recent_activity") {
          for (const key of [...held.keys()]) {
            if (present.get(table)?.has(key) !== true) {
              this.take(table, key, lane);
            }
          }
        }
      }
    });
  }

  /** What happened is fetched again by whoever shows it: a text may have been taken out of it. */
  forgetJournals(): void {
    batch(() => {
      const { held } = this.rowsOf("recent_activity");
      for (const [key, { lanes }] of [...held]) {
        for (const lane of [...lanes]) {
          this.take("recent_activity", key, lane);
        }
      }
    });
  }

  /** Older entries of a journal, fetched on demand. */
  remember<T extends Table>(table: T, rows: readonly RowOf<T>[]): void {
    batch(() => {
      for (const row of rows) {
        this.put(table, keyOf(table, row), row, FROZEN);
      }
    });
  }

  rename(set: Readonly<Record<Uuid, NameCell>>, gone: readonly Uuid[]): void {
    batch(() => {
      for (const [person, cell] of Object.entries(set)) {
        this.cellOf(person).value = cell;
      }
      for (const person of gone) {
        this.cellOf(person).value = null;
      }
    });
  }

  /** The figures of a topic, over all of its lanes; null until some have come. */
  figures(topic: string): Figures | null {
    const sum: Record<string, number> = {};
    let known = false;
    for (const [lane, cells] of this.counted.value) {
      if (lane.startsWith(`${topic}/`)) {
        known = true;
        for (const [key, value] of Object.entries(cells)) {
          sum[key] = (sum[key] ?? 0) + value;
        }
      }
    }
    return known ? sum : null;
  }

  /** What changed among the figures of a lane; or, where they are told afresh, all that they are. */
  count(lane: string, set: Figures, gone: readonly string[], afresh: boolean): void {
    const cells = { ...(afresh ? {} : this.counted.value.get(lane)), ...set };
    gone.forEach((key) => delete cells[key]);
    this.counted.value = new Map(this.counted.value).set(lane, cells);
  }

  uncount(lane: string): void {
    const left = new Map(this.counted.value);
    if (left.delete(lane)) {
      this.counted.value = left;
    }
  }

  show(previews: readonly Preview[]): void {
    batch(() => {
      for (const preview of previews) {
        const held = this.heldAt(preview.table, preview.key);
        held.previews.value = [...held.previews.value, preview];
      }
    });
  }

  hide(previews: readonly Preview[]): void {
    batch(() => {
      for (const preview of previews) {
        const held = this.heldAt(preview.table, preview.key);
        held.previews.value = held.previews.value.filter((other) => other !== preview);
      }
    });
  }

  /** Is something about this row still on its way to the service? */
  waiting(table: Table, key: Key): boolean {
    const rows = this.rowsOf(table);
    const held = rows.held.get(key);
    if (held === undefined) {
      void rows.keys.value;
      return false;
    }
    return held.previews.value.length > 0;
  }

  /** Is this row only a promise: asked for here, and not known to be there yet? */
  promised(table: Table, key: Key): boolean {
    const rows = this.rowsOf(table);
    const held = rows.held.get(key);
    if (held === undefined) {
      void rows.keys.value;
      return false;
    }
    return held.truth.value === null && held.shown.value !== null;
  }

  private put(table: Table, key: Key, row: AnyRow, lane: string): void {
    const held = this.heldAt(table, key);
    if (!same(held.truth.peek(), row)) {
      held.truth.value = row; // else what shows it rests: a snapshot tells every row, and few have changed
    }
    held.lanes.add(lane);
  }

  private take(table: Table, key: Key, lane: string): void {
    const rows = this.rowsOf(table);
    const held = rows.held.get(key);
    if (held?.lanes.delete(lane) === true && held.lanes.size === 0) {
      held.truth.value = null;
      if (held.previews.value.length === 0) {
        rows.held.delete(key);
        rows.keys.value += 1;
      }
    }
  }

  private heldAt(table: Table, key: Key): Held {
    const rows = this.rowsOf(table);
    const found = rows.held.get(key);
    if (found !== undefined) {
      return found;
    }
    const truth = signal<AnyRow | null>(null);
    const previews = signal<readonly Preview[]>([]);
    const held: Held = { truth, previews, shown: computed(() => previewed(truth.value, previews.value)), lanes: new Set() };
    rows.held.set(key, held);
    rows.keys.value += 1;
    return held;
  }

  private rowsOf(table: Table): Rows {
    const found = this.tables.get(table);
    if (found !== undefined) {
      return found;
    }
    const held = new Map<Key, Held>();
    const keys = signal(0);
    const all = computed(() => {
      void keys.value;
      const rows: AnyRow[] = [];
      for (const { shown } of held.values()) {
        if (shown.value !== null) {
          rows.push(shown.value);
        }
      }
      return rows;
    });
    const rows: Rows = { held, keys, all };
    this.tables.set(table, rows);
    return rows;
  }

  private cellOf(person: Uuid): Signal<NameCell | null> {
    const found = this.names.get(person);
    if (found !== undefined) {
      return found;
    }
    const cell = signal<NameCell | null>(null);
    this.names.set(person, cell);
    this.namesKnown.value += 1;
    return cell;
  }
}

function previewed(truth: AnyRow | null, previews: readonly Preview[]): AnyRow | null {
  let row = truth;
  for (const { set, fresh } of previews) {
    if (row !== null || fresh === true) {
      row = { ...row, ...set } as AnyRow;
    }
  }
  return row;
}

function isTable(name: string): name is Table {
  return name in KEY_FIELDS;
}

function keyOf(table: Table, row: AnyRow): Key {
  return (row as unknown as Record<string, Key>)[KEY_FIELDS[table]] as Key;
}

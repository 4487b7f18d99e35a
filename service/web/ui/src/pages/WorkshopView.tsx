/** One workshop as those who take part see it: the question, a form, what one proposed oneself, and what everyone did. */

import { useId, useState } from "preact/hooks";
import { lookup, plural, t } from "../i18n.ts";
import { newId } from "../ids.ts";
import { excess, TEXT } from "../length.ts";
import type { LiveNetwork } from "../live/network.ts";
import type { Store } from "../live/store.ts";
import { Met } from "../plan/ConflictNote.tsx";
import { openConflicts } from "../plan/conflicts.ts";
import type { AuthorKind, ConflictInbox, Uuid, WorkshopBoard } from "../types.ts";

export const KINDS: readonly AuthorKind[] = ["elected", "officer", "partner"];

interface Props {
  readonly network: LiveNetwork;
  readonly workshop: Uuid;
  /** May this person change what others proposed? */
  readonly facilitates?: boolean;
  readonly readsOnly?: boolean;
}

export function WorkshopView({ network, workshop, facilitates = false, readsOnly = false }: Props) {
  const shown = network.store.row("workshop_list", workshop);
  if (shown === null) {
    return (
      <div class="empty" aria-busy="true">
        <h1 tabIndex={-1}>{t("loading")}</h1>
      </div>
    );
  }
  const all = network.store
    .all("workshop_board")
    .filter((one) => one.workshop_id === workshop && !one.withdrawn)
    .sort((a, b) => (a.contributed_at < b.contributed_at ? 1 : -1));
  const mine = all.filter(({ author_id }) => author_id === network.me);
  const others = all.filter(({ author_id }) => author_id !== network.me);
  const open = shown.closed_at === null;
  return (
    <>
      <h1 tabIndex={-1}>{shown.title}</h1>
      <p class="workshop-question">{shown.question}</p>
      <p class="workshop-count" role="status">
        {plural("workshop.count", all.length)}
      </p>
      {!open && <p class="lead-in">{t("workshop.is_closed")}</p>}
      {conflictsOf(network.store, workshop).map((conflict) => (
        <Met key={conflict.conflict_id} conflict={conflict} network={network} store={network.store} may={facilitates} />
      ))}
      {open && !readsOnly && <Contribute network={network} workshop={workshop} />}
      {mine.length > 0 && <Contributions title={t("workshop.mine")} rows={mine} network={network} editable={open} />}
      {others.length > 0 && <Contributions title={t("workshop.others")} rows={others} network={network} editable={open && facilitates} />}
    </>
  );
}

function conflictsOf(store: Store, item: Uuid): readonly ConflictInbox[] {
  return openConflicts(store).filter(({ item_id }) => item_id === item);
}

function Contribute({ network, workshop }: { readonly network: LiveNetwork; readonly workshop: Uuid }) {
  return (
    <Form
      submit={t("workshop.contribute")}
      onSaid={(action, objective) => {
        const contribution = newId();
        const now = new Date().toISOString();
        const row = { contribution_id: contribution, workshop_id: workshop, author_id: network.me, author_kind: null, group_name: null };
        const set = { ...row, action, objective, contributed_at: now, changed_at: now, withdrawn: false };
        void network.ask(
          workshop,
          { tag: "workshop.contribute", contribution, action, objective },
          { previews: [{ table: "workshop_board", key: contribution, fresh: true, set }], subject: action, summary: t("summary.added") },
        );
      }}
    />
  );
}

interface FormProps {
  readonly submit: string;
  readonly action?: string;
  readonly objective?: string | null;
  readonly onSaid: (action: string, objective: string | null) => void;
  readonly onCancel?: () => void;
}

function Form({ submit, action = "", objective = null, onSaid, onCancel }: FormProps) {
  const id = useId();
  const [said, setSaid] = useState(action);
  const [aim, setAim] = useState(objective ?? "");
  const [tried, setTried] = useState(false);
  const wrong = excess(said, TEXT) ?? (tried && said.trim() === "" ? t("workshop.no_action") : null);
  return (
    <form
      class="workshop-form"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (said.trim() === "" || wrong !== null || excess(aim, TEXT) !== null) {
          return;
        }
        onSaid(said.trim(), aim.trim() === "" ? null : aim.trim());
        setSaid("");
        setAim("");
        setTried(false);
      }}
    >
      <label for={`${id}action`}>{t("workshop.action")}</label>
      <textarea
        id={`${id}action`}
        class="control"
        rows={3}
        value={said}
        aria-invalid={wrong !== null}
        aria-describedby={`${id}wrong`}
        onInput={(event) => setSaid(event.currentTarget.value)}
      />
      <p id={`${id}wrong`} class="wrong">
        {wrong}
      </p>
      <label for={`${id}objective`}>{t("workshop.objective")}</label>
      <textarea
        id={`${id}objective`}
        class="control"
        rows={2}
        value={aim}
        aria-describedby={`${id}aim`}
        onInput={(event) => setAim(event.currentTarget.value)}
      />
      <p id={`${id}aim`} class="wrong">
        {excess(aim, TEXT)}
      </p>
      <div class="way-do">
        <button type="submit" class="button button-main">
          {submit}
        </button>
        {onCancel !== undefined && (
          <button type="button" class="button" onClick={onCancel}>
            {t("do.cancel")}
          </button>
        )}
      </div>
    </form>
  );
}

interface ListProps {
  readonly title: string;
  readonly rows: readonly WorkshopBoard[];
  readonly network: LiveNetwork;
  readonly editable: boolean;
}

function Contributions({ title, rows, network, editable }: ListProps) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <ul class="workshop-list">
        {rows.map((row) => (
          <Contribution key={row.contribution_id} row={row} network={network} editable={editable} />
        ))}
      </ul>
    </section>
  );
}

function Contribution({ row, network, editable }: { readonly row: WorkshopBoard; readonly network: LiveNetwork; readonly editable: boolean }) {
  const [was, setWas] = useState<WorkshopBoard | null>(null); // what was seen when the edit began is what it is merged from
  const { contribution_id: contribution, workshop_id: workshop } = row;
  if (was !== null) {
    return (
      <li>
        <Form
          submit={t("workshop.save")}
          action={was.action}
          objective={was.objective}
          onCancel={() => setWas(null)}
          onSaid={(action, objective) => {
            setWas(null);
            const changes = {
              ...(action === was.action ? {} : { action: { was: was.action, to: action } }),
              ...(objective === was.objective ? {} : { objective: { was: was.objective, to: objective } }),
            };
            if (Object.keys(changes).length > 0) {
              const previews = [{ table: "workshop_board" as const, key: contribution, set: { action, objective } }];
              void network.ask(workshop, { tag: "workshop.edit_contribution", contribution, ...changes }, { previews, subject: action, summary: t("summary.edited") });
            }
          }}
        />
      </li>
    );
  }
  const withdraw = (): void => {
    const previews = [{ table: "workshop_board" as const, key: contribution, set: { withdrawn: true } }];
    void network.ask(workshop, { tag: "workshop.withdraw_contribution", contribution }, { previews, subject: row.action, summary: t("summary.withdrawn") });
  };
  const about = [row.group_name === null ? null : t("workshop.of_group", { group: row.group_name }), row.author_kind === null ? null : lookup(`author.${row.author_kind}`)];
  return (
    <li>
      <p class="workshop-action">{row.action}</p>
      {row.objective !== null && <p class="workshop-objective">{row.objective}</p>}
      {conflictsOf(network.store, contribution).map((conflict) => (
        <Met key={conflict.conflict_id} conflict={conflict} network={network} store={network.store} may={editable} />
      ))}
      <p class="quiet">{about.filter((part) => part !== null).join(" · ")}</p>
      {editable && (
        <div class="way-do">
          <button type="button" class="button button-small" onClick={() => setWas(row)}>
            {t("workshop.edit")}
          </button>
          <button type="button" class="button button-small" onClick={withdraw}>
            {t("workshop.withdraw")}
          </button>
        </div>
      )}
    </li>
  );
}

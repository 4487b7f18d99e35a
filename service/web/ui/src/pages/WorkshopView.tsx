/** One workshop as those who take part see it: what is asked, a form, what one proposed oneself or with one's group, and what everyone did. */

import type { ComponentChildren } from "preact";
import { useId, useState } from "preact/hooks";
import { list } from "../format.ts";
import { lookup, plural, t } from "../i18n.ts";
import { newId } from "../ids.ts";
import { excess, LINE, TEXT } from "../length.ts";
import type { LiveNetwork } from "../live/network.ts";
import type { Store } from "../live/store.ts";
import { Met } from "../plan/ConflictNote.tsx";
import { openConflicts } from "../plan/conflicts.ts";
import { said } from "../plan/fields.ts";
import { mayInvite } from "../plan/here.ts";
import { HistoryButton } from "../plan/HistoryButton.tsx";
import type { AuthorKind, ConflictInbox, ContributionNature, Uuid, WorkshopBoard } from "../types.ts";
import { groupCalled, isComing, ofGroups, type Room, roomOf, useDay } from "./workshopRoom.ts";

export const KINDS: readonly AuthorKind[] = ["elected", "officer", "partner"];
const NATURES: readonly ContributionNature[] = ["action", "orientation", "objective"];

interface Props {
  readonly network: LiveNetwork;
  readonly workshop: Uuid;
  /** May this person change what others proposed? */
  readonly facilitates?: boolean;
  readonly readsOnly?: boolean;
  /** What opens and closes it, for those who may. */
  readonly doors?: ComponentChildren;
  /** What is told below each contribution besides. */
  readonly below?: Below;
}

type Below = (contribution: WorkshopBoard) => ComponentChildren;

export function WorkshopView({ network, workshop, facilitates = false, readsOnly = false, doors, below }: Props) {
  const shown = network.store.row("workshop_list", workshop);
  const day = useDay(network, shown);
  const coming = isComing(network, workshop);
  if (shown === null || coming) {
    const waiting = coming || network.connection.state.value !== "online";
    return (
      <div class="empty" aria-busy={waiting}>
        <h1 tabIndex={-1}>{shown?.title ?? t(waiting ? "loading" : "workshop.missing")}</h1>
        {!waiting && <p>{t("nowhere.text")}</p>}
      </div>
    );
  }
  const room = roomOf(network, workshop);
  const of = ({ author_id, group_name }: WorkshopBoard): "mine" | "ours" | "others" =>
    author_id === network.me ? "mine" : group_name !== null && group_name === room.seat ? "ours" : "others";
  const mine = room.said.filter((one) => of(one) === "mine");
  const ours = room.said.filter((one) => of(one) === "ours");
  const others = room.said.filter((one) => of(one) === "others");
  const open = shown.closed_at === null;
  return (
    <>
      <h1 tabIndex={-1}>{shown.title}</h1>
      <p class="workshop-question">{shown.question}</p>
      {facilitates && <HistoryButton network={network} kind="workshop" item={workshop} name={said(shown.title)} small />}
      {doors}
      <p class="workshop-count" role="status">
        {plural("workshop.count", room.said.length)}
        {day !== null && <span class="workshop-day"> · {t("workshop.day", { count: day.contributions, workshops: day.workshops })}</span>}
      </p>
      {room.questions.length > 0 && (
        <ol class="workshop-counts">
          {room.questions.map(({ question_id, text }) => (
            <li key={question_id}>
              {text} <span class="quiet">({plural("workshop.count", room.said.filter((one) => one.question_id === question_id).length)})</span>
            </li>
          ))}
        </ol>
      )}
      {room.groups.length > 0 && (
        <p class="quiet">
          {t("workshop.by_group")} · {list(ofGroups(room).map(({ name, count }) => `${name} (${count})`))}
        </p>
      )}
      {!open && <p class="lead-in">{t("workshop.is_closed")}</p>}
      {conflictsOf(network.store, workshop).map((conflict) => (
        <Met key={conflict.conflict_id} conflict={conflict} network={network} store={network.store} may={facilitates} />
      ))}
      {open && !readsOnly && room.groups.length > 0 && <Seat network={network} workshop={workshop} room={room} />}
      {open && !readsOnly && <Contribute network={network} workshop={workshop} room={room} />}
      {mine.length > 0 && <Contributions title={t("workshop.mine")} rows={mine} network={network} editable={open} below={below} />}
      {ours.length > 0 && <Contributions title={t("workshop.ours")} rows={ours} network={network} editable={open} below={below} />}
      {others.length > 0 && <Contributions title={t("workshop.others")} rows={others} network={network} editable={open && facilitates} below={below} />}
    </>
  );
}

function conflictsOf(store: Store, item: Uuid): readonly ConflictInbox[] {
  return openConflicts(store).filter(({ item_id }) => item_id === item);
}

interface RoomProps {
  readonly network: LiveNetwork;
  readonly workshop: Uuid;
  readonly room: Room;
}

/** Where one sits: what is proposed from here on is that group's, and its others may mend it. */
function Seat({ network, workshop, room }: RoomProps) {
  const id = useId();
  return (
    <p class="workshop-seat">
      <label for={id}>{t("workshop.my_group")}</label>
      <select
        id={id}
        class="control"
        value={room.seat ?? ""}
        onChange={(event) => {
          const group = event.currentTarget.value === "" ? null : event.currentTarget.value;
          void network.ask(workshop, { tag: "workshop.sit", group }, { previews: [], subject: group ?? t("workshop.no_seat"), summary: t("workshop.my_group") });
        }}
      >
        <option value="">{t("workshop.no_seat")}</option>
        {room.groups.map((group) => (
          <option key={group} value={group}>
            {group}
          </option>
        ))}
      </select>
    </p>
  );
}

function Contribute({ network, workshop, room }: RoomProps) {
  const id = useId();
  const [question, setQuestion] = useState("");
  const [nature, setNature] = useState<ContributionNature>("action");
  const [orientation, setOrientation] = useState("");
  const asked = room.questions.some(({ question_id }) => question_id === question) ? question : null;
  return (
    <Form
      submit={t("workshop.contribute")}
      label={nature === "action" ? undefined : lookup(`nature.${nature}`)}
      aims={nature === "action"}
      wrong={excess(orientation, LINE)}
      above={
        room.questions.length > 0 && (
          <>
            <label for={`${id}question`}>{t("workshop.answers")}</label>
            <select id={`${id}question`} class="control" value={asked ?? ""} onChange={(event) => setQuestion(event.currentTarget.value)}>
              <option value="">{t("workshop.no_such_question")}</option>
              {room.questions.map(({ question_id, text }) => (
                <option key={question_id} value={question_id}>
                  {text}
                </option>
              ))}
            </select>
          </>
        )
      }
      below={
        <details class="workshop-more">
          <summary>{t("workshop.more")}</summary>
          <label for={`${id}orientation`}>{t("workshop.orientation")}</label>
          <input id={`${id}orientation`} class="control" autocomplete="off" value={orientation} onInput={(event) => setOrientation(event.currentTarget.value)} />
          <fieldset class="workshop-kinds">
            <legend>{t("workshop.nature")}</legend>
            {NATURES.map((one) => (
              <label key={one}>
                <input type="radio" name={`${id}nature`} checked={nature === one} onChange={() => setNature(one)} />
                {lookup(`nature.${one}`)}
              </label>
            ))}
          </fieldset>
        </details>
      }
      onSaid={(action, aim) => {
        const objective = nature === "action" ? aim : null;
        const about = { orientation: orientation.trim() === "" ? null : orientation.trim(), nature };
        const contribution = newId();
        const now = new Date().toISOString();
        const row = { contribution_id: contribution, workshop_id: workshop, author_id: network.me, author_kind: null, group_name: room.seat };
        const set = { ...row, ...about, question_id: asked, action, objective, contributed_at: now, changed_at: now, withdrawn: false };
        void network.ask(
          workshop,
          { tag: "workshop.contribute", contribution, action, objective, question: asked, ...about },
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
  /** What is asked for, where it is no action. */
  readonly label?: string | null | undefined;
  /** Is it something that pursues an objective? */
  readonly aims?: boolean;
  /** What is wrong with what the form holds besides. */
  readonly wrong?: string | null;
  readonly above?: ComponentChildren;
  readonly below?: ComponentChildren;
  readonly onSaid: (action: string, objective: string | null) => void;
  readonly onCancel?: () => void;
}

function Form({ submit, action = "", objective = null, label, aims = true, wrong: besides = null, above, below, onSaid, onCancel }: FormProps) {
  const id = useId();
  const [said, setSaid] = useState(action);
  const [aim, setAim] = useState(objective ?? "");
  const [tried, setTried] = useState(false);
  const wrong = excess(said, TEXT) ?? besides ?? (tried && said.trim() === "" ? t("workshop.no_action") : null);
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
      {above}
      <label for={`${id}action`}>{label ?? t("workshop.action")}</label>
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
      {aims && (
        <>
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
        </>
      )}
      {below}
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
  readonly below: Below | undefined;
}

function Contributions({ title, rows, network, editable, below }: ListProps) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <ul class="workshop-list">
        {rows.map((row) => (
          <Contribution key={row.contribution_id} row={row} network={network} editable={editable} below={below} />
        ))}
      </ul>
    </section>
  );
}

function Contribution({ row, network, editable, below }: Omit<ListProps, "title" | "rows"> & { readonly row: WorkshopBoard }) {
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
  const about = [row.orientation, row.nature === "action" ? null : lookup(`nature.${row.nature}`), row.group_name === null ? null : groupCalled(row.group_name), row.author_kind === null ? null : lookup(`author.${row.author_kind}`)];
  return (
    <li id={`said-${contribution}`} tabIndex={-1}>
      <p class="workshop-action">{row.action}</p>
      {row.objective !== null && <p class="workshop-objective">{row.objective}</p>}
      {conflictsOf(network.store, contribution).map((conflict) => (
        <Met key={conflict.conflict_id} conflict={conflict} network={network} store={network.store} may={editable} />
      ))}
      <p class="quiet">{about.filter((part) => part !== null).join(" · ")}</p>
      {below?.(row)}
      {editable && (
        <div class="way-do">
          <button type="button" class="button button-small" onClick={() => setWas(row)}>
            {t("workshop.edit")}
          </button>
          <button type="button" class="button button-small" onClick={withdraw}>
            {t("workshop.withdraw")}
          </button>
          {mayInvite(network.store.row("rights", network.me)) && <HistoryButton network={network} kind="contribution" item={contribution} name={said(row.action)} small />}
        </div>
      )}
    </li>
  );
}

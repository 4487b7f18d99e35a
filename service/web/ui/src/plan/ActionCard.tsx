/** Everything about one action, each field edited where it stands, and its history below. */

import type { ComponentChildren } from "preact";
import { useEffect, useId, useState } from "preact/hooks";
import { announce } from "../announce.ts";
import { list, moment, money } from "../format.ts";
import { plural, t, type Key } from "../i18n.ts";
import { excess, LINE } from "../length.ts";
import { Files } from "../files/FilesPart.tsx";
import { Comments } from "../comments/CommentsPart.tsx";
import { Follow } from "../parts/Follow.tsx";
import { Icon } from "../parts/Icon.tsx";
import { Avatars, distinct, nameOf } from "../parts/People.tsx";
import { Late, Status } from "../parts/Status.tsx";
import { wayBack } from "../back.ts";
import { atSameMoment, paths } from "../router.ts";
import type { PlanBoard, Uuid } from "../types.ts";
import { ActionHistory } from "./ActionHistory.tsx";
import { adding } from "./adding.ts";
import { CardField } from "./CardField.tsx";
import { ComesFrom } from "./ComesFrom.tsx";
import { DecidedIn } from "./DecidedIn.tsx";
import { stepAction, withdrawAction } from "./edit.ts";
import { Extras } from "./Extras.tsx";
import { said } from "./fields.ts";
import { FromIdeas } from "./FromIdeas.tsx";
import { Funders } from "./Funders.tsx";
import { judgedOn, topicOf, useHere } from "./here.ts";
import { NotesPart } from "./NotesPart.tsx";
import { askReason, why } from "./reason.ts";
import { mayRestrict, RestrictDialog } from "./RestrictDialog.tsx";
import { SetField } from "./SetField.tsx";
import { TakeAlong } from "./TakeAlong.tsx";
import { siblings } from "./tree.ts";

const SECTIONS: readonly { readonly id: string; readonly title: Key }[] = [
  { id: "about", title: "card.about" },
  { id: "actors", title: "card.actors" },
  { id: "calendar", title: "card.calendar" },
  { id: "means", title: "card.means" },
  { id: "aims", title: "field.aims" },
  { id: "parts", title: "card.sub_actions" },
  { id: "notes", title: "card.notes" },
  { id: "comments", title: "comments.title" },
  { id: "said", title: "notes.title" },
  { id: "files", title: "card.files" },
  { id: "history", title: "card.history" },
];

export function ActionCard({ id }: { readonly id: Uuid }) {
  const here = useHere();
  const { store, network } = here;
  const action = store.row("plan_board", id);
  useEffect(() => {
    network.presence.tell(topicOf(here.plan), { item: id, field: null, mode: "view" });
    return () => network.presence.tell(topicOf(here.plan), { item: null, field: null, mode: "view" });
  }, [id, here.plan, network]);
  if (action === null) {
    return (
      <div class="empty">
        <h1 tabIndex={-1}>{t("action.missing")}</h1>
        <p>{t("nowhere.gone")}</p>
        <p>
          <a href={wayBack(network.card.network_id, here.plan)}>{t("plan.back")}</a>
        </p>
      </div>
    );
  }
  const others = distinct(network.presence.on(topicOf(here.plan), id));
  const parent = action.parent_id === null ? null : store.row("plan_board", action.parent_id);
  const axis = action.axis_id === null ? null : store.row("axis_list", action.axis_id);
  return (
    <article class="action-card">
      <header class="card-head">
        <nav aria-label={t("nav.trail")}>
          <ol class="trail">
            <li>
              <a href={wayBack(network.card.network_id, here.plan)}>{store.row("plan_list", here.plan)?.title}</a>
            </li>
            {axis !== null && <li>{axis.title}</li>}
            {parent !== null && (
              <li>
                <a href={atSameMoment(paths.action(network.card.network_id, here.plan, parent.action_id))}>{parent.title}</a>
              </li>
            )}
          </ol>
        </nav>
        <h1 tabIndex={-1}>
          {action.code !== null && <span class="code">{action.code} </span>}
          {said(action.title)}
        </h1>
        <div class="card-line">
          <Status status={action.status} />
          <Late action={action} today={judgedOn(here)} />
          {action.withdrawn && <span class="badge status-abandoned">{t("action.is_withdrawn")}</span>}
          <Kept id={id} />
          {store.waiting("plan_board", id) && (
            <span class="mark-waiting">
              <Icon name="send" />
              {t("row.waiting")}
            </span>
          )}
          <span class="quiet">{t("action.changed", { who: nameOf(store, action.changed_by), when: moment(action.changed_at) })}</span>
          <Avatars people={others} store={store} label={t("presence.here")} />
          {here.at === null && <Follow network={network.card.network_id} item={id} title={action.title} waiting={store.waiting("plan_board", id)} />}
          <TakeAlong action={id} />
        </div>
        {action.status_reason !== null && (
          <p class="reason">
            <span class="label">{t("history.why")}</span> {action.status_reason}
          </p>
        )}
        <CardButtons action={action} />
        {here.mayEdit && <p class="hint">{t("card.hint")}</p>}
        {here.mayEdit && <Why action={action.action_id} />}
      </header>
      <div class="card-columns">
        <nav class="card-nav" aria-label={t("card.sections")}>
          <ul>
            {SECTIONS.map(({ id: anchor, title }) => (
              <li key={anchor}>
                <a href={`#${anchor}`}>{t(title)}</a>
              </li>
            ))}
          </ul>
        </nav>
        <div class="card-sections">
          <Section id="about" title="card.about">
            <CardField action={action} field="title" wide />
            <CardField action={action} field="code" />
            <CardField action={action} field="axis_id" />
            <CardField action={action} field="status" />
            <CardField action={action} field="priority" />
            <CardField action={action} field="description" wide />
            <CardField action={action} field="objectives" wide />
          </Section>
          <Section id="actors" title="card.actors">
            <CardField action={action} field="lead" />
            <CardField action={action} field="lead_service" />
            <SetField action={action} field="lead_people" />
            <SetField action={action} field="elected_people" />
            <CardField action={action} field="co_leads" />
            <CardField action={action} field="partners" />
            <CardField action={action} field="participation" />
            <CardField action={action} field="governance" wide />
          </Section>
          <Section id="calendar" title="card.calendar">
            <CardField action={action} field="starts_on" />
            <CardField action={action} field="ends_on" />
            <CardField action={action} field="continuous" />
            <CardField action={action} field="calendar" wide />
          </Section>
          <Section id="means" title="card.means">
            <CardField action={action} field="budget_planned" />
            <CardField action={action} field="budget_actual" />
            <Funders action={action} />
            <CardField action={action} field="resources" wide />
          </Section>
          <Section id="aims" title="field.aims">
            <SetField action={action} field="aims" bare />
          </Section>
          <Section id="parts" title="card.sub_actions">
            <SubActions action={action} />
          </Section>
          <Section id="notes" title="card.notes">
            <CardField action={action} field="notes" wide />
            <Extras action={action} />
          </Section>
          <Section id="comments" title="comments.title">
            <Comments network={network} about="action" item={action.action_id} plan={here.plan} title={action.title} at={here.at} over={action.withdrawn} />
          </Section>
          <Section id="said" title="notes.title">
            <NotesPart action={action.action_id} title={action.title} />
          </Section>
          <Section id="files" title="card.files">
            <Files network={network} kind="action" item={action.action_id} plan={here.plan} at={here.at} />
          </Section>
          <Section id="history" title="card.history">
            <div class="field-wide">
              <ComesFrom action={action} />
              <DecidedIn action={action.action_id} />
              <FromIdeas action={action.action_id} />
              <ActionHistory action={action} />
            </div>
          </Section>
        </div>
      </div>
    </article>
  );
}

/** Why somebody changes what they are about to change, if they want to say so. */
function Why({ action }: { readonly action: Uuid }) {
  const id = useId();
  const text = why.value?.action === action ? why.value.text : "";
  const wrong = excess(text, LINE);
  useEffect(
    () => () => {
      why.value = null;
    },
    [action],
  );
  return (
    <details class="card-why">
      <summary>{t("card.why")}</summary>
      <label for={id}>{t("card.why_label")}</label>
      <input
        id={id}
        class="control"
        autocomplete="off"
        value={text}
        aria-describedby={`${id}hint`}
        aria-invalid={wrong !== null}
        onInput={(event) => {
          why.value = { action, text: event.currentTarget.value };
        }}
      />
      <p id={`${id}hint`} class={wrong === null ? "hint" : "wrong"}>
        {wrong ?? t("card.why_hint")}
      </p>
    </details>
  );
}

/** That the action is kept to some people, and to whom; what it belongs to may keep it, too. */
function Kept({ id }: { readonly id: Uuid }) {
  const { store } = useHere();
  const restriction = store.row("restricted_items", id);
  return restriction === null ? null : (
    <span class="badge">
      <Icon name="lock" />
      {t("action.is_restricted", { who: list(restriction.parties.map((person) => nameOf(store, person))) })}
    </span>
  );
}

function Section({ id, title, children }: { readonly id: string; readonly title: Key; readonly children: ComponentChildren }) {
  return (
    <section id={id} class="card-section" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{t(title)}</h2>
      <div class="fields">{children}</div>
    </section>
  );
}

function CardButtons({ action }: { readonly action: PlanBoard }) {
  const here = useHere();
  const [keeping, setKeeping] = useState(false);
  if (!here.mayEdit) {
    return null;
  }
  const step = (by: -1 | 1): void => {
    const moved = stepAction(here, action, by);
    announce(t(moved ? (by === -1 ? "table.moved_up" : "table.moved_down") : "table.not_moved", { title: action.title }));
  };
  return (
    <div class="card-buttons">
      <button type="button" class="button button-small" onClick={() => step(-1)}>
        <Icon name="up" />
        {t("action.up")}
      </button>
      <button type="button" class="button button-small" onClick={() => step(1)}>
        <Icon name="down" />
        {t("action.down")}
      </button>
      {mayRestrict(here) && (
        <button type="button" class="button button-small" onClick={() => setKeeping(true)}>
          <Icon name="lock" />
          {t("restrict.do")}
        </button>
      )}
      {keeping && <RestrictDialog item={action.action_id} title={action.title} onClose={() => setKeeping(false)} />}
      {action.withdrawn ? (
        <button type="button" class="button button-small" onClick={() => void withdrawAction(here, action, false)}>
          <Icon name="restore" />
          {t("action.restore")}
        </button>
      ) : (
        <button
          type="button"
          class="button button-small"
          onClick={() =>
            void askReason(action.title, "withdrawn").then((reason) => {
              if (reason !== null) {
                void withdrawAction(here, action, true, reason);
              }
            })
          }
        >
          <Icon name="bin" />
          {t("action.withdraw")}
        </button>
      )}
    </div>
  );
}

function SubActions({ action }: { readonly action: PlanBoard }) {
  const here = useHere();
  const { store, network } = here;
  if (action.parent_id !== null) {
    const parent = store.row("plan_board", action.parent_id);
    return (
      <p class="field-wide">
        {t("action.is_sub")}{" "}
        {parent !== null && <a href={atSameMoment(paths.action(network.card.network_id, here.plan, parent.action_id))}>{parent.title}</a>}
      </p>
    );
  }
  const parts = siblings(
    store.all("plan_board").filter((other) => !other.withdrawn),
    null,
    action.action_id,
  );
  return (
    <div class="field-wide">
      <p class="quiet">{plural("sub_actions", parts.length)}</p>
      {parts.length > 0 && (
        <ul class="rows">
          {parts.map((part) => (
            <li key={part.action_id}>
              <a href={atSameMoment(paths.action(network.card.network_id, here.plan, part.action_id))}>{part.title}</a>
              <Status status={part.status} />
              {part.budget_planned !== null && <span class="quiet">{money(part.budget_planned)}</span>}
            </li>
          ))}
        </ul>
      )}
      {here.mayEdit && (
        <button
          type="button"
          class="button button-small"
          onClick={() => {
            adding.value = { axis: action.axis_id, parent: action.action_id };
          }}
        >
          <Icon name="plus" />
          {t("action.add_sub")}
        </button>
      )}
    </div>
  );
}
